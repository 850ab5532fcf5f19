// What other platforms are told: queued by the record that changes it, tried again with backoff.
// The platform is a transport that a case plays, so that time is virtual.
#include <map>

#include "engine/sync/rows.h"
#include "engine/workspace.h"
#include "random.h"
#include "schema/json.h"
#include "schema/members.h"
#include "support/scripted_transport.h"
#include "support/temp_directory.h"

namespace property {
namespace {

using beckon::Millis;
using beckon::engine::SyncState;
using beckon::engine::T;
using beckon::schema::parse_json;
using beckon::schema::text_member;
using beckon::schema::Value;
namespace engine = beckon::engine;
namespace http = beckon::http;
namespace test = beckon::test;

constexpr Millis kStart = 1'709'283'600'000, kSecond = 1'000, kMinute = 60 * kSecond;

std::string email_of(size_t who) { return "u" + std::to_string(who) + "@shop.example"; }
std::string name_of(size_t who) { return "{\"user_id\": \"u" + std::to_string(who) + "\"}"; }

// Keeps the newest attributes by address, as profile-import does; a case says when it fails.
class Platform {
 public:
  Platform() : transport_(std::make_shared<test::ScriptedTransport>()) {
    transport_->answer_with([this](const http::Request& request) { return answer(request); });
  }
  std::shared_ptr<test::ScriptedTransport> transport() const { return transport_; }
  std::function<std::optional<http::Response>()> trouble = [] {
    return std::optional<http::Response>();
  };
  std::map<std::string, Value> people; // by address

 private:
  http::Response answer(const http::Request& request) {
    if (auto response = trouble()) return *response;
    http::Response done = test::complete(202);
    if (request.url.find("/api/profile-import/") == std::string::npos) return done;
    const Value body = parse_json(request.body);
    const Value& attributes = *body.find("data")->find("attributes");
    const std::string email = text_member(attributes, "email");
    people[email] = attributes;
    done.status = 200;
    done.body = R"({"data": {"type": "profile", "id": "K-)" + email + R"("}})";
    return done;
  }
  std::shared_ptr<test::ScriptedTransport> transport_;
};

class Case {
 public:
  Case() {
    engine::Options options;
    options.path = directory_.file("workspace");
    options.clock_mode = engine::ClockMode::manual;
    options.manual_start = kStart;
    options.transport = platform.transport();
    engine = std::make_unique<engine::Workspace>(std::move(options));
    call("providers.create",
         R"({"key": "main", "kind": "klaviyo", "channel": "sync", "api_key": "pk_1"})");
    call("lists.create", R"({"key": "news"})");
    call("syncs.create", R"({"key": "crm", "provider": "main", "events": ["*"]})");
    engine->settle();
  }
  Value call(std::string_view operation, std::string_view request) {
    return engine->call(operation, parse_json(request));
  }
  void identify(size_t who, const Value& traits) {
    Value record = parse_json(name_of(who));
    record.set("email", email_of(who));
    record.set("traits", traits);
    engine->identify(beckon::schema::to_json(record));
  }
  // Whether what has changed of the person is on its way.
  bool is_queued(size_t who) {
    const auto reader = engine->read(true);
    const uint32_t profile = engine::require_profile(*reader, parse_json(name_of(who)), "");
    const uint32_t target = reader->definitions().find_sync("crm")->number;
    const auto bytes =
        reader->get(T::sync_items, engine::sync_key({target, engine::SyncWhat::contact, profile}));
    return bytes && engine::is_unsettled(engine::decode_sync(*bytes).state);
  }
  std::string broken() {
    const auto report = engine->verify();
    return report.broken.empty() ? "" : report.broken.front();
  }

  Platform platform;

 private:
  test::TempDirectory directory_;

