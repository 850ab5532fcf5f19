// The parts of the send policy that are arithmetic: quiet hours on a clock that is put forward and
// back, windows of caps, and what settings may say.
#include "engine/policy/policy.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "provider/terms.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

const Zone& new_york() { return *find_zone("America/New_York"); }
Millis at(std::string_view text) { return parse_time(text).value(); }

Policy policy_of(std::string_view settings) {
  Issues issues;
  Policy policy = compile_policy(schema::parse_json(settings), &issues);
  REQUIRE(issues.empty());
  return policy;
}

// The end of the quiet hours that hold at that instant, or "".
std::string quiet_until(std::string_view from, std::string_view to, std::string_view now,
                        const Zone& zone) {
  const Policy policy = policy_of(R"({"quiet_hours": {"from": ")" + std::string(from) +
                                  R"(", "to": ")" + std::string(to) + "\"}}");
  const auto end = policy.quiet_hours.value().end_at(at(now), zone);
  return end ? format_time(*end) : "";
}

std::vector<std::string> pointers_of(std::string_view settings) {
  Issues issues;
  compile_policy(schema::parse_json(settings), &issues);
  std::vector<std::string> pointers;
  for (const Issue& issue : issues) pointers.push_back(issue.pointer);
  return pointers;
}

} // namespace

TEST_CASE("quiet hours span midnight, include their begin and not their end") {
  const Zone& utc = Zone::utc();
  CHECK(quiet_until("21:00", "08:00", "2024-03-01T20:59:59.999Z", utc) == "");
  CHECK(quiet_until("21:00", "08:00", "2024-03-01T21:00:00Z", utc) == "2024-03-02T08:00:00.000Z");
  CHECK(quiet_until("21:00", "08:00", "2024-03-02T07:59:59.999Z", utc) ==
        "2024-03-02T08:00:00.000Z");
  CHECK(quiet_until("21:00", "08:00", "2024-03-02T08:00:00Z", utc) == "");
  CHECK(quiet_until("12:00", "13:30", "2024-03-02T12:10:00Z", utc) == "2024-03-02T13:30:00.000Z");
  CHECK(quiet_until("12:00", "13:30", "2024-03-02T14:00:00Z", utc) == "");
}

TEST_CASE("quiet hours go by the clock on the wall across both changes of it") {
  // The night of 2024-03-10 is an hour short, that of 2024-11-03 an hour long.
  CHECK(quiet_until("21:00", "08:00", "2024-03-10T03:00:00Z", new_york()) ==
        "2024-03-10T12:00:00.000Z");
  CHECK(quiet_until("21:00", "08:00", "2024-11-03T02:00:00Z", new_york()) ==
        "2024-11-03T13:00:00.000Z");
  // An end in the gap moves forward by the gap; of an end that comes twice, the first counts.
  CHECK(quiet_until("21:00", "02:30", "2024-03-10T06:00:00Z", new_york()) ==
        "2024-03-10T07:30:00.000Z");
  CHECK(quiet_until("21:00", "01:30", "2024-11-03T05:00:00Z", new_york()) ==
        "2024-11-03T05:30:00.000Z");
  CHECK(quiet_until("21:00", "01:30", "2024-11-03T06:10:00Z", new_york()) == ""); // second 01:10
  CHECK(quiet_until("01:15", "03:00", "2024-11-03T05:20:00Z", new_york()) ==
        "2024-11-03T08:00:00.000Z");
}

