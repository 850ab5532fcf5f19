// Imports into a whole workspace.
#include <doctest/doctest.h>

#include "base/limits.h"
#include "schema/json.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using schema::Value;
using test::TestWorkspace;

Value parse(std::string_view json) { return schema::parse_json(json); }

// Writes all of it in pieces; answers what finish said, with the rejects of all calls.
Value import_in_pieces(Engine& engine, std::string_view definition, std::string_view table,
                       size_t piece) {
  const auto import = engine.import(parse(definition));
  Value rejects = Value::array();
  const auto keep = [&](const Value& told) {
    for (const Value& reject : told.find("rejects")->as_array()) rejects.push_back(reject);
  };
  for (size_t at = 0; at < table.size(); at += piece) {
    keep(import->write(table.substr(at, piece)));
  }
  Value told = import->finish();
  keep(told);
  told.set("rejects", rejects);
  return told;
}
Value import(Engine& engine, std::string_view definition, std::string_view table) {
  return import_in_pieces(engine, definition, table, table.size() + 1);
}

int64_t count(const Value& told, std::string_view member) {
  return told.find(member)->as_integer();
}
std::string message(const Value& told, size_t reject) {
  return told.find("rejects")->as_array().at(reject).find("error")->find("message")->as_string();
}
std::string pointer(const Value& told, size_t reject) {
  return told.find("rejects")->as_array().at(reject).find("error")->find("pointer")->as_string();
}

Value profile(TestWorkspace& shop, std::string_view name) {
  return shop.call("profiles.get", R"({"profile": )" + std::string(name) + "}");
}
std::string trait(TestWorkspace& shop, std::string_view name, std::string_view path) {
  const Value shown = profile(shop, name);
  const Value* found = schema::Path(path).resolve(*shown.find("traits"));
  return found == nullptr ? "missing" : schema::to_json(*found);
}
// {"email granted", …} as consents.get has them.
std::string consents(TestWorkspace& shop, std::string_view name) {
  std::string all;
  const Value shown = profile(shop, name);
  for (const Value& row : shown.find("consents")->as_array()) {
    all += (all.empty() ? "" : ", ") + test::text_of(row, "channel") + " " +
           test::text_of(row, "state");
  }
  return all;
}

constexpr std::string_view kOrders = R"({"format": "csv", "event": "Item Purchased",
    "zone": "Europe/London", "set": {"properties.currency": "GBP"}, "columns": {
      "Customer": {"to": "user_id", "type": "integer"}, "When": "at",
      "Quantity": {"to": "properties.quantity", "type": "integer"},
      "Price": {"to": "properties.price", "type": "number"}}})";

} // namespace

TEST_CASE("rows become events, and rows without a person are rejected") {
  TestWorkspace shop;
  const Value told = import(shop.engine(), kOrders,
                            "Invoice,When,Customer,Quantity,Price\n"
                            "1,2011-06-01 08:26:00,17850.0,6,2.55\n"
                            "2,2011-06-01 08:28:00,,1,3\n"
                            "3,2011-06-01 08:30:00,17850.0,two,3\n"
                            "4,soon,17850.0,2,3\n"
                            "5,2011-06-01 08:34:00,17850.0,2\n");
  CHECK(count(told, "rows") == 5);
  CHECK(count(told, "accepted") == 1);
  CHECK(count(told, "rejected") == 4);
  CHECK(message(told, 0) == "the row names nobody");
  CHECK(message(told, 1) == "\"two\" is no number");
  CHECK(pointer(told, 1) == "/Quantity");
  CHECK(pointer(told, 2) == "/When");
  CHECK(message(told, 3) == "the row has 4 fields, the header 5");
  const Value& reject = told.find("rejects")->as_array().front();
  CHECK(count(reject, "row") == 2);
  CHECK(count(reject, "line") == 3);
  CHECK(test::text_of(reject, "text") == "2,2011-06-01 08:28:00,,1,3");
  const auto events = shop.items("profiles.timeline", R"({"profile": {"user_id": "17850"}})");
  REQUIRE(events.size() == 1);
  CHECK(test::text_of(events[0], "at") == "2011-06-01T07:26:00.000Z");
  CHECK(*events[0].find("properties") ==
        parse(R"({"quantity": 6, "price": 2.55, "currency": "GBP"})"));
  CHECK(shop.broken().empty());
}

