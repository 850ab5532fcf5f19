// Contacts and events brought to another platform, from the queue to the answer in a record: the
// platform is a function that answers as Klaviyo does, at once, so that what is measured is this
// side. Beside it what the platform takes at most by its published limits: 150 import jobs a minute
// of 10,000 contacts each, 3,500 events a minute.
#include <memory>
#include <stdexcept>
#include <string>

#include "engine/engine.h"
#include "schema/json.h"
#include "schema/members.h"
#include "support/arguments.h"
#include "support/folder.h"
#include "support/program.h"
#include "support/report.h"
#include "support/timing.h"

namespace {

using beckon::engine::Engine;
using beckon::schema::Value;

constexpr double kContactsTaken = 150.0 * 10'000 / 60, kEventsTaken = 3'500.0 / 60;

// Takes everything; jobs are through when they are asked about.
class Platform final : public beckon::http::Transport {
 public:
  void perform(std::span<const beckon::http::Request> requests,
               const std::function<void(size_t, beckon::http::Response)>& done) override {
    for (size_t i = 0; i < requests.size(); ++i) done(i, answer(requests[i]));
  }
  uint64_t bytes = 0, events = 0;

 private:
  beckon::http::Response answer(const beckon::http::Request& request) {
    bytes += request.body.size();
    const auto names = [&](const char* path) {
      return request.url.find(path) != std::string::npos;
    };
    beckon::http::Response response;
    response.phase = beckon::http::Phase::complete;
    response.status = request.method == "GET" ? 200 : 202;
    if (names("/api/events/")) ++events;
    if (names("/profile-bulk-import-jobs/")) {
      response.body = R"({"data": {"id": "J", "attributes": {"status": "complete",
                          "failed_count": 0}}})";
    } else if (names("/profile-import/")) {
      response.body = R"({"data": {"id": "K"}})";
    }
    return response;
  }
};

Value call(Engine& engine, std::string_view operation, std::string_view request) {
  return engine.call(operation, beckon::schema::parse_json(request));
}

void add_people(Engine& engine, uint64_t count) {
  std::string batch;
  for (uint64_t i = 0; i < count; ++i) {
    const std::string who = std::to_string(i);
    batch += R"({"type":"identify","user_id":"u)" + who + R"(","email":"u)" + who +
             R"(@shop.example","traits":{"first_name":"Name )" + who +
             R"(","plan":"pro","orders":)" + std::to_string(i % 50) + "}}\n";
    if (i % 5'000 == 4'999 || i + 1 == count) engine.ingest(std::exchange(batch, {}));
  }
}

void add_events(Engine& engine, uint64_t count, uint64_t people) {
  std::string batch;
  for (uint64_t i = 0; i < count; ++i) {
    batch += R"({"type":"track","event":"Order Placed","user_id":"u)" +
             std::to_string(i * 7'919 % people) + R"(","properties":{"total":)" +
             std::to_string(i % 300) + R"(,"currency":"EUR"}})" + "\n";
    if (i % 5'000 == 4'999 || i + 1 == count) engine.ingest(std::exchange(batch, {}));
  }
}

int64_t status(Engine& engine, std::string_view member) {
  return beckon::schema::integer_member(call(engine, "syncs.status", R"({"key": "crm"})"), member);
}

// Until nothing waits: what the engine's clock is to wait for passes at once.
void drain(Engine& engine) {
  engine.settle();
  while (status(engine, "waiting") + status(engine, "inflight") > 0) engine.advance_by("10s");
}

void run(int argc, char** argv) {
  const bench::Arguments arguments(
      argc, argv, {{"folder", "build/bench/sync"}, {"contacts", "1000000"}, {"events", "100000"}});
  const uint64_t contacts = arguments.number("contacts"), events = arguments.number("events");
  bench::make_empty_folder(arguments.text("folder"));
  const auto platform = std::make_shared<Platform>();
  beckon::engine::Options options;
  options.path = arguments.text("folder") + "/workspace";
  options.clock_mode = beckon::engine::ClockMode::manual;
  options.transport = platform;
  const auto engine = Engine::open(options);
  call(*engine, "providers.create", R"({"key": "main", "kind": "klaviyo", "channel": "sync",
      "api_key": "pk", "rate": {"limit": 1000000, "per": "1s", "burst": 1000}})");
  bench::say("people …");
  add_people(*engine, contacts);
  bench::say("bringing them over …");
  const bench::Stopwatch all;
  call(*engine, "syncs.create",
       R"({"key": "crm", "provider": "main", "events": ["Order Placed"]})");
  drain(*engine);
  const double contact_seconds = all.seconds();
  if (status(*engine, "contacts") != static_cast<int64_t>(contacts)) {
    throw std::runtime_error("not every contact was told");
  }
  bench::say("events …");
  add_events(*engine, events, contacts);
  if (status(*engine, "waiting") != static_cast<int64_t>(events)) {
    throw std::runtime_error("not every event was queued");
  }
  const bench::Stopwatch told;
  drain(*engine);
  const double event_seconds = told.seconds();
  if (platform->events != events) throw std::runtime_error("an event was told twice or never");
  if (!engine->verify().broken.empty()) throw std::runtime_error("the workspace is damaged");
  bench::report("sync", "contacts_per_s", static_cast<double>(contacts) / contact_seconds,
                bench::Better::higher, "klaviyo_limit", kContactsTaken);
  bench::report("sync", "events_per_s", static_cast<double>(events) / event_seconds,
                bench::Better::higher, "klaviyo_limit", kEventsTaken);
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] { run(argc, argv); });
}
