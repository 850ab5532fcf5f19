// Law 6: nobody is written to after an opt-out was acknowledged. A view never unsubscribes.
#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>

#include "engine/compose.h"
#include "schema/json.h"
#include "store/journal.h"
#include "support/errors.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using schema::Value;

constexpr const char* kFlow = R"({"key": "news", "trigger": {"event": "Go"}, "start": "write",
    "nodes": {"write": {"type": "message", "channel": "email", "template": "news"}}})";

void prepare(TestWorkspace* workspace) {
  workspace->call("providers.create", R"({"key": "relay", "kind": "smtp", "channel": "email",
      "host": "relay.shop.example"})");
  workspace->email_template("news");
  workspace->flow(kFlow);
}

std::string link_token(TestWorkspace& workspace, const std::string& send) {
  return message::sign_token(engine::token_keys(workspace->seed()), send);
}

// A person with an intent that waits, since nothing is dispatched yet.
struct Waiting {
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  TestWorkspace workspace;

  explicit Waiting(const char* kind = "marketing") : workspace(options()) {
    prepare(&workspace);
    if (std::string_view(kind) != "marketing") {
      workspace.call("templates.update", R"({"key": "news", "channel": "email",
          "kind": "transactional", "subject": "Receipt", "from": "shop@shop.example",
          "text": "Thanks"})");
    }
    workspace.opt_in("ann");
    workspace.track("ann", "Go");
    REQUIRE(workspace.sends_by_state()["pending"] == 1);
  }
  engine::Options options() const {
    engine::Options chosen = manual_options();
    chosen.transport = transport;
    return chosen;
  }
  std::string send_id() { return text_of(workspace.items("sends.list").at(0), "id"); }
  // "" when the message left, else the reason for which it did not.
  std::string dispatch() {
    workspace->settle();
    workspace->advance_by("1d");
    const auto exclusions = workspace.items("exclusions.list");
    CHECK(exclusions.size() + transport->requests().size() == 1);
    return exclusions.empty() ? "" : text_of(exclusions[0], "reason");
  }
};

} // namespace

TEST_CASE("law 6: every way to opt out holds for what is queued already") {
  SUBCASE("control: without one the message leaves") {
    Waiting ann;
    CHECK(ann.dispatch() == "");
  }
  SUBCASE("consent denied") {
    Waiting ann;
    ann.workspace.opt_out("ann");
    const std::string reason = ann.dispatch();
    CHECK((reason == "suppressed" || reason == "consent"));
  }
  SUBCASE("consent taken back without a word") {
    Waiting ann;
    ann.workspace->consent(R"({"user_id": "ann", "channel": "email", "state": "none"})");
    CHECK(ann.dispatch() == "consent");
  }
  SUBCASE("the address suppressed") {
    Waiting ann;
    ann.workspace.call("suppressions.add",
                       R"({"channel": "email", "address": "Ann@SHOP.example"})");
    CHECK(ann.dispatch() == "suppressed");
  }
  SUBCASE("the link in the message") {
    Waiting ann;
    const Value answer = ann.workspace->call(
        "links.handle", Value::object({{"token", link_token(ann.workspace, ann.send_id())},
                                       {"action", "unsubscribe"}}));
    CHECK(answer.find("unsubscribed")->as_bool());
    CHECK(ann.dispatch() == "suppressed");
  }
  SUBCASE("in a batch") {
    Waiting ann;
    const auto result = ann.workspace->ingest(
        R"({"type": "consent", "user_id": "ann", "channel": "email", "state": "denied"})");
    CHECK(result.accepted == 1);
    CHECK(ann.dispatch() != "");
  }
  SUBCASE("of the same address by another profile") {
    Waiting ann;
    ann.workspace->consent(
        R"({"email": "ann@shop.example", "channel": "email", "state": "denied"})");
    CHECK(ann.dispatch() != "");
  }
  SUBCASE("and a restart in between") {
    Waiting ann;
    ann.workspace.opt_out("ann");
    ann.workspace.reopen();
    CHECK(ann.dispatch() != "");
  }
}

TEST_CASE("law 6: an unsubscribe stops marketing only; other suppressions stop everything") {
  struct Row {
    const char *request, *reason;
  };
  const Row rows[] = {
      {R"({"channel": "email", "address": "ann@shop.example", "reason": "unsubscribe"})", ""},
      {R"({"channel": "email", "address": "ann@shop.example", "reason": "manual"})", "suppressed"},
      {R"({"channel": "email", "address": "ann@shop.example", "reason": "complaint"})",
       "suppressed"},
      {R"({"channel": "email", "address": "ann@shop.example", "reason": "hard_bounce"})",
       "suppressed"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.request));
    Waiting ann("transactional");
    ann.workspace.call("suppressions.add", row.request);
    CHECK(ann.dispatch() == row.reason);
  }
  Waiting ann("transactional");
  ann.workspace.opt_out("ann");
  CHECK(ann.dispatch() == "");
}

