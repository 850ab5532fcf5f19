// flows.simulate and flows.simulated: a flow over the workspace's own past.
#include "engine/operations/all.h"
#include "engine/operations/flow_documents.h"
#include "engine/operations/shapes.h"
#include "engine/simulation/simulate.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kMessages = "messages", kEntries = "entries", kRefusals = "refusals",
                           kChanges = "changes";

struct SimulateRequest {
  std::string key, compare;
  schema::Value definition;
  std::optional<schema::Time> from, to;
  uint32_t limit = 100;
};
struct SimulatedRequest {
  std::string id, list, cursor;
  uint32_t limit = 100;
};
struct SimulatedList {
  uint64_t total = 0;
  std::vector<schema::Value> items;
  std::optional<std::string> cursor;
};
struct ComparisonAnswer {
  Totals live;
  uint64_t same = 0, moved = 0, other_result = 0, only_draft = 0, only_live = 0;
  SimulatedList changes;
};
struct SimulateAnswer {
  std::string id, key;
  schema::Time from, to;
  uint64_t records = 0;
  Totals totals;
  SimulatedList messages, entries, refusals;
  std::vector<std::string> without_account;
  std::optional<ComparisonAnswer> comparison;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<SimulateRequest> {
  static constexpr auto fields() {
    return std::tuple{
        optional("key", &SimulateRequest::key,
                 "A flow: its draft, or its live version when it has none; or give definition")
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("definition", &SimulateRequest::definition,
                 "A flow as flows.create takes it; nothing of it is saved")
            .only(Kind::object),
        optional("from", &SimulateRequest::from, "Since when it is live; the first record's time"),
        optional("to", &SimulateRequest::to, "Where it ends; the present"),
        optional("compare", &SimulateRequest::compare,
                 "\"live\": try the live version over the same span too, and tell the difference"),
        optional("limit", &SimulateRequest::limit, "Items of the first page of each listing")
            .between(0, limits::page_items, "page_items")};
  }
  static void check(const SimulateRequest& request, const std::string& pointer, Issues* issues) {
    if (request.key.empty() == request.definition.is_null()) {
      issues->push_back({pointer, "give either key or definition", ""});
    }
    if (!request.compare.empty() && request.compare != "live") {
      issues->push_back({pointer_join(pointer, "compare"), "compare must be \"live\"", ""});
    }
  }
};
template <>
struct Describe<SimulatedRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("id", &SimulatedRequest::id, "Of flows.simulate's answer"),
        required("list", &SimulatedRequest::list, "messages, entries, refusals or changes"),
        optional("cursor", &SimulatedRequest::cursor, kCursorAbout),
        optional("limit", &SimulatedRequest::limit, kLimitAbout)
            .between(1, limits::page_items, "page_items")};
  }
};
template <>
struct Describe<SimulatedList> {
  static constexpr auto fields() {
    return std::tuple{
        required("total", &SimulatedList::total,
                 "How many there are; limits::simulation_rows of them are listed"),
        required("items", &SimulatedList::items, "The first of them").only(Kind::object),
        optional("cursor", &SimulatedList::cursor, "For flows.simulated; absent on the last")};
  }
};
template <>
struct Describe<NodeTally> {
  static constexpr auto fields() {
    return std::tuple{
        required("node", &NodeTally::node, "Its key"),
        required("entered", &NodeTally::entered, "Arrivals"),
        required("waiting", &NodeTally::waiting, "Entries that stand there at the end"),
        required("failed", &NodeTally::failed, "Times that its command failed"),
        required("converted", &NodeTally::converted, "Entries that reached the goal there")};
  }
};
template <>
struct Describe<MessageTally> {
  static constexpr auto fields() {
    return std::tuple{
        required("sent", &MessageTally::sent, "Messages that would have been sent"),
        required("people", &MessageTally::people, "Profiles that would have got one"),
        required("waiting", &MessageTally::waiting, "Decided, and not yet due at the end"),
        required("excluded", &MessageTally::excluded, "Refused by policy, by reason"),
        required("failed", &MessageTally::failed, "Not accepted, by state")};
  }
};
template <>
struct Describe<Totals> {
  static constexpr auto fields() {
    return std::tuple{
        required("started", &Totals::started, "Entries that would have started"),
        required("refused", &Totals::refused, "Starts refused, by reason; filter among them"),
        required("active", &Totals::active, "Entries under way at the end"),
        required("completed", &Totals::completed, "Entries that came to an end"),
        required("exited", &Totals::exited, "Entries that left before it, by reason"),
        required("converted", &Totals::converted, "Entries that reached the goal"),
        required("messages", &Totals::messages, "Of these entries"),
        required("others", &Totals::others, "Messages of other flows in the same time"),
        required("nodes", &Totals::nodes, "By node of the flow")};
  }
};
template <>
struct Describe<ComparisonAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required("live", &ComparisonAnswer::live, "What the live version would have done"),
        required("same", &ComparisonAnswer::same, "Messages that are the same"),
        required("moved", &ComparisonAnswer::moved, "Messages at another time"),
        required("other_result", &ComparisonAnswer::other_result, "Messages with another result"),
        required("only_draft", &ComparisonAnswer::only_draft, "Messages of the draft alone"),
        required("only_live", &ComparisonAnswer::only_live, "Messages of the live one alone"),
        required("changes", &ComparisonAnswer::changes, "By profile and message")};
  }
};
template <>
struct Describe<SimulateAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required("id", &SimulateAnswer::id, "For flows.simulated, while it is kept"),
        required("key", &SimulateAnswer::key, kKeyAbout),
        required("from", &SimulateAnswer::from, "Since when the flow was live"),
        required("to", &SimulateAnswer::to, "Where it ended"),
        required("records", &SimulateAnswer::records, "Records of the journal that were told"),
        required("totals", &SimulateAnswer::totals, "Of everything, exact"),
        required("messages", &SimulateAnswer::messages, "Who, when, what, and if not why"),
        required("entries", &SimulateAnswer::entries, "Who went where"),
        required("refusals", &SimulateAnswer::refusals, "Starts that were refused"),
        required("without_account", &SimulateAnswer::without_account,
                 "Channels of its messages for which there is no provider account: counted as if "
                 "there were one"),
        optional("comparison", &SimulateAnswer::comparison, "With compare")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

