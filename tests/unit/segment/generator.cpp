#include "generator.h"

#include <algorithm>

namespace beckon::segment::test {

using schema::Value;

std::vector<Leaf> all_leaves() {
  return {Leaf::trait,      Leaf::trait,      Leaf::trait,    Leaf::date,    Leaf::date,
          Leaf::array,      Leaf::held_for,   Leaf::near,     Leaf::event,   Leaf::event,
          Leaf::event,      Leaf::aggregate,  Leaf::sequence, Leaf::message, Leaf::consent,
          Leaf::last_event, Leaf::suppressed, Leaf::list,     Leaf::random,  Leaf::segment,
          Leaf::computed};
}

Value Generator::leaf(Leaf kind) {
  static const std::vector<std::string> kChannels = {"email", "sms"};
  static const std::vector<std::string> kStates = {"granted", "denied", "none", "pending"};
  static const std::vector<std::string> kLists = {"beta", "newsletter"};
  switch (kind) {
    case Leaf::trait: return trait_leaf();
    case Leaf::date: return date_leaf();
    case Leaf::array: return array_leaf();
    case Leaf::held_for: return held_for_leaf();
    case Leaf::near: return near_leaf();
    case Leaf::event: return event_condition();
    case Leaf::aggregate: return aggregate_leaf();
    case Leaf::last_event: return last_event_leaf();
    case Leaf::sequence: return sequence_leaf();
    case Leaf::message: return message_leaf();
    case Leaf::consent: {
      Value consent = Value::object({{"consent", one_of(kChannels)}, {"is", one_of(kStates)}});
      if (one_in(2)) consent.set("topic", "news");
      return consent;
    }
    case Leaf::list: return Value::object({{"list", one_of(kLists)}});
    case Leaf::suppressed: return Value::object({{"suppressed", one_of(kChannels)}});
    case Leaf::random:
      return Value::object({{"random", Value::object({{"salt", "s"}, {"below", 0.5}})}});
    case Leaf::computed: return computed_leaf();
    case Leaf::segment: return Value::object({{"segment", one_of(universe_.segments)}});
  }
  return {};
}

Value Generator::condition(int depth, bool with_segments) {
  if (depth == 0 || one_in(3)) {
    Leaf kind = one_of(universe_.leaves);
    while (kind == Leaf::segment && !with_segments) kind = one_of(universe_.leaves);
    return leaf(kind);
  }
  switch (below(8)) {
    case 0:
    case 1: return Value::object({{"not", condition(depth - 1, with_segments)}});
    case 2: return Value::object({{"everyone", true}});
    default: break;
  }
  Value parts = Value::array();
  for (size_t count = 1 + below(3); count > 0; --count) {
    parts.push_back(condition(depth - 1, with_segments));
  }
  return Value::object({{one_in(2) ? "all" : "any", std::move(parts)}});
}

model::ModelEvent Generator::event() {
  static const std::vector<std::string> kNames = {"A", "A", "B", "B", "C", "AA"};
  Value properties = Value::object();
  if (!one_in(3)) properties.set("p", any_value());
  if (!one_in(3)) properties.set("q", any_value());
  if (!one_in(4)) properties.set("n", one_in(6) ? scalar() : decimal());
  if (one_in(4)) properties.set("d", date_text());
  return {one_of(kNames), instant(), std::move(properties)};
}

model::ModelMessage Generator::message() {
  static const std::vector<std::string> kTemplates = {"hello", "offer"};
  model::ModelMessage message;
  message.about = Value::object({{"template", one_of(kTemplates)}, {"channel", "email"}});
  if (one_in(2)) message.about.set("flow", "onboarding").set("node", one_in(2) ? "one" : "two");
  for (const char* state : {"sent", "delivered", "opened", "clicked", "unsubscribed"}) {
    if (!one_in(3)) message.first[state] = instant();
  }
  return message;
}

model::ModelProfile Generator::profile(size_t most_events) {
  model::ModelProfile profile;
  profile.id = "p" + std::to_string(below(1'000'000));
  for (const std::string& name : trait_names()) {
    if (one_in(4)) continue;
    auto& history = profile.trait_history[name];
    std::vector<Millis> times = {instant(), instant(), instant()};
    std::sort(times.begin(), times.end());
    for (size_t i = below(3); i < times.size(); ++i) {
      const bool same = !history.empty() && one_in(2);
      history.emplace_back(times[i], same ? history.back().second : trait(name));
    }
    if (!history.back().second.is_null()) profile.traits.set(name, history.back().second);
  }
  for (size_t count = below(most_events + 1); count > 0; --count) profile.events.push_back(event());
  for (size_t count = below(3); count > 0; --count) profile.messages.push_back(message());
  for (const char* channel : {"email", "sms"}) {
    for (const char* topic : {"", "news"}) {
      static const std::vector<std::string> kSaid = {"granted", "denied", "pending"};
      if (!one_in(3)) profile.consents[{channel, topic}] = one_of(kSaid);
    }
    if (one_in(3)) profile.suppressed.insert(channel);
  }
  if (one_in(2)) profile.lists.insert("beta");
  if (one_in(2)) profile.lists.insert("newsletter");
  const bool vip = one_in(2);
  profile.in_segment = [vip](const std::string& key) { return key == "vip" && vip; };
  return profile;
}

} // namespace beckon::segment::test