TEST_CASE("law 6: a new consent lifts an unsubscribe, and no bounce") {
  Waiting ann;
  ann.workspace.opt_out("ann");
  ann.workspace.opt_in("ann");
  CHECK(ann.dispatch() == "");
  Waiting bob;
  bob.workspace.call("suppressions.add", R"({"channel": "email", "address": "ann@shop.example",
      "reason": "hard_bounce"})");
  bob.workspace.opt_in("ann");
  CHECK(bob.dispatch() == "suppressed");
}

TEST_CASE("law 6: looking at a link changes nothing, and neither does a wrong one") {
  Waiting ann;
  const std::string token = link_token(ann.workspace, ann.send_id());
  const std::string before = ann.workspace.state_hash();
  for (const char* request : {R"({"token": "%", "action": "view"})", R"({"token": "%"})"}) {
    std::string asked = request;
    asked.replace(asked.find('%'), 1, token);
    const Value answer = ann.workspace.call("links.handle", asked);
    CHECK_FALSE(answer.find("unsubscribed")->as_bool());
    CHECK(text_of(answer, "address") == "a***@shop.example");
  }
  std::string altered = token;
  altered[altered.size() - 2] = altered[altered.size() - 2] == 'A' ? 'B' : 'A';
  const std::string others = message::sign_token(engine::token_keys(std::string(16, 'x')),
                                                 ann.send_id()); // of another workspace
  const std::string no_send = link_token(ann.workspace, "s_0000000000000");
  for (const std::string& wrong : {altered, others, no_send, std::string("x"), std::string()}) {
    for (const char* action : {"view", "unsubscribe"}) {
      CHECK(code_of([&] {
              ann.workspace->call("links.handle",
                                  Value::object({{"token", wrong}, {"action", action}}));
            }) == Code::not_found);
    }
  }
  CHECK(ann.workspace.state_hash() == before);
  CHECK(ann.dispatch() == "");
}

TEST_CASE("law 6: opt-outs race with sending: none is claimed after its opt-out") {
  auto transport = std::make_shared<ScriptedTransport>();
  engine::Options options = system_options();
  options.transport = transport;
  TestWorkspace workspace(options);
  prepare(&workspace);
  constexpr int kPeople = 300;
  const auto name = [](int number) { return "p" + std::to_string(number); };
  for (int i = 0; i < kPeople; ++i) workspace.opt_in(name(i));
  // One thread makes intents, another opts the same people out a moment later.
  std::atomic<int> made{0};
  std::thread making([&] {
    for (int i = 0; i < kPeople; ++i, ++made) workspace.track(name(i), "Go");
  });
  std::thread leaving([&] {
    for (int i = 0; i < kPeople; ++i) {
      while (made <= i) std::this_thread::yield();
      workspace.opt_out(name(i));
    }
  });
  making.join();
  leaving.join();
  workspace->settle();

  std::map<uint64_t, std::string> who; // by number of the send
  std::set<std::string> accepted;
  for (const Value& send : workspace.items("sends.list")) {
    const std::string address = text_of(send, "address");
    const auto number = workspace->read()->ids().read('s', text_of(send, "id"));
    who[number.value()] = address.substr(0, address.find('@'));
    if (text_of(send, "state") == "accepted") accepted.insert(who[number.value()]);
    else CHECK(text_of(send, "state") == "excluded");
  }
  CHECK(who.size() == kPeople);
  CHECK(workspace.broken() == "");
  workspace.close();

  // The journal is the order of things: a message that left was claimed before its opt-out.
  store::Journal journal(workspace.path() + "/journal.mdb", {});
  store::Journal::Reader reader(journal);
  std::set<std::string> opted_out;
  std::map<std::string, bool> claimed_in_time;
  for (uint64_t offset = 1; offset <= journal.last_offset(); ++offset) {
    const store::Record record = reader.at(offset).value();
    const Value payload = schema::parse_json(record.payload);
    if (record.kind == store::RecordKind::consent && text_of(payload, "state") == "denied") {
      opted_out.insert(text_of(payload, "user_id"));
    }
    if (record.kind != store::RecordKind::claim) continue;
    for (const Value& claim : payload.find("claims")->as_array()) {
      const std::string& person = who.at(static_cast<uint64_t>(claim.find("send")->as_integer()));
      claimed_in_time[person] = opted_out.count(person) == 0;
    }
  }
  CHECK(opted_out.size() == kPeople);
  for (const auto& [person, in_time] : claimed_in_time) CHECK(accepted.count(person) == in_time);
  CHECK(transport->requests().size() == accepted.size());
  MESSAGE(accepted.size() << " of " << kPeople << " were written to before they opted out");
}

} // namespace beckon::law