TEST_CASE("it does not matter how a table is cut") {
  std::string table = "Customer,When,Quantity,Price\n";
  for (int i = 0; i < 300; ++i) {
    table +=
        std::to_string(i % 7) + (i % 50 == 0 ? ".5" : "") + ",2011-06-01 08:26:00,1,\"2.5\"\r\n";
  }
  TestWorkspace whole;
  const Value told = import(whole.engine(), kOrders, table);
  CHECK(count(told, "accepted") == 294);
  for (const size_t piece : {1, 13, 4'096}) {
    TestWorkspace cut;
    CHECK(import_in_pieces(cut.engine(), kOrders, table, piece) == told);
  }
}

TEST_CASE("contacts come in by what their header says") {
  TestWorkspace shop;
  const Value told = import(shop.engine(), "{}",
                            "E-Mail Address;First Name;Favourite Colour;Phone;Tags\n"
                            "Ann@Example.com;Ann;green;+33 6 12 34 56 78;vip, new\n"
                            "bob@example.com;Bob;;555 1234;\n"
                            "nobody;Carl;;;\n");
  CHECK(count(told, "accepted") == 2);
  CHECK(pointer(told, 0) == "/E-Mail Address");
  const std::string ann = R"({"email": "ann@example.com"})";
  CHECK(trait(shop, ann, "first_name") == "\"Ann\"");
  CHECK(trait(shop, ann, "favourite_colour") == "\"green\"");
  CHECK(trait(shop, ann, "tags") == R"(["vip","new"])");
  CHECK(trait(shop, R"({"phone": "+33612345678"})", "first_name") == "\"Ann\"");
  CHECK(trait(shop, R"({"email": "bob@example.com"})", "phone") == "\"555 1234\"");
  CHECK(trait(shop, R"({"email": "bob@example.com"})", "favourite_colour") == "missing");
}

TEST_CASE("Klaviyo: a refusal comes in, a consent needs proof") {
  constexpr std::string_view kTable =
      "Email,Klaviyo ID,First Name,State / Region,Email Marketing Consent,"
      "Email Marketing Consent Timestamp,Profile Created On\n"
      "a@x.example,01H,Ann,Texas,SUBSCRIBED,2023-01-02 03:04:05,2022-01-01 00:00:00\n"
      "b@x.example,01J,Bob,,UNSUBSCRIBED,2023-01-02 03:04:05,\n"
      "c@x.example,01K,Cid,,NEVER_SUBSCRIBED,,\n";
  TestWorkspace shop;
  Value told = import(shop.engine(), "{}", kTable);
  CHECK(count(told, "withheld") == 1);
  CHECK(count(told, "rejected") == 0);
  CHECK(consents(shop, R"({"email": "a@x.example"})").empty());
  CHECK(consents(shop, R"({"email": "b@x.example"})") == "email denied");
  CHECK(consents(shop, R"({"email": "c@x.example"})").empty());
  CHECK(trait(shop, R"({"email": "a@x.example"})", "klaviyo_id") == "\"01H\"");
  CHECK(trait(shop, R"({"email": "a@x.example"})", "region") == "\"Texas\"");
  CHECK(trait(shop, R"({"email": "a@x.example"})", "created_at") == "\"2022-01-01T00:00:00.000Z\"");
  told = import(shop.engine(), R"({"consent_proof": "double opt-in at Klaviyo"})", kTable);
  CHECK(count(told, "withheld") == 0);
  CHECK(consents(shop, R"({"email": "a@x.example"})") == "email granted");
  CHECK(consents(shop, R"({"email": "b@x.example"})") == "email denied");
}

TEST_CASE("Mailchimp: a confirmed opt-in is its own proof, and the newest word counts") {
  TestWorkspace shop;
  const Value told =
      import(shop.engine(), "{}",
             "Email Address,MEMBER_RATING,CONFIRM_TIME,CONFIRM_IP,UNSUB_TIME,LEID,TAGS\n"
             "a@x.example,4,2021-05-01 10:00:00,192.0.2.7,,1,\"\"\"VIP\"\",\"\"Lead\"\"\"\n"
             "b@x.example,2,2021-05-01 10:00:00,192.0.2.8,2022-05-01 10:00:00,2,\n"
             "c@x.example,2,2021-05-01 10:00:00,,,3,\n");
  CHECK(count(told, "withheld") == 1); // no address it was confirmed from
  CHECK(consents(shop, R"({"email": "a@x.example"})") == "email granted");
  CHECK(consents(shop, R"({"email": "b@x.example"})") == "email denied");
  CHECK(consents(shop, R"({"email": "c@x.example"})").empty());
  CHECK(trait(shop, R"({"email": "a@x.example"})", "tags") == R"(["VIP","Lead"])");
  CHECK(trait(shop, R"({"email": "a@x.example"})", "mailchimp_rating") == "4");
}

TEST_CASE("Shopify and listmonk") {
  TestWorkspace shop;
  import(shop.engine(), "{}",
         "Customer ID,First Name,Email,Accepts Email Marketing,Default Address City,Phone,"
         "Total Spent,Total Orders,Tags,Tax Exempt\n"
         "'6940095906,Ann,a@x.example,no,Paris,,199.65,2,\"a, b\",no\n");
  const std::string ann = R"({"email": "a@x.example"})";
  CHECK(trait(shop, ann, "shopify_id") == "6940095906");
  CHECK(trait(shop, ann, "total_spent") == "199.65");
  CHECK(trait(shop, ann, "tax_exempt") == "false");
  CHECK(consents(shop, ann) == "email denied");
  import(shop.engine(), "{}",
         "uuid,email,name,attributes,status\n"
         "u-1,b@x.example,Bob,\"{\"\"plan\"\": \"\"pro\"\", \"\"age\"\": 30}\",enabled\n"
         "u-2,c@x.example,Cid,{},blocklisted\n");
  CHECK(trait(shop, R"({"email": "b@x.example"})", "age") == "30");
  CHECK(consents(shop, R"({"email": "b@x.example"})").empty());
  CHECK(consents(shop, R"({"email": "c@x.example"})") == "email denied");
}

TEST_CASE("an import never overrides a refusal that was recorded here") {
  TestWorkspace shop;
  shop->consent(R"({"email": "a@x.example", "channel": "email", "state": "denied"})");
  import(shop.engine(),
         R"({"columns": {"email": "email"}, "consent_proof": "we asked", "consents":
             [{"channel": "email", "column": "ok", "granted": ["yes"], "denied": ["no"]}]})",
         "email,ok\na@x.example,yes\nb@x.example,yes\n");
  CHECK(consents(shop, R"({"email": "a@x.example"})") == "email denied");
  CHECK(consents(shop, R"({"email": "b@x.example"})") == "email granted");
}

