// flows.test: a flow tried on one made-up profile, step by step.
#include "engine/operations/all.h"
#include "engine/operations/flow_documents.h"
#include "engine/operations/shapes.h"
#include "engine/simulation/rehearsal.h"

namespace beckon::engine {
namespace {

constexpr Millis kMonday = 1'704'099'600'000; // 2024-01-01T09:00:00Z

struct TestRequest {
  std::string key, seed;
  schema::Value definition;
  schema::Value profile = schema::Value::object();
  std::vector<schema::Value> steps;
  schema::Time at = kMonday;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<TestRequest> {
  static constexpr auto fields() {
    return std::tuple{
        optional("key", &TestRequest::key,
                 "A flow: its draft, or its live version when it has none; or give definition")
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("definition", &TestRequest::definition,
                 "A flow as flows.create takes it; nothing of it is saved")
            .only(Kind::object),
        optional("profile", &TestRequest::profile,
                 "Who goes through it: user_id, anonymous_id, email, phone, traits, consents "
                 "(state by channel), lists")
            .only(Kind::object),
        required("steps", &TestRequest::steps, "What happens, in order").only(Kind::object),
        optional("at", &TestRequest::at, "When it begins; 2024-01-01T09:00:00Z, a Monday"),
        optional("seed", &TestRequest::seed, "Which arms random nodes take goes by it")
            .up_to_bytes(limits::key_bytes, "key_bytes")};
  }
  static void check(const TestRequest& request, const std::string& pointer, Issues* issues) {
    if (request.key.empty() == request.definition.is_null()) {
      issues->push_back({pointer, "give either key or definition", ""});
    }
    if (request.steps.size() > limits::test_steps) {
      issues->push_back({pointer_join(pointer, "steps"), "more steps than limits::test_steps", ""});
    }
  }
};
template <>
struct Describe<RehearsedMove> {
  static constexpr auto fields() {
    return std::tuple{
        required("flow", &RehearsedMove::flow, kKeyAbout),
        required("entry", &RehearsedMove::entry, "Its id"),
        required("node", &RehearsedMove::node, "Where it arrived; \"\" when it ended"),
        required("reason", &RehearsedMove::reason, "How it ended; \"\" else"),
        required("at", &RehearsedMove::at, "When")};
  }
};
template <>
struct Describe<RehearsedMessage> {
  static constexpr auto fields() {
    return std::tuple{
        required("flow", &RehearsedMessage::flow, kKeyAbout),
        required("node", &RehearsedMessage::node, "That decided it"),
        required("channel", &RehearsedMessage::channel, "By which it goes"),
        required("template", &RehearsedMessage::template_key, "What is said"),
        required("result", &RehearsedMessage::result,
                 "pending, accepted, excluded, rejected, retry, unknown or failed"),
        required("reason", &RehearsedMessage::reason, "Why it was excluded or moved; \"\" else"),
        required("at", &RehearsedMessage::at, "When; of one that waits, when it is due")};
  }
};
template <>
struct Describe<RehearsedRefusal> {
  static constexpr auto fields() {
    return std::tuple{required("flow", &RehearsedRefusal::flow, kKeyAbout),
                      required("reason", &RehearsedRefusal::reason, "Why nobody started"),
                      required("at", &RehearsedRefusal::at, "When")};
  }
};
template <>
struct Describe<RehearsedStep> {
  static constexpr auto fields() {
    return std::tuple{
        required("at", &RehearsedStep::at, "The time when it was over"),
        required("entered", &RehearsedStep::entered, "Segments"),
        required("left", &RehearsedStep::left, "Segments"),
        required("moves", &RehearsedStep::moves, "Arrivals at nodes, and ends, in order"),
        required("messages", &RehearsedStep::messages,
                 "That were decided, or of which something became"),
        required("refused", &RehearsedStep::refused, "Starts that were refused"),
        required("converted", &RehearsedStep::converted, "Flows whose goal was reached")};
  }
};
template <>
struct Describe<Rehearsal> {
  static constexpr auto fields() {
    return std::tuple{
        required("profile", &Rehearsal::profile, "What making the profile caused"),
        required("steps", &Rehearsal::steps, "What each step caused"),
        required("traits", &Rehearsal::traits, "Of the profile at the end").only(Kind::object),
        required("segments", &Rehearsal::segments, "In which it is at the end"),
        required("lists", &Rehearsal::lists, "On which it is at the end")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

Rehearsal run(Workspace& workspace, const TestRequest& request, const Watch& watch) {
  FlowDocument flow = asked_flow(workspace, request.key, request.definition);
  RehearsalQuestion question;
  question.key = std::move(flow.key);
  question.document = std::move(flow.document);
  question.profile = request.profile;
  question.steps = request.steps;
  question.at = request.at;
  question.seed = request.seed;
  return rehearse(workspace, question, watch);
}

constexpr const char* kDetails =
    "A unit test of marketing logic, in any language: the profile is made, the steps happen one "
    "after the other, and each is answered with what it caused. The lists, templates and settings "
    "of "
    "the workspace are there, with the flows that the flow names and the segments that these ask "
    "for; nobody else is. A "
    "message is put to the policy at its instant and then accepted, unless a step says how the "
    "provider answers. A step is one of `{\"track\": event, \"properties\"}`, `{\"identify\": "
    "traits}`, `{\"consent\": channel, \"state\", \"topic\"}`, `{\"subscribe\": list}`, "
    "`{\"unsubscribe\": list}`, `{\"suppress\": channel}`, `{\"start\": properties}`, "
    "`{\"receipt\": \"opened\", \"template\", \"hard\"}`, `{\"answer\": \"rejected\", "
    "\"channel\"}`, `{\"advance\": \"3d\"}` and `{\"advance_to\": instant}`.";

constexpr const char* kExample = R"({"definition": {"key": "thanks",
  "trigger": {"event": "Order Placed"}, "reentry": "after_exit", "start": "week",
  "nodes": {"week": {"type": "delay", "for": "7d", "next": "ask"},
            "ask": {"type": "message", "channel": "email", "template": "review"}}},
  "profile": {"email": "ann@shop.example", "consents": {"email": "granted"}},
  "steps": [{"track": "Order Placed"}, {"advance": "7d"}]})";

} // namespace

void add_flows_test(Registry& registry) {
  registry.add(operation<TestRequest, Rehearsal>(
      {.name = "flows.test",
       .summary = "Walk one made-up profile through a flow, step by step",
       .method = Method::post,
       .path = "/api/v1/flows/test",
       .details = kDetails,
       .examples = {{"A week after the order", kExample}}},
      run));
}

} // namespace beckon::engine
