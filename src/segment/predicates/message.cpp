// {"message": "opened", "template": "welcome", "count": {"gte": 2}, "within": "30d"}: how many
// messages to the profile reached a state, each counted once, at the instant at which it first did.
#include "schema/json.h"
#include "segment/event_reader.h"
#include "segment/message_event.h"
#include "segment/predicates/counting.h"
#include "segment/predicates/registry.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

std::optional<std::string> parse_state(const Value& object, const std::string& pointer,
                                       ConditionParser* parser) {
  auto state = parser->key_member(object, pointer, "message");
  if (!state) return std::nullopt;
  if (find_message_state(*state)) return state;
  parser->report(pointer_join(pointer, "message"), '"' + *state + "\" is not a state of a message",
                 hint_from(*state, {kMessageStates.begin(), kMessageStates.end()}));
  return std::nullopt;
}

// Whether what a filter names is there. Campaigns, nodes and channels may come later.
bool check_known(std::string_view property, const std::string& key, const std::string& pointer,
                 ConditionParser* parser) {
  const bool is_template = property == "template", is_flow = property == "flow";
  if (!is_template && !is_flow) return true;
  const Names& names = parser->names;
  if (is_template ? names.has_template(key) : names.has_flow(key)) return true;
  const std::string nearest =
      nearest_name(key, is_template ? names.template_keys() : names.flow_keys());
  parser->report(pointer_join(pointer, property),
                 "there is no " + std::string(property) + " \"" + key + '"',
                 nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
  return false;
}

struct Filters {
  Where where;
  Dependencies uses;
};

// The filters as tests on the properties of the message's event; also into the text.
std::optional<Filters> parse_filters(const Value& object, const std::string& pointer,
                                     ConditionParser* parser, Value* text) {
  Filters filters;
  bool sound = true;
  for (const std::string_view property : kMessageProperties) {
    if (object.find(property) == nullptr) continue;
    const auto key = parser->key_member(object, pointer, property);
    sound = key && check_known(property, *key, pointer, parser) && sound;
    if (!sound) continue;
    if (property == "template") filters.uses.templates.push_back(*key);
    if (property == "flow") filters.uses.flows.push_back(*key);
    const Operator* equals = find_operator("eq");
    filters.where.push_back(std::make_shared<const PropertyTest>(
        schema::Path(property), ValueTest(equals, equals->parse(Value(*key), pointer, parser))));
    text->set(property, *key);
  }
  if (!sound) return std::nullopt;
  return filters;
}

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  std::vector<std::string_view> members = with_window_members({"message", "count"});
  members.insert(members.end(), kMessageProperties.begin(), kMessageProperties.end());
  const bool known = parser->check_members(object, pointer, members);
  const auto state = parse_state(object, pointer, parser);
  Value text;
  auto filters = parse_filters(object, pointer, parser, &text);
  const auto bounds = parse_count(object, pointer, parser);
  const auto window = parse_window(object, pointer, parser);
  if (!known || !state || !filters || !window || !bounds) return std::nullopt;
  if (!check_count(*bounds, *window, pointer, parser)) return std::nullopt;
  text.set("message", *state);
  SelectorParts parts;
  parts.event = message_event(*state);
  parts.where = std::move(filters->where);
  parts.from = window->from;
  parts.to = window->to;
  return leaf(
      make_count(std::move(text), std::move(parts), *window, *bounds, std::move(filters->uses)),
      pointer);
}

} // namespace

extern const PredicateKind kMessage = {"message", parse};

} // namespace beckon::segment::predicates