TEST_CASE("the end of quiet hours is always ahead, whatever the zone and the hours") {
  for (const char* name : {"America/New_York", "Europe/Paris", "Australia/Lord_Howe",
                           "America/St_Johns", "Pacific/Apia", "Africa/Cairo"}) {
    const Zone& zone = *find_zone(name);
    for (int from = 0; from < 24; ++from) {
      QuietHours hours{from * 3'600'000LL, ((from + 9) % 24) * 3'600'000LL + 60'000, {}};
      for (Millis now = at("2024-01-01"); now < at("2025-01-02"); now += 7'000'000) {
        const auto end = hours.end_at(now, zone);
        if (!end) continue;
        CHECK(*end > now);
        CHECK(*end - now <= 11 * 3'600'000);
      }
    }
  }
}

TEST_CASE("a rolling window includes its far edge, a calendar window begins with its unit") {
  const auto cap_of = [](std::string_view json) {
    return policy_of(R"({"frequency_caps": [)" + std::string(json) + "]}").caps.at(0);
  };
  const FrequencyCap hours = cap_of(R"({"limit": 1, "per": "16h"})");
  const Millis now = at("2024-03-10T12:00:00Z");
  CHECK(hours.earliest(now, new_york()) == now - 16 * 3'600'000);
  CHECK(format_time(cap_of(R"({"limit": 1, "calendar": "day"})").earliest(now, new_york())) ==
        "2024-03-10T05:00:00.000Z");
  CHECK(format_time(cap_of(R"({"limit": 1, "calendar": "week"})").earliest(now, new_york())) ==
        "2024-03-04T05:00:00.000Z");
  CHECK(format_time(cap_of(R"({"limit": 1, "calendar": "month"})").earliest(now, new_york())) ==
        "2024-03-01T05:00:00.000Z");
  // A month is counted on from the message: one of 31 January counts until 29 February.
  const FrequencyCap month = cap_of(R"({"limit": 1, "per": "1mo"})");
  const Millis sent = at("2024-01-31T10:00:00Z"), edge = at("2024-02-29T10:00:00Z");
  CHECK(month.earliest(edge, Zone::utc()) <= sent);
  CHECK(month.counts(sent, edge, Zone::utc()));
  CHECK_FALSE(month.counts(sent, edge + 1, Zone::utc()));
}

TEST_CASE("every mistake of the settings is told with its place") {
  using Pointers = std::vector<std::string>;
  CHECK(pointers_of(R"({"timezone": "Mars/Olympus"})") == Pointers{"/timezone"});
  CHECK(pointers_of(R"({"quiet_hours": {"from": "21:00"}})") == Pointers{"/quiet_hours/to"});
  CHECK(pointers_of(R"({"quiet_hours": {"from": "25:00", "to": "8"}})") ==
        Pointers{"/quiet_hours/from", "/quiet_hours/to"});
  CHECK(pointers_of(R"({"quiet_hours": {"from": "08:00", "to": "08:00"}})") ==
        Pointers{"/quiet_hours/to"});
  CHECK(pointers_of(R"({"quiet_hours": {"from": "21:00", "to": "08:00", "channels": ["fax"]}})") ==
        Pointers{"/quiet_hours/channels/0"});
  CHECK(pointers_of(R"({"frequency_caps": [{"limit": 0, "per": "1d"}, {"limit": 1},
      {"limit": 1, "per": "1d", "calendar": "day"}, {"limit": 1, "per": "0s"},
      {"limit": 1, "per": "3y"}, {"limit": 1, "calendar": "decade"}, {"per": "1d"}]})") ==
        Pointers{"/frequency_caps/0/limit", "/frequency_caps/1", "/frequency_caps/2",
                 "/frequency_caps/3/per", "/frequency_caps/4/per", "/frequency_caps/5/calendar",
                 "/frequency_caps/6/limit"});
  CHECK(pointers_of(R"({"sms": {"opt_out_text": " "}, "webhooks": {"timeout": "1h"}})") ==
        Pointers{"/sms/opt_out_text", "/webhooks/timeout"});
  CHECK(pointers_of(R"({"quiet_hour": {}})") == Pointers{"/quiet_hour"});
}

TEST_CASE("without settings there are no quiet hours and no caps") {
  const Policy policy = policy_of("{}");
  CHECK_FALSE(policy.quiet_hours);
  CHECK(policy.caps.empty());
  CHECK(policy.zone == nullptr);
  CHECK_FALSE(policy.opt_out_text.empty());
  CHECK_FALSE(policy.webhooks_allow_private);
  CHECK_FALSE(policy_of(R"({"quiet_hours": {}})").quiet_hours);
}

TEST_CASE("the examples of the page about messages are right") {
  std::ifstream file(BECKON_DOCS "/messages.md");
  REQUIRE(file);
  const std::string page(std::istreambuf_iterator<char>(file), {});
  constexpr std::string_view kBegin = "```json\n";
  size_t examples = 0;
  for (size_t at = page.find(kBegin); at != std::string::npos;
       at = page.find(kBegin, at), ++examples) {
    at += kBegin.size();
    const schema::Value example = schema::parse_json(page.substr(at, page.find("```", at) - at));
    CAPTURE(schema::to_json(example));
    Issues issues;
    if (example.find("kind") != nullptr) provider::read_terms(example, &issues);
    else compile_policy(example, &issues);
    CHECK(issues.empty());
  }
  CHECK(examples == 4);
}

} // namespace beckon::engine