TEST_CASE("a value of consent that nobody knows rejects the row") {
  TestWorkspace shop;
  const Value told = import(shop.engine(),
                            R"({"columns": {"email": "email"}, "consents":
          [{"channel": "email", "column": "ok", "denied": ["no"]}]})",
                            "email,ok\na@x.example,opted out\nb@x.example,No\n");
  CHECK(count(told, "rejected") == 1);
  CHECK(pointer(told, 0) == "/ok");
  CHECK(consents(shop, R"({"email": "b@x.example"})") == "email denied");
}

TEST_CASE("NDJSON in the form of ingest comes in as it is") {
  TestWorkspace shop;
  const Value told = import(
      shop.engine(), "{}",
      R"({"type": "identify", "user_id": "u1", "traits": {"a": 1}})"
      "\n"
      R"({"type": "track", "user_id": "u1"})"
      "\nno json\n"
      R"({"type": "consent", "user_id": "u1", "channel": "email", "state": "granted"})"
      "\n"
      R"({"type": "consent", "user_id": "u1", "channel": "email", "state": "granted", "proof": "form"})"
      "\n"
      R"({"type": "consent", "user_id": "u1", "channel": "email", "state": "granted", "proof": "form", "at": "2024-01-02"})"
      "\n");
  CHECK(count(told, "accepted") == 2);
  CHECK(count(told, "rejected") == 4);
  CHECK(pointer(told, 2) == "/proof");
  CHECK(pointer(told, 3) == "/at");
}

TEST_CASE("NDJSON of another form is mapped by paths") {
  TestWorkspace shop;
  const Value told = import(
      shop.engine(),
      R"({"columns": {"customer.id": "user_id", "time": "at", "sum": "properties.total"},
          "others": "properties", "event": "Paid"})",
      R"({"customer": {"id": 7}, "time": "2024-01-02T03:04:05Z", "sum": 12.5, "shop": "Paris"})"
      "\n");
  CHECK(count(told, "accepted") == 1);
  const auto events = shop.items("profiles.timeline", R"({"profile": {"user_id": "7"}})");
  CHECK(*events.at(0).find("properties") == parse(R"({"total": 12.5, "shop": "Paris"})"));
}

TEST_CASE("kinds of identifiers that the workspace declares") {
  TestWorkspace shop;
  const std::string_view definition = R"({"columns": {"Card": "identifiers.loyalty_id"}})";
  Value told = import(shop.engine(), definition, "Card\nL1\n");
  CHECK(count(told, "rejected") == 1);
  shop.call("settings.update", R"({"identifiers": [{"kind": "loyalty_id"}]})");
  told = import(shop.engine(), definition, "Card\nL1\n");
  CHECK(count(told, "accepted") == 1);
  CHECK(profile(shop, R"({"loyalty_id": "L1"})").find("id")->is_string());
}

