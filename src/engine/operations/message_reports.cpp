// reports.messages: how many messages came to what, and the rates.
#include <array>
#include <map>

#include "engine/message_events.h"
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"

namespace beckon::engine {
namespace {

enum class Grouping : uint8_t { none, channel, template_, flow, node };

struct ReportRequest {
  std::string channel, template_key, flow, node;
  Grouping by = Grouping::none;
};
using Counts = std::map<std::string, int64_t>;
struct Rates {
  double delivery = 0, open = 0, click = 0, click_to_open = 0, bounce = 0, complaint = 0,
         unsubscribe = 0, conversion = 0;
};
struct MessageGroup {
  std::string key;
  Counts messages;
  Rates rates;
};
struct MessageReport {
  Counts sends, exclusions, moved, messages;
  Rates rates;
  std::vector<MessageGroup> groups;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<Grouping> {
  static constexpr std::array values = {
      std::pair{Grouping::channel, "channel"sv}, std::pair{Grouping::template_, "template"sv},
      std::pair{Grouping::flow, "flow"sv}, std::pair{Grouping::node, "node"sv},
      std::pair{Grouping::none, "none"sv}};
};
template <>
struct Describe<ReportRequest> {
  using S = ReportRequest;
  static constexpr auto fields() {
    return std::tuple{optional("channel", &S::channel, "Only messages of this channel"),
                      optional("template", &S::template_key, "Only messages of this template"),
                      optional("flow", &S::flow, "Only messages of this flow"),
                      optional("node", &S::node, "Only messages of this node"),
                      optional("by", &S::by, "Also one row for each of these")};
  }
};
template <>
struct Describe<Rates> {
  static constexpr auto fields() {
    return std::tuple{
        required("delivery", &Rates::delivery, "delivered / sent x 100"),
        required("open", &Rates::open, "opened / delivered x 100"),
        required("click", &Rates::click, "clicked / delivered x 100"),
        required("click_to_open", &Rates::click_to_open, "clicked / opened x 100"),
        required("bounce", &Rates::bounce, "bounced / sent x 100"),
        required("complaint", &Rates::complaint, "complained / delivered x 100"),
        required("unsubscribe", &Rates::unsubscribe, "unsubscribed / delivered x 100"),
        required("conversion", &Rates::conversion, "converted / delivered x 100")};
  }
};
template <>
struct Describe<MessageGroup> {
  using S = MessageGroup;
  static constexpr auto fields() {
    return std::tuple{required("key", &S::key, "Of the channel, template, flow or node"),
                      required("messages", &S::messages, "Messages by what they came to"),
                      required("rates", &S::rates, "In per cent; 0 where nothing was delivered")};
  }
};
template <>
struct Describe<MessageReport> {
  using S = MessageReport;
  static constexpr auto fields() {
    return std::tuple{required("sends", &S::sends, "Sends by state, of the whole workspace"),
                      required("exclusions", &S::exclusions,
                               "Messages held back, by reason; of the flow when one is asked for"),
                      required("moved", &S::moved, "How often messages were moved, by reason"),
                      required("messages", &S::messages,
                               "Messages by what they came to; each state counts once a message"),
                      required("rates", &S::rates, "In per cent; 0 where nothing was delivered"),
                      required("groups", &S::groups, "One row a key, when `by` asks for them")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

Counts no_messages() {
  Counts counts;
  for (const std::string_view state : segment::kMessageStates) counts[std::string(state)] = 0;
  return counts;
}

Rates rates_of(const Counts& counts) {
  const auto share = [&](const char* part, const char* whole) {
    const int64_t all = counts.at(whole);
    return all == 0 ? 0.0 : static_cast<double>(counts.at(part)) * 100 / static_cast<double>(all);
  };
  Rates rates;
  rates.delivery = share("delivered", "sent");
  rates.open = share("opened", "delivered");
  rates.click = share("clicked", "delivered");
  rates.click_to_open = share("clicked", "opened");
  rates.bounce = share("bounced", "sent");
  rates.complaint = share("complained", "delivered");
  rates.unsubscribe = share("unsubscribed", "delivered");
  rates.conversion = share("converted", "delivered");
  return rates;
}

bool fits(const ReportRequest& request, const MessageCount& count) {
  const auto is = [](const std::string& wanted, std::string_view found) {
    return wanted.empty() || wanted == found;
  };
  return is(request.channel, count.channel) && is(request.template_key, count.template_key) &&
         is(request.flow, count.flow) && is(request.node, count.node);
}

// Nodes of different flows may have one key.
std::string group_of(Grouping by, const MessageCount& count) {
  switch (by) {
    case Grouping::none: return {};
    case Grouping::channel: return std::string(count.channel);
    case Grouping::template_: return std::string(count.template_key);
    case Grouping::flow: return std::string(count.flow);
    case Grouping::node: return std::string(count.flow) + "/" + std::string(count.node);
  }
  return {};
}

MessageReport messages(Workspace& workspace, const ReportRequest& request) {
  const auto reader = workspace.read();
  MessageReport report;
  reader->each_counter("sends/", [&](std::string_view state, int64_t count) {
    report.sends[std::string(state)] = count;
  });
  const std::string of_flow = request.flow.empty() ? "" : request.flow + "/";
  reader->each_counter("exclusions/" + of_flow, [&](std::string_view reason, int64_t count) {
    if (reason.find('/') == std::string_view::npos) report.exclusions[std::string(reason)] = count;
  });
  reader->each_counter("moved/", [&](std::string_view reason, int64_t count) {
    report.moved[std::string(reason)] = count;
  });
  report.messages = no_messages();
  std::map<std::string, Counts> groups;
  reader->each_counter("messages/", [&](std::string_view name, int64_t number) {
    const MessageCount count = read_message_counter(name);
    if (!fits(request, count)) return;
    report.messages[std::string(count.state)] += number;
    if (request.by == Grouping::none) return;
    const std::string key = group_of(request.by, count);
    groups.try_emplace(key, no_messages()).first->second[std::string(count.state)] += number;
  });
  report.rates = rates_of(report.messages);
  for (auto& [key, counts] : groups) {
    const Rates rates = rates_of(counts);
    report.groups.push_back({key, std::move(counts), rates});
  }
  return report;
}

} // namespace

void add_message_reports(Registry& registry) {
  registry.add(operation<ReportRequest, MessageReport>(
      {.name = "reports.messages",
       .summary = "Count messages by what they came to, with their rates",
       .path = "/api/v1/reports/messages",
       .details = "Machine opens and clicks do not count. A rate is 0 where nothing could be.",
       .examples = {{"All", "{}"}, {"Template by template", R"({"by": "template"})"}}},
      messages));
}

} // namespace beckon::engine
