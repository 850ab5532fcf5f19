// Described structs: JSON in with every mistake, JSON out, JSON Schema.
#include "schema/describe.h"

#include <doctest/doctest.h>

#include <array>

#include "base/limits.h"
#include "schema/json.h"

using namespace beckon;
using namespace beckon::schema;

namespace {

enum class Channel : uint8_t { email, sms };

struct Address {
  std::string city;
  std::optional<int32_t> zip;
};

struct Named {
  std::string key;
};

struct Order : Named {
  double total = 0;
  bool is_gift = false;
  uint8_t priority = 5;
  std::optional<Address> address;
  std::vector<Address> stops;
  std::map<std::string, int64_t> counts;
  Channel channel = Channel::email;
  std::optional<Time> at;
  Duration wait{};
  Value where;
  Value filter, extra;
};

} // namespace

namespace beckon {

template <>
struct schema::EnumNames<Channel> {
  static constexpr std::array values = {std::pair{Channel::email, std::string_view("email")},
                                        std::pair{Channel::sms, std::string_view("sms")}};
};
template <>
struct schema::Describe<Address> {
  static constexpr auto fields() {
    return std::tuple{required("city", &Address::city, "Town").up_to_bytes(10),
                      optional("zip", &Address::zip, "Code")};
  }
};
template <>
struct schema::Describe<Named> {
  static constexpr auto fields() { return std::tuple{required("key", &Named::key, "Key")}; }
};
template <>
struct schema::Describe<Order> {
  static constexpr auto fields() {
    return std::tuple_cat(
        Describe<Named>::fields(),
        std::tuple{
            required("total", &Order::total, "Sum"),
            optional("is_gift", &Order::is_gift, "Wrapped"),
            optional("priority", &Order::priority, "Rank").between(1, 9),
            optional("address", &Order::address, "Where to"),
            optional("stops", &Order::stops, "On the way"),
            optional("counts", &Order::counts, "By name"),
            optional("channel", &Order::channel, "How to tell"), optional("at", &Order::at, "When"),
            optional("wait", &Order::wait, "How long"),
            optional("where", &Order::where, "A condition").only(Kind::object),
            optional("filter", &Order::filter, "One or the other").only(Kind::object, Kind::string),
            optional("extra", &Order::extra, "Anything")});
  }
  static void check(const Order& order, const std::string& pointer, Issues* issues) {
    if (order.is_gift && !order.address)
      report(issues, {pointer_join(pointer, "address"), "a gift needs an address", ""});
  }
};

} // namespace beckon

namespace {

Issues issues_of(std::string_view text) {
  try {
    decode<Order>(parse_json(text));
  } catch (const Error& error) {
    CHECK(error.code() == Code::invalid_request);
    return error.issues();
  }
  return {};
}

void check_issue(std::string_view text, const char* pointer, const char* message,
                 const char* hint = "") {
  CAPTURE(std::string(text));
  const Issues issues = issues_of(text);
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].pointer == pointer);
  CHECK(issues[0].message == message);
  CHECK(issues[0].hint == hint);
}

const char* const kWhole =
    R"({"key":"o1","total":2.5,"is_gift":true,"priority":9,"address":{"city":"Ulm","zip":89073},)"
    R"("stops":[{"city":"Bonn"}],"counts":{"a":1,"b":2},"channel":"sms",)"
    R"("at":"2024-03-09T22:00:00.000Z","wait":"2h","where":{"everyone":true},"extra":[1,null]})";

} // namespace

TEST_CASE("every kind of member is read and written back the same") {
  const Order order = decode<Order>(parse_json(kWhole));
  CHECK(order.key == "o1");
  CHECK(order.total == 2.5);
  CHECK(order.address->zip == 89073);
  CHECK(order.stops.size() == 1);
  CHECK(!order.stops[0].zip);
  CHECK(order.counts.at("b") == 2);
  CHECK(order.channel == Channel::sms);
  CHECK(order.at->ms == 1710021600000);
  CHECK(order.wait.ms == 7'200'000);
  CHECK(to_json(encode(order)) == kWhole);
}

TEST_CASE("what is absent or null keeps its default, and empty members are left out") {
  const Order order = decode<Order>(
      parse_json(R"({"key": "o1", "total": 1, "priority": null, "address": null, "extra": null})"));
  CHECK(order.priority == 5);
  CHECK(!order.address);
  const Value written = encode(order);
  CHECK(written.find("priority")->as_integer() == 5);
  CHECK(written.find("stops")->size() == 0);
  CHECK(written.find("address") == nullptr);
  CHECK(written.find("at") == nullptr);
  CHECK(written.find("extra") == nullptr);
  CHECK(to_json(*written.find("total")) == "1.0");
}