 public:
  std::unique_ptr<engine::Workspace> engine;
};

TEST_CASE(
    "Feature: marketing-automation, Property 2: profile updates reach the external platform") {
  for_cases(kCases, [](Random& random) {
    Case shop;
    shop.call("flows.create", R"({"key": "f", "trigger": {"event": "Go"}, "start": "wait",
        "reentry": "concurrent_by_key", "entry_key": "event.n",
        "nodes": {"wait": {"type": "delay", "for": "20s", "next": "set"},
                  "set": {"type": "update_profile", "set": {"stage": "done"}}}})");
    shop.call("flows.publish", R"({"key": "f"})");
    // Now and then it does not answer; it always does again.
    shop.platform.trouble = [&random]() -> std::optional<http::Response> {
      if (!random.one_in(4)) return std::nullopt;
      return random.one_in(2) ? test::complete(503) : test::broken_off(http::Phase::sent);
    };
    std::map<size_t, std::map<std::string, Value>> known; // person → trait → value
    for (int step = 0; step < 20; ++step) {
      const size_t who = random.below(4);
      switch (random.below(5)) {
        case 0: {
          shop.engine->track(R"({"user_id": "u)" + std::to_string(who) + R"(", "event": "Go",
              "properties": {"n": )" +
                             std::to_string(step) + "}}");
          if (known.count(who) == 0) break;
          shop.engine->advance_by("20s");
          known[who]["stage"] = "done";
          break;
        }
        case 1:
          if (known.count(who) == 0) break;
          shop.engine->consent(R"({"user_id": "u)" + std::to_string(who) +
                               R"(", "channel": "email", "state": "granted", "source": "form"})");
          CHECK(shop.is_queued(who));
          break;
        case 2: shop.engine->advance_by(std::to_string(random.between(1, 40)) + "s"); break;
        default: {
          const std::string trait = "t" + std::to_string(random.below(3));
          const Value value = random.between(0, 1'000'000);
          shop.identify(who, Value::object({{trait, value}}));
          known[who][trait] = value;
          CHECK(shop.is_queued(who));
          if (random.one_in(2)) shop.engine->settle();
        }
      }
    }
    shop.platform.trouble = [] { return std::optional<http::Response>(); };
    shop.engine->advance_by("5m");
    for (const auto& [who, traits] : known) {
      CHECK_FALSE(shop.is_queued(who));
      const Value& told = shop.platform.people[email_of(who)];
      for (const auto& [trait, value] : traits) {
        const Value* properties = told.find("properties");
        REQUIRE(properties != nullptr);
        const Value* there = properties->find(trait);
        REQUIRE(there != nullptr);
        CHECK(*there == value);
      }
    }
    CHECK(shop.broken() == "");
  });
}

TEST_CASE("Feature: marketing-automation, Property 5: failed sync retries with backoff") {
  for_cases(kCases, [](Random& random) {
    Case shop;
    const int64_t failures = random.between(0, 8); // of eight it gives up after seven tries
    std::vector<Millis> tries, expected;
    Millis pause_asked = 0; // by the platform, of the newest try
    shop.platform.trouble = [&]() -> std::optional<http::Response> {
      tries.push_back(shop.engine->now() - kStart);
      pause_asked = 0;
      if (static_cast<int64_t>(tries.size()) > failures) return std::nullopt;
      switch (random.below(5)) {
        case 0: return test::complete(500);
        case 1: return test::broken_off(http::Phase::not_sent);
        case 2: return test::broken_off(http::Phase::sent);
        case 3: {
          http::Response later = test::complete(429);
          pause_asked = random.between(1, 90) * kSecond;
          later.headers = {{"Retry-After", std::to_string(pause_asked / kSecond)}};
          return later;
        }
        default: return test::complete(503);
      }
    };
    shop.identify(1, Value::object({{"plan", "pro"}}));
    Millis due = 0;
    for (size_t n = 0; n < 7; ++n) {
      // A millisecond before its time nothing happens.
      if (due > 0) shop.engine->advance_to(kStart + due - 1);
      REQUIRE(tries.size() == n);
      if (due == 0) shop.engine->settle();
      else shop.engine->advance_to(kStart + due);
      expected.push_back(due);
      REQUIRE(tries == expected);
      if (static_cast<int64_t>(tries.size()) > failures) break; // it went well
      due += pause_asked > 0 ? pause_asked : (kSecond << n);
    }
    shop.engine->advance_by("10m");
    CHECK(tries == expected); // and never again
    const Value status = shop.call("syncs.status", R"({"key": "crm"})");
    const bool given_up = failures >= 7;
    CHECK(tries.size() == static_cast<size_t>(given_up ? 7 : failures + 1));
    CHECK(beckon::schema::integer_member(status, "failed") == (given_up ? 1 : 0));
    CHECK(beckon::schema::integer_member(status, "contacts") == (given_up ? 0 : 1));
    bool alert = false;
    for (const Value& row : status.find("alerts")->as_array()) {
      alert = alert || text_member(row, "code") == "failed";
    }
    CHECK(alert == given_up);
    CHECK(shop.broken() == "");
  });
}

} // namespace
} // namespace property