TEST_CASE("lists take everybody, and have to be there") {
  TestWorkspace shop;
  CHECK(test::code_of([&] { shop->import(parse(R"({"lists": ["news"]})")); }) == Code::not_found);
  shop.call("lists.create", R"({"key": "news"})");
  import(shop.engine(), R"({"lists": ["news"]})", "email\na@x.example\n");
  CHECK(shop.items("lists.members", R"({"key": "news"})").size() == 1);
}

TEST_CASE("what the workspace refuses is told of its row") {
  TestWorkspace shop;
  const Value told = import(shop.engine(), "{}",
                            R"({"type": "subscribe", "user_id": "u1", "list": "gone"})"
                            "\n");
  CHECK(count(told, "refused") == 1);
  CHECK(count(told, "accepted") == 0);
  CHECK(pointer(told, 0) == "/list");
}

TEST_CASE("a dry run checks all and stores nothing") {
  TestWorkspace shop;
  const auto before = shop.dump();
  const Value told =
      import(shop.engine(), R"({"dry_run": true, "key": "k"})", "email\na@x.example\nnobody\n");
  CHECK(count(told, "accepted") == 1);
  CHECK(count(told, "rejected") == 1);
  CHECK(shop.dump() == before);
}

TEST_CASE("a definition's mistakes come back together") {
  TestWorkspace shop;
  auto error = test::error_of([&] {
    shop->import(parse(R"({"columns": {"a": "userid", "b": {"to": "at", "zone": "Mars/Base"},
        "c": {"type": "number"}, "d": 5}, "zone": "Nowhere", "delimiter": "ab",
        "set": {"traits": 1}, "consents": [{"channel": "email", "column": "x"}]})"));
  });
  REQUIRE(error);
  std::vector<std::string> pointers;
  for (const Issue& issue : error->issues()) pointers.push_back(issue.pointer);
  for (const char* wanted : {"/columns/a", "/columns/b/zone", "/columns/c/to", "/columns/d",
                             "/zone", "/delimiter", "/set/traits", "/consents/0"}) {
    CAPTURE(wanted);
    CHECK(std::find(pointers.begin(), pointers.end(), wanted) != pointers.end());
  }
  error = test::error_of([&] {
    import(shop.engine(), R"({"columns": {"Emial": "traits.x", "total": "properties.total"}})",
           "Email,total\n");
  });
  REQUIRE(error);
  REQUIRE(error->issues().size() == 3);
  CHECK(error->issues()[0].hint == "did you mean \"Email\"?");
  CHECK(error->issues()[1].pointer == "/columns");
  CHECK(error->issues()[2].pointer == "/event");
}

TEST_CASE("a mistake in a path is told with its place, and a path has an end") {
  TestWorkspace shop;
  std::string deep = "traits.a";
  for (int i = 0; i < 100'000; ++i) deep += ".a";
  const auto pointer_of = [&](const std::string& definition, std::string_view table) {
    const auto error = test::error_of([&] { import(shop.engine(), definition, table); });
    REQUIRE(error);
    CHECK(error->code() == Code::invalid_request);
    REQUIRE(error->issues().size() == 1);
    return error->issues()[0].pointer;
  };
  const std::string user = R"({"columns": {"u": "user_id", )";
  CHECK(pointer_of(user + R"("a": "traits."}})", "u,a\n") == "/columns/a");
  CHECK(pointer_of(user + R"("a": "properties.\"x"}})", "u,a\n") == "/columns/a");
  CHECK(pointer_of(user + R"("a": ")" + deep + "\"}}", "u,a\n") == "/columns/a");
  CHECK(pointer_of(R"({"columns": {"u": "user_id", "a..b": "traits.b"}})", R"({"u": 1})") ==
        "/columns/a..b");
}

TEST_CASE("an import that has ended takes no more") {
  TestWorkspace shop;
  const auto import = shop->import(parse("{}"));
  import->finish();
  CHECK(test::code_of([&] { import->write("x"); }) == Code::conflict);
  const auto failed = shop->import(parse("{}"));
  CHECK(test::code_of([&] {
          failed->write("\xff\xfe");
          failed->finish();
        }) == Code::invalid_request);
  CHECK(test::code_of([&] { failed->finish(); }) == Code::conflict);
}

} // namespace beckon::engine
