// One record as its author wrote it. What is refused stands in tests/law/bad_input_test.cpp; here
// is what a good record is read as.
#include "engine/input.h"

#include <doctest/doctest.h>

#include "base/hash.h"
#include "support/errors.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using profile::Identifier;
using profile::IdentifierKind;
using store::RecordKind;

using Identifiers = std::vector<Identifier>;

} // namespace

TEST_CASE("input: each type of record is of its kind, with its fields") {
  InputReader reader;
  const Input& track = reader.read(
      R"({"type": "track", "user_id": "u", "event": "Order Placed", "message_id": "m",
          "at": "2024-03-09T22:00:00Z", "properties": {"total": 5}, "context": {"ip": "::1"},
          "session_id": "s"})");
  CHECK(track.kind == RecordKind::track);
  CHECK(track.event == "Order Placed");
  CHECK(track.message_id == "m");
  CHECK(track.at == 1'710'021'600'000);
  CHECK(reader.properties().find("total")->as_integer() == 5);
  CHECK(reader.whole().find("context") != nullptr);

  const Input& identify = reader.read(R"({"type": "identify", "user_id": "u"})");
  CHECK(identify.kind == RecordKind::identify);
  CHECK(identify.event.empty()); // nothing is left of the record before
  CHECK(identify.message_id.empty());
  CHECK_FALSE(identify.at.has_value());
  CHECK(reader.properties().size() == 0);

  const Input& consent = reader.read(R"({"type": "consent", "user_id": "u", "channel": "email",
      "topic": "offers", "state": "granted", "source": "form", "method": "double opt-in",
      "text_version": "3", "ip": "::1", "user_agent": "x", "actor": "y", "proof": {"any": 1}})");
  CHECK(consent.kind == RecordKind::consent);
  CHECK(consent.channel == "email");
  CHECK(consent.topic == "offers");
  CHECK(consent.state == "granted");
  CHECK(consent.source == "form");

  CHECK(reader.read(R"({"type": "subscribe", "user_id": "u", "list": "news"})").kind ==
        RecordKind::subscribe);
  const Input& unsubscribe =
      reader.read(R"({"type": "unsubscribe", "user_id": "u", "list": "news"})");
  CHECK(unsubscribe.kind == RecordKind::unsubscribe);
  CHECK(unsubscribe.list == "news");
  CHECK(unsubscribe.channel.empty());

  const Input& alias = reader.read(R"({"type": "alias", "user_id": "u", "previous_id": "p"})");
  CHECK(alias.kind == RecordKind::alias);
  CHECK(alias.previous ==
        Identifiers{{IdentifierKind::anonymous_id, "p"}, {IdentifierKind::user_id, "p"}});
}

TEST_CASE("input: page and screen are events of fixed names, their name a property") {
  InputReader reader;
  const Input& page = reader.read(R"({"type": "page", "anonymous_id": "a", "name": "Home",
      "properties": {"url": "/"}})");
  CHECK(page.kind == RecordKind::track);
  CHECK(page.event == "Page Viewed");
  CHECK(reader.properties().find("name")->as_string() == "Home");
  CHECK(reader.properties().find("url")->as_string() == "/");
  const Input& screen = reader.read(R"({"type": "screen", "anonymous_id": "a", "name": "Cart",
      "properties": {"name": "its own"}})");
  CHECK(screen.event == "Screen Viewed");
  CHECK(reader.properties().find("name")->as_string() == "its own");
}

TEST_CASE("input: identifiers come strongest first, in normal form, each once") {
  InputReader reader;
  const Input& all = reader.read(R"({"type": "identify", "phone": "+33 6 12 34 56 78",
      "email": "  Ann@SHOP.Example ", "anonymous_id": "a", "user_id": "u", "id": "p_x",
      "traits": {"email": "ann@shop.example"}})");
  CHECK(all.identifiers == Identifiers{{IdentifierKind::id, "p_x"},
                                       {IdentifierKind::user_id, "u"},
                                       {IdentifierKind::email, "ann@shop.example"},
                                       {IdentifierKind::phone, "+33612345678"},
                                       {IdentifierKind::anonymous_id, "a"}});
}