// A page of rows from a position on. `total` counts what is not listed too.
SimulatedList page_of(const std::vector<schema::Value>& rows, uint64_t total, size_t begin,
                      size_t limit) {
  SimulatedList page;
  page.total = total;
  const size_t end = std::min(rows.size(), begin + limit);
  for (size_t i = begin; i < end; ++i) page.items.push_back(rows[i]);
  if (end < rows.size()) page.cursor = std::to_string(end);
  return page;
}

uint64_t sum_of(const Tally& tally) {
  uint64_t sum = 0;
  for (const auto& [reason, count] : tally) sum += count;
  return sum;
}

uint64_t count_of(const MessageTally& tally) {
  return tally.sent + tally.waiting + sum_of(tally.excluded) + sum_of(tally.failed);
}

SimulateAnswer run(Workspace& workspace, const SimulateRequest& request, const Watch& watch) {
  FlowDocument flow = asked_flow(workspace, request.key, request.definition);
  SimulationQuestion question;
  question.key = std::move(flow.key);
  question.document = std::move(flow.document);
  if (request.from) question.from = request.from->ms;
  if (request.to) question.to = request.to->ms;
  if (!request.compare.empty()) question.live = live_document(workspace, question.key);
  Simulation found = simulate(workspace, question, watch);
  SimulateAnswer answer;
  answer.key = question.key;
  answer.from = found.from;
  answer.to = found.to;
  answer.records = found.records;
  answer.without_account = std::move(found.stood_in);
  answer.messages = page_of(found.messages, count_of(found.totals.messages), 0, request.limit);
  answer.entries = page_of(found.entries, found.totals.started, 0, request.limit);
  answer.refusals = page_of(found.refusals, sum_of(found.totals.refused), 0, request.limit);
  SimulationListings::Rows rows;
  rows.emplace(kMessages, std::move(found.messages));
  rows.emplace(kEntries, std::move(found.entries));
  rows.emplace(kRefusals, std::move(found.refusals));
  if (found.live) {
    Comparison& all = found.live->comparison;
    const uint64_t changed = all.moved + all.other + all.only_draft + all.only_live;
    answer.comparison = {std::move(found.live->totals),
                         all.same,
                         all.moved,
                         all.other,
                         all.only_draft,
                         all.only_live,
                         page_of(all.changes, changed, 0, request.limit)};
    rows.emplace(kChanges, std::move(all.changes));
  }
  answer.totals = std::move(found.totals);
  answer.id = workspace.simulation_listings().keep(std::move(rows));
  return answer;
}

Items page(Workspace& workspace, const SimulatedRequest& request) {
  const auto rows = workspace.simulation_listings().find(request.id);
  if (rows == nullptr) {
    throw Error(Code::not_found, "there is no simulation \"" + request.id + "\"", "/id",
                "limits::simulations_kept of them are kept; run it again");
  }
  const auto list = rows->find(request.list);
  if (list == rows->end()) {
    throw Error(Code::invalid_request, "there is no listing \"" + request.list + "\"", "/list",
                "messages, entries, refusals, or changes where it was compared");
  }
  SimulatedList some = page_of(list->second, 0, read_cursor(request.cursor), request.limit);
  return {std::move(some.items), std::move(some.cursor)};
}

constexpr const char* kDetails =
    "The journal is told again to a state of its own: as it was until `from`, and from then on "
    "with "
    "the flow in question live, under the segments, templates, accounts and settings of today. "
    "Every message is put to the policy at its instant in virtual time and then counts as "
    "accepted; nothing is sent and nothing of the workspace changes. What people did in answer to "
    "real messages counts where the same message exists in the simulation; opt-outs always count.";

constexpr const char* kDefinition = R"({"definition": {"key": "thanks",
  "trigger": {"event": "Order Placed"}, "reentry": "after_exit", "start": "week",
  "nodes": {"week": {"type": "delay", "for": "7d", "next": "ask"},
            "ask": {"type": "message", "channel": "email", "template": "review"}}},
  "from": "2024-01-01T00:00:00Z"})";

} // namespace

void add_flows_simulate(Registry& registry) {
  registry.add(operation<SimulateRequest, SimulateAnswer>(
      {.name = "flows.simulate",
       .summary = "Try a flow on the workspace's own past; nothing is sent",
       .method = Method::post,
       .path = "/api/v1/flows/simulate",
       .details = kDetails,
       .examples = {{"A definition that is saved nowhere", kDefinition},
                    {"A draft beside the live version",
                     R"({"key": "thanks", "compare": "live", "limit": 20})"}}},
      run));
  registry.add(operation<SimulatedRequest, Items>(
      {.name = "flows.simulated",
       .summary = "Page through a listing of a simulation",
       .method = Method::post,
       .path = "/api/v1/flows/simulated",
       .examples = {{"More messages", R"({"id": "1", "list": "messages", "cursor": "100"})"}}},
      page));
}

} // namespace beckon::engine
