// Refusals that may pass: counted by address and message, forgotten when something arrives, and at
// some point one too many.
#include "engine/soft_bounces.h"

#include <doctest/doctest.h>

#include "base/crypto.h"
#include "base/error.h"
#include "base/limits.h"
#include "schema/json.h"
#include "schema/members.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using schema::flag_member;
using schema::text_member;
using schema::Value;

constexpr Millis kDay = 86'400'000;

SoftBounces days(std::initializer_list<int> of) {
  SoftBounces bounces;
  uint64_t send = 1;
  for (const int day : of) bounces.add({day * kDay, send++});
  return bounces;
}

TEST_CASE("too many are so many, over so long, within so long") {
  const SoftBounceRule rule; // 5 over 7 days within 30
  CHECK_FALSE(days({}).too_many(rule));
  CHECK_FALSE(days({0, 2, 4, 7}).too_many(rule));
  CHECK(days({0, 2, 4, 6, 7}).too_many(rule));
  CHECK_FALSE(days({0, 1, 2, 3, 6}).too_many(rule));   // a bad week is not a dead address
  CHECK(days({0, 1, 2, 29, 30}).too_many(rule));       // the far edge counts
  CHECK_FALSE(days({0, 1, 2, 30, 31}).too_many(rule)); // the first has decayed
  CHECK(days({0, 10, 20, 30, 31, 38, 39}).too_many(rule));
  CHECK_FALSE(days({0, 2, 4, 6, 7}).too_many({0, 0, 0})); // never
  CHECK(days({3}).too_many({1, 0, kDay}));
}

TEST_CASE("the rows are the same in whatever order they come, and read back") {
  SoftBounces one, other;
  one.add({5, 1});
  one.add({3, 2});
  one.add({9, 1}); // told again, later: nothing new
  other.add({3, 2});
  other.add({9, 1});
  other.add({5, 1});
  CHECK(one.rows() == other.rows());
  CHECK(SoftBounces(one.encode()).rows() == one.rows());
  CHECK_THROWS_AS(SoftBounces(one.encode() + "x"), Error);
  SoftBounces many;
  for (uint64_t i = 0; i < 100; ++i) many.add({static_cast<Millis>(i), i + 1});
  CHECK(many.rows().size() == limits::soft_bounces);
  CHECK(many.rows().front().at == 0); // how long it has been going on is not forgotten
  CHECK(many.rows().back().at == 99);
}

TEST_CASE("what arrives takes back what came before it, and its own") {
  SoftBounces bounces = days({1, 2, 3, 4});
  bounces.forget(4, 2 * kDay);
  REQUIRE(bounces.rows().size() == 1);
  CHECK(bounces.rows()[0].send == 3);
}

// A shop that writes to Ada every day.
class Letters {
 public:
  Letters() {
    workspace_.sandbox();
    workspace_.email_template("news");
    workspace_.flow(R"({"key": "f", "trigger": {"event": "Go"}, "reentry": "after_exit",
        "start": "m", "nodes": {"m": {"type": "message", "channel": "email",
        "template": "news"}}})");
    workspace_.opt_in("ada");
  }
  test::TestWorkspace& workspace() { return workspace_; }

  // Answers the id of the send; "" when policy kept it back.
  std::string write() {
    workspace_.track("ada", "Go");
    workspace_->settle();
    const auto sends = workspace_.items("sends.list");
    std::string newest;
    Millis newest_at = 0;
    for (const Value& send : sends) {
      const Millis at = *parse_time(text_member(send, "created_at"));
      if (at < newest_at) continue;
      newest_at = at;
      newest = text_member(send, "state") == "accepted" ? text_member(send, "id") : "";
    }
    return newest;
  }
  void tell(const std::string& send, const std::string& members) {
    workspace_.call("receipts.record", R"({"send": ")" + send + "\", " + members + "}");
  }
  void day() { workspace_->advance_by("1d"); }
  std::string reason() {
    const Value state = workspace_.call("suppressions.get",
                                        R"({"channel": "email", "address": "ada@shop.example"})");
    return flag_member(state, "suppressed") ? text_member(state, "reason") : "";
  }

 private:
  test::TestWorkspace workspace_;
};

constexpr const char* kSoft = R"("state": "bounced")";

TEST_CASE("an address that refuses for a week is given up, and not before") {
  Letters letters;
  for (int day = 0; day < 7; ++day) {
    letters.tell(letters.write(), kSoft);
    CHECK(letters.reason() == "");
    letters.day();
  }
  letters.tell(letters.write(), kSoft);
  CHECK(letters.reason() == "soft_bounces");
  letters.day();
  CHECK(letters.write() == "");
  CHECK(letters.workspace().broken() == "");
  // By hand it gets another chance, from the beginning.
  letters.workspace().call("suppressions.remove",
                           R"({"channel": "email", "address": "ada@shop.example"})");
  letters.day();
  letters.tell(letters.write(), kSoft);
  CHECK(letters.reason() == "");
  const std::string hash = letters.workspace().state_hash();
  letters.workspace().reopen();
  CHECK(letters.workspace().state_hash() == hash);
}

TEST_CASE("one letter that arrives proves that the address lives; a machine's look is enough") {
  for (const char* arrived : {R"("state": "delivered")", R"("state": "opened")",
                              R"("state": "opened", "machine": true)", R"("state": "clicked")"}) {
    CAPTURE(arrived);
    Letters letters;
    for (int day = 0; day < 12; ++day) {
      letters.tell(letters.write(), day == 6 ? arrived : kSoft);
      letters.day();
    }
    CHECK(letters.reason() == "");
    CHECK(letters.workspace().broken() == "");
  }
}