TEST_CASE("input: e-mail and phone among traits identify, and identifiers are traits") {
  InputReader reader;
  const Input& from_traits = reader.read(R"({"type": "identify", "user_id": "u",
      "traits": {"email": "Ann@shop.example", "phone": "+33612345678"}})");
  CHECK(from_traits.identifiers.size() == 3);
  CHECK(reader.traits().find("email")->as_string() == "Ann@shop.example"); // as it was written

  reader.read(R"({"type": "identify", "user_id": "u", "email": "Ann@shop.example"})");
  CHECK(reader.traits().find("email")->as_string() == "ann@shop.example");

  // What is no address is a trait like others; only a field is held to be one.
  const Input& odd = reader.read(R"({"type": "identify", "user_id": "u",
      "traits": {"email": "no address", "phone": 5}})");
  CHECK(odd.identifiers.size() == 1);
  CHECK(reader.traits().find("phone")->as_integer() == 5);

  // Events do not identify by their properties.
  const Input& event = reader.read(
      R"({"type": "track", "user_id": "u", "event": "A", "properties": {"email": "a@b.example"}})");
  CHECK(event.identifiers.size() == 1);
}

TEST_CASE("input: no event of a caller has a name of the engine's own") {
  InputReader reader;
  for (const char* name : {"\\u0001opened", "\\u0000", "\\n", "\\u001fx"}) {
    CAPTURE(name);
    const auto error = error_of([&] {
      reader.read(std::string(R"({"type": "track", "user_id": "u", "event": ")") + name + "\"}");
    });
    REQUIRE(error.has_value());
    CHECK(error->code() == Code::invalid_request);
    CHECK(error->pointer() == "/event");
  }
  CHECK(reader.read(R"({"type": "track", "user_id": "u", "event": "a\u0001"})").event == "a\x01");
}

TEST_CASE("input: the partition is that of the strongest identifier, whatever its order") {
  InputReader reader;
  const uint64_t first =
      reader.read(R"({"type": "track", "event": "A", "user_id": "u", "anonymous_id": "a"})")
          .partition();
  const uint64_t second =
      reader.read(R"({"type": "track", "event": "A", "anonymous_id": "a", "user_id": "u"})")
          .partition();
  CHECK(first == second);
  CHECK(first == hash64("u"));
  CHECK(Input().partition() == 0);
}

TEST_CASE("input: a type that is expected may be left out") {
  InputReader reader;
  CHECK(reader.read(R"({"user_id": "u", "event": "A"})", RecordKind::track).event == "A");
  CHECK(reader.read(R"({"type": "page", "user_id": "u"})", RecordKind::track).event ==
        "Page Viewed");
  CHECK(code_of([&] { reader.read(R"({"user_id": "u"})"); }) == Code::invalid_request);
  CHECK(code_of([&] {
          reader.read(R"({"type": "identify", "user_id": "u"})", RecordKind::track);
        }) == Code::invalid_request);
  // The reader can be used again after a refusal.
  CHECK(reader.read(R"({"user_id": "u", "event": "B"})", RecordKind::track).event == "B");
}

TEST_CASE("input: times as text and as milliseconds, and how far they may be off") {
  InputReader reader;
  const auto at = [&](const std::string& value) {
    return reader.read(R"({"user_id": "u", "event": "A", "at": )" + value + "}", RecordKind::track)
        .at;
  };
  CHECK(at("\"2024-03-09\"") == 1'709'942'400'000);
  CHECK(at("1709942400000") == 1'709'942'400'000);
  CHECK(at("-1") == -1);

  const Millis now = 1'709'942'400'000;
  const auto check = [&](std::optional<Millis> own) {
    Input input;
    input.at = own;
    const auto error = error_of([&] { check_time(input, now); });
    if (error) CHECK(error->pointer() == "/at");
    return error ? error->code() : Code::ok;
  };
  constexpr Millis k1900 = -2'208'988'800'000;
  CHECK(check(std::nullopt) == Code::ok);
  CHECK(check(now) == Code::ok);
  CHECK(check(now + 300'000) == Code::ok);
  CHECK(check(now + 300'001) == Code::invalid_request);
  CHECK(check(k1900) == Code::ok);
  CHECK(check(k1900 - 1) == Code::invalid_request);
  CHECK(check(kMillisMax) == Code::invalid_request);
  CHECK(check(kMillisMin) == Code::invalid_request);
}

} // namespace beckon::engine