TEST_CASE("each mistake is one issue with its pointer") {
  check_issue(R"({"key": 1, "total": 1})", "/key", "expected a string, found an integer");
  check_issue(R"({"key": null, "total": 1})", "/key", "expected a string, found null");
  check_issue(R"({"key": "a"})", "/total", "\"total\" is missing");
  check_issue(R"({"key": "a", "total": "1"})", "/total", "expected a number, found a string");
  check_issue(R"({"key": "a", "total": 1, "is_gift": 1})", "/is_gift",
              "expected a boolean, found an integer");
  check_issue(R"({"key": "a", "total": 1, "adress": {}})", "/adress", "unknown member \"adress\"",
              "did you mean \"address\"?");
  check_issue(R"({"key": "a", "total": 1, "stops": {}})", "/stops",
              "expected an array, found an object");
  check_issue(R"({"key": "a", "total": 1, "stops": [{"city": "a"}, {"zip": 1}]})", "/stops/1/city",
              "\"city\" is missing");
  check_issue(R"({"key": "a", "total": 1, "counts": {"a/b": 1.5}})", "/counts/a~1b",
              "expected an integer, found a number");
  check_issue(R"({"key": "a", "total": 1, "counts": []})", "/counts",
              "expected an object, found an array");
  check_issue(R"({"key": "a", "total": 1, "channel": "emai"})", "/channel",
              "expected one of \"email\", \"sms\"", "did you mean \"email\"?");
  check_issue(R"({"key": "a", "total": 1, "channel": 3})", "/channel",
              "expected a string, found an integer");
  check_issue(R"({"key": "a", "total": 1, "at": "yesterday"})", "/at", "is no time",
              "write it as \"2024-03-09T22:00:00Z\"");
  check_issue(R"({"key": "a", "total": 1, "at": 5})", "/at", "expected a time, found an integer");
  check_issue(R"({"key": "a", "total": 1, "wait": "soon"})", "/wait", "is no duration",
              "write it as \"90s\", \"2h\" or \"30d\"");
  check_issue(R"({"key": "a", "total": 1, "filter": 5})", "/filter",
              "expected an object or a string, found an integer");
  CHECK(issues_of(R"({"key": "a", "total": 1, "filter": "x = 1"})").empty());
  CHECK(issues_of(R"({"key": "a", "total": 1, "filter": {}})").empty());
  check_issue(R"({"key": "a", "total": 1, "where": []})", "/where",
              "expected an object, found an array");
  check_issue(R"({"key": "a", "total": 1, "address": {"city": "Wolfsburg-Ost"}})", "/address/city",
              "has 13 bytes; at most 10 are allowed");
  check_issue("[]", "", "expected an object, found an array");
}

TEST_CASE("integers keep to their type and their bounds") {
  check_issue(R"({"key": "a", "total": 1, "priority": 0})", "/priority", "must be at least 1");
  check_issue(R"({"key": "a", "total": 1, "priority": 10})", "/priority", "must be at most 9");
  check_issue(R"({"key": "a", "total": 1, "address": {"city": "a", "zip": 3000000000}})",
              "/address/zip", "must be at most 2147483647");
  check_issue(R"({"key": "a", "total": 1, "priority": 1e300})", "/priority",
              "expected an integer, found a number");
  CHECK(decode<Order>(parse_json(R"({"key": "a", "total": 1, "priority": 2.0})")).priority == 2);
}

TEST_CASE("all mistakes are listed at once, and rules over fields run on sound input only") {
  const Issues issues = issues_of(R"({"total": "x", "is_gift": true, "stops": [{}, 1], "z": 0})");
  REQUIRE(issues.size() == 5);
  CHECK(issues[0].pointer == "/z");
  CHECK(issues[1].pointer == "/key");
  CHECK(issues[2].pointer == "/total");
  CHECK(issues[3].pointer == "/stops/0/city");
  CHECK(issues[4].pointer == "/stops/1");
  check_issue(R"({"key": "a", "total": 1, "is_gift": true})", "/address",
              "a gift needs an address");
}

TEST_CASE("the list of issues has an end") {
  Value value = parse_json(R"({"key": "a", "total": 1})");
  for (size_t i = 0; i < limits::issues + 50; ++i) value.set("zz" + std::to_string(i), i);
  Issues issues;
  Order order;
  CHECK(!decode_into(value, "/base", &issues, &order));
  REQUIRE(issues.size() == limits::issues + 1);
  CHECK(issues[0].pointer == "/base/zz0");
  CHECK(issues.back().message.find("limit issues") != std::string::npos);
}

TEST_CASE("the schema of a request is closed, that of a response open") {
  const Value request = json_schema<Order>(Direction::request);
  CHECK(request.find("additionalProperties")->as_bool() == false);
  CHECK(to_json(*request.find("required")) == R"(["key","total"])");
  const Value& properties = *request.find("properties");
  CHECK(to_json(*properties.find("priority")) ==
        R"({"type":"integer","minimum":1,"maximum":9,"description":"Rank"})");
  CHECK(to_json(*properties.find("channel")) ==
        R"({"type":"string","enum":["email","sms"],"description":"How to tell"})");
  CHECK(to_json(*properties.find("at")) ==
        R"({"type":"string","format":"date-time","description":"When"})");
  CHECK(to_json(*properties.find("where")) == R"({"type":"object","description":"A condition"})");
  CHECK(to_json(*properties.find("filter")) ==
        R"({"type":["object","string"],"description":"One or the other"})");
  CHECK(to_json(*properties.find("extra")) == R"({"description":"Anything"})");
  CHECK(to_json(*properties.find("counts")->find("additionalProperties")) ==
        R"({"type":"integer"})");
  CHECK(to_json(*properties.find("address")->find("properties")->find("city")) ==
        R"({"type":"string","maxLength":10,"description":"Town"})");
  CHECK(properties.find("stops")->find("items")->find("additionalProperties") != nullptr);

  const Value response = json_schema<Order>(Direction::response);
  CHECK(response.find("additionalProperties") == nullptr);
  CHECK(to_json(*response.find("required")) ==
        R"(["key","total","is_gift","priority","stops","counts","channel","wait"])");
}