TEST_CASE("the news that something arrived lifts what was given up, not what was asked for") {
  Letters letters;
  letters.workspace().call("settings.update",
                           R"({"soft_bounces": {"limit": 2, "over": "12h", "within": "2d"}})");
  const std::string first = letters.write();
  letters.day();
  const std::string second = letters.write();
  letters.tell(first, R"("state": "bounced", "at": "2024-03-01T10:00:00Z")");
  letters.tell(second, kSoft);
  CHECK(letters.reason() == "soft_bounces");
  SUBCASE("it arrived") {
    letters.tell(second, R"("state": "delivered")");
    CHECK(letters.reason() == "");
  }
  SUBCASE("and she left meanwhile") {
    letters.tell(first, R"("state": "unsubscribed")");
    CHECK(letters.reason() == "soft_bounces"); // the stronger reason is told
    letters.tell(second, R"("state": "delivered")");
    CHECK(letters.reason() == "unsubscribe");
  }
  SUBCASE("and it was for good") {
    letters.tell(second, R"("state": "bounced", "hard": true)");
    letters.tell(second, R"("state": "delivered")");
    CHECK(letters.reason() == "hard_bounce");
  }
  CHECK(letters.workspace().broken() == "");
}

TEST_CASE("what is about the message does not count against the address") {
  Letters letters;
  for (int day = 0; day < 12; ++day) {
    letters.tell(letters.write(), R"("state": "bounced", "blocked": true)");
    letters.day();
  }
  CHECK(letters.reason() == "");
}

TEST_CASE("an erased person leaves no count behind") {
  Letters letters;
  letters.tell(letters.write(), kSoft);
  letters.workspace().call("profiles.erase", R"({"profile": {"user_id": "ada"}})");
  CHECK(letters.workspace().broken() == "");
  bool left = false;
  for (const auto& [key, value] : letters.workspace().dump()) {
    left = left || key.find("soft_bounces") == 0;
  }
  CHECK_FALSE(left);
}

TEST_CASE("a repeated hard bounce does not undo what was decided by hand since") {
  Letters letters;
  const std::string send = letters.write();
  letters.tell(send, R"("state": "bounced", "hard": true)");
  CHECK(letters.reason() == "hard_bounce");
  letters.workspace().call("suppressions.remove",
                           R"({"channel": "email", "address": "ada@shop.example"})");
  letters.tell(send, R"("state": "bounced", "hard": true)");
  CHECK(letters.reason() == "");
}

TEST_CASE("the rule is checked") {
  Letters letters;
  const auto pointer_of = [&](const std::string& rule) -> std::string {
    try {
      letters.workspace().call("settings.update", R"({"soft_bounces": )" + rule + "}");
      return "accepted";
    } catch (const Error& error) {
      REQUIRE(!error.issues().empty());
      return error.issues().front().pointer;
    }
  };
  CHECK(pointer_of(R"({"limit": 3})") == "accepted");
  CHECK(pointer_of(R"({"limit": 33})") == "/soft_bounces/limit");
  CHECK(pointer_of(R"({"over": "1mo"})") == "/soft_bounces/over");
  CHECK(pointer_of(R"({"within": "400d"})") == "/soft_bounces/within");
  CHECK(pointer_of(R"({"over": "8d", "within": "7d"})") == "/soft_bounces/within");
  CHECK_THROWS_AS(letters.tell(letters.write(), R"("state": "opened", "blocked": true)"), Error);
  CHECK_THROWS_AS(
      letters.tell(letters.write(), R"("state": "bounced", "hard": true, "blocked": true)"), Error);
}

// --- the mailbox of bounces

std::string report_about(const std::string& head) {
  return "From: MAILER-DAEMON@mx.example\r\n"
         "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
         "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
         "Final-Recipient: rfc822; ada@shop.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
         "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n" +
         head + "\r\n\r\n--b--\r\n";
}

TEST_CASE("a bounce by mail counts for the message that it returns, and for no other") {
  Letters letters;
  const std::string send = letters.write();
  const auto receive = [&](const std::string& mail) {
    return letters.workspace()->call("bounces.receive",
                                     Value::object({{"body_base64", to_base64(mail)}}), {});
  };
  // Anybody can write this.
  const Value forged =
      receive(report_about("Message-ID: <" + std::string(32, 'a') + "@x.example>"));
  CHECK(text_member(forged, "kind") == "hard_bounce");
  CHECK(forged.find("send") == nullptr);
  CHECK(letters.reason() == "");
  const Value nothing = receive("From: ann@x.example\r\n\r\nHello!");
  CHECK(text_member(nothing, "kind") == "none");
  const auto files = letters.workspace().outbox_files();
  REQUIRE(!files.empty());
  std::string key;
  for (const Value& row : letters.workspace().items("sends.list")) {
    if (text_member(row, "id") == send) key = text_member(row, "send_key");
  }
  const Value counted = receive(report_about("Message-ID: <" + key + "@shop.example>"));
  CHECK(text_member(counted, "send") == send);
  CHECK(flag_member(counted, "counted"));
  CHECK(letters.reason() == "hard_bounce");
  CHECK_FALSE(
      flag_member(receive(report_about("Message-ID: <" + key + "@shop.example>")), "counted"));
  CHECK_THROWS_AS(letters.workspace().call("bounces.receive", "{}"), Error);
  CHECK_THROWS_AS(letters.workspace().call("bounces.receive", R"({"body_base64": "*"})"), Error);
}

} // namespace
} // namespace beckon::engine
