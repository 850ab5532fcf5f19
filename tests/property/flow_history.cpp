#include "flow_history.h"

#include <algorithm>

#include "base/error.h"
#include "model/flow_model.h"
#include "schema/json.h"
#include "shop.h"

namespace property {
namespace {

using beckon::model::FlowEntry;
using beckon::model::FlowMessage;
using beckon::model::FlowModel;
using beckon::model::ModelProfile;
using beckon::schema::Member;
using beckon::schema::to_json;

std::string text(const Value& object, std::string_view key) {
  const Value* found = object.find(key);
  return found != nullptr && found->is_string() ? found->as_string() : "";
}
// What a scenario that is being shrunk may lack.
const Value& need(const Value& object, std::string_view key) {
  const Value* found = object.find(key);
  if (found == nullptr) throw std::runtime_error("no member " + std::string(key));
  return *found;
}
int64_t number(const Value& object, std::string_view key) {
  const Value* found = object.find(key);
  return found == nullptr ? 0 : static_cast<int64_t>(found->as_number());
}

std::string address_of(size_t person) { return "u" + std::to_string(person) + "@shop.example"; }

// Marketing needs consent; a denial suppresses the address besides.
std::string fate(const FlowMessage& message, const ModelProfile& profile) {
  if (message.template_key == "receipt") return "accepted";
  const auto consent = profile.consents.find({"email", ""});
  if (consent == profile.consents.end()) return "excluded consent";
  return consent->second == "granted" ? "accepted" : "excluded suppressed";
}

// Engine and model side by side.
class Pair {
 public:
  explicit Pair(const Value& scenario) : scenario_(scenario), model_(kStart) {
    model_.fate = fate;
    shop_.sandbox("email");
    shop_.email_template("receipt", "transactional", "Hello");
    shop_.email_template("offer", "marketing", "Hello");
    if (const Value* zone = scenario.find("zone")) {
      shop_.call("settings.update", to_json(Value::object({{"timezone", *zone}})));
      model_.zone = zone->as_string();
    }
    for (const Value& list : need(scenario, "lists").as_array()) {
      shop_.call("lists.create", to_json(Value::object({{"key", list}})));
    }
    for (const Value& traits : need(scenario, "people").as_array()) meet(traits);
    for (const Member& segment : need(scenario, "segments").as_object()) {
      shop_.segment(segment.key, segment.value);
      model_.segments[segment.key] = segment.value;
    }
    model_.settle();
    // Those that are started or stopped by others come first.
    const auto& flows = need(scenario, "flows").as_array();
    for (const Value& document : flows) publish(bare(document));
    for (const Value& document : flows) {
      if (bare(document) != document) publish(document);
    }
  }

  // Throws what the engine throws.
  void step(const Value& step) {
    const Millis now = shop_.now() + number(step, "after");
    shop_.engine().advance_to(now);
    model_.advance(now);
    act(step, now);
  }

  // "" or the two accounts, one under the other.
  std::string compare() {
    std::string engine = account_of_engine(), model = account_of_model();
    if (engine == model) return "";
    return "the model says\n" + model + "the engine says\n" + engine;
  }

  void check_sound() { shop_.check_sound(); }

 private:
  // A document without the nodes that name flows that may not exist yet.
  static Value bare(const Value& document) {
    bool names_flows = false;
    for (const Member& node : need(document, "nodes").as_object()) {
      names_flows = names_flows || node.value.find("flow") != nullptr;
    }
    if (!names_flows) return document;
    Value plain = document;
    plain.set("start", "wait");
    plain.set("nodes",
              Value::object({{"wait", Value::object({{"type", "delay"}, {"for", "1s"}})}}));
    return plain;
  }

  void meet(const Value& traits) {
    const size_t person = people_++;
    Value all = traits;
    all.set("email", address_of(person));
    const std::string id = shop_.identify(person, all).profile;
    model_.add_person(id);
    model_.identify(person, all, shop_.now(), shop_.now());
  }

  void publish(const Value& document) {
    const std::string key = text(document, "key");
    const bool known = std::find(flows_.begin(), flows_.end(), key) != flows_.end();
    shop_.call(known ? "flows.update" : "flows.create", to_json(document));
    const Value stay = Value::object({{"*", Value::object({{"stay", true}})}});
    shop_.call("flows.publish", to_json(Value::object({{"key", key}, {"migrate", stay}})));
    model_.publish(document, shop_.now());
    if (!known) flows_.push_back(key);
  }

  size_t one_of_them(const Value& person) const {
    const auto found = static_cast<size_t>(person.as_number());
    if (found >= people_) throw std::runtime_error("there are not so many people");
    return found;
  }

  void act(const Value& step, Millis now) {
    if (const Value* who = step.find("track")) {
      const auto person = one_of_them(*who);
      const Millis at = now - number(step, "late");
      shop_.track_at(person, text(step, "event"), at, need(step, "properties"));
      model_.track(person, {text(step, "event"), at, need(step, "properties")}, now);
    } else if (const Value* known = step.find("identify")) {
      const auto person = one_of_them(*known);
      shop_.identify(person, need(step, "traits"));
      model_.identify(person, need(step, "traits"), now, now);
    } else if (const Value* asked = step.find("consent")) {
      const auto person = one_of_them(*asked);
      shop_.consent(person, "email", text(step, "state"));
      model_.consent(person, "email", "", text(step, "state"), now);
    } else if (const Value* list = step.find("list")) {
      const auto person = one_of_them(need(step, "person"));
      const bool joins = need(step, "joins").as_bool();
      Value request = Value::object({{"key", *list}});
      request.set("profile", beckon::schema::parse_json(property::person(person)));
      shop_.call(joins ? "lists.add" : "lists.remove", to_json(request));
      model_.subscribe(person, list->as_string(), joins, now);
    } else {
      manage(step, now);
    }
  }

  void manage(const Value& step, Millis now) {
    if (const Value* flow = step.find("start")) {
      const auto person = one_of_them(need(step, "person"));
      Value request = Value::object({{"key", *flow}});
      request.set("profile", beckon::schema::parse_json(property::person(person)));
      request.set("properties", need(step, "properties"));
      try {
        shop_.call("flows.start", to_json(request));
      } catch (const beckon::Error& error) {
        if (error.code() != beckon::Code::conflict) throw; // the flow is paused
      }
      model_.start(flow->as_string(), person, need(step, "properties"), now);
    } else if (const Value* controlled = step.find("control")) {
      const std::string status = need(step, "status").as_string();
      const char* operation = status == "paused" ? "flows.pause" : "flows.resume";
      shop_.call(operation, to_json(Value::object({{"key", *controlled}})));
      model_.control(controlled->as_string(), status, now);
    } else if (const Value* document = step.find("publish")) {
      try {
        publish(*document);
      } catch (const beckon::Error& error) {
        // Entries wait at nodes that the new version lacks.
        if (error.code() != beckon::Code::invalid_definition) throw;
      }
    } else if (step.find("settle") != nullptr) {
      shop_.engine().settle();
      model_.settle();
    } else if (step.find("restart") != nullptr) {
      shop_.reopen();
    }
  }

  std::string account_of_model() const {
    std::vector<std::string> lines;
    for (const FlowEntry& entry : model_.entries()) {
      std::string line = entry.flow + " u" + std::to_string(entry.person) + " from " +
                         beckon::format_time(entry.started_at) + " ";
      if (entry.ended_at) {
        line += entry.reason + " " + beckon::format_time(*entry.ended_at);
      } else {
        line += "at " + entry.node + " since " + beckon::format_time(entry.path.back().at);
      }
      if (entry.converted_at) line += " converted " + beckon::format_time(*entry.converted_at);
      lines.push_back(line);
    }
    for (const FlowMessage& message : model_.messages()) {
      lines.push_back(message.template_key + " to " + address_of(message.person) + " of " +
                      beckon::format_time(message.at) + " " + message.state);
    }
    return joined(&lines);
  }

  std::string account_of_engine() {
    std::vector<std::string> lines;
    for (const std::string& flow : flows_) {
      const std::string request = to_json(Value::object({{"key", flow}}));
      for (const Value& entry : shop_.items("flows.entries", request)) {
        const bool active = text(entry, "state") == "active";
        std::string line = flow + " u" + std::to_string(person_of(text(entry, "profile"))) +
                           " from " + text(entry, "started_at") + " ";
        if (active) line += "at " + text(entry, "node") + " since " + text(entry, "arrived_at");
        else line += text(entry, "reason") + " " + text(entry, "ended_at");
        const std::string converted = text(entry, "converted_at");
        lines.push_back(line + (converted.empty() ? "" : " converted " + converted));
      }
    }
    for (const Value& send : shop_.items("sends.list", "{}")) {
      const std::string reason = text(send, "reason");
      std::string state = text(send, "state");
      if (state == "waiting" || state == "queued") state = "pending";
      lines.push_back(text(send, "template") + " to " + text(send, "address") + " of " +
                      text(send, "created_at") + " " + state +
                      (state == "excluded" ? " " + reason : ""));
    }
    return joined(&lines);
  }

  size_t person_of(const std::string& id) const {
    for (size_t person = 0; person < people_; ++person) {
      if (model_.profile(person).id == id) return person;
    }
    throw std::runtime_error("an entry of nobody: " + id);
  }

  static std::string joined(std::vector<std::string>* lines) {
    std::sort(lines->begin(), lines->end());
    std::string all;
    for (const std::string& line : *lines) all += "  " + line + "\n";
    return all;
  }

  const Value& scenario_;
  Shop shop_;
  FlowModel model_;
  size_t people_ = 0;
  std::vector<std::string> flows_; // published
};

// Every value that is one member or one item smaller.
void smaller(const Value& value, std::vector<Value>* found) {
  const auto put = [&](const Value& other) { found->push_back(other); };
  if (value.is_object()) {
    for (const Member& member : value.as_object()) {
      Value without = value;
      without.erase(member.key);
      put(without);
      std::vector<Value> inner;
      smaller(member.value, &inner);
      for (const Value& less : inner) {
        Value with = value;
        with.set(member.key, less);
        put(with);
      }
    }
  } else if (value.is_array()) {
    for (size_t i = 0; i < value.size(); ++i) {
      Value without = Value::array();
      for (size_t j = 0; j < value.size(); ++j) {
        if (j != i) without.push_back(value.as_array()[j]);
      }
      put(without);
      std::vector<Value> inner;
      smaller(value.as_array()[i], &inner);
      for (const Value& less : inner) {
        Value with = Value::array();
        for (size_t j = 0; j < value.size(); ++j) {
          with.push_back(j == i ? less : value.as_array()[j]);
        }
        put(with);
      }
    }
  }
}

// Nodes to which no path leads any more are left out: they would be refused.
Value with_reachable_nodes(const Value& document) {
  const Value* nodes = document.find("nodes");
  if (nodes == nullptr || document.find("start") == nullptr) return document;
  Value kept = Value::object();
  std::vector<std::string> queue = {text(document, "start")};
  const auto follow = [&](const Value& from) {
    for (const char* arrow : {"next", "else", "after_max"}) {
      if (from.find(arrow) != nullptr) queue.push_back(text(from, arrow));
    }
  };
  for (size_t head = 0; head < queue.size(); ++head) {
    const std::string key = queue[head];
    const Value* node = nodes->find(key);
    if (node == nullptr || kept.find(key) != nullptr) continue;
    kept.set(key, *node);
    follow(*node);
    for (const char* list : {"branches", "paths", "variants"}) {
      if (node->find(list) == nullptr) continue;
      for (const Value& branch : node->find(list)->as_array()) follow(branch);
    }
  }
  Value pruned = document;
  pruned.set("nodes", kept);
  return pruned;
}

bool differs(const Value& scenario) {
  try {
    const Comparison found = compare(scenario);
    return !found.difference.empty() && !found.refused;
  } catch (const std::exception&) {
    return false; // what was left out is needed
  }
}

} // namespace

Comparison compare(const Value& scenario) {
  Comparison found;
  std::unique_ptr<Pair> pair;
  try {
    pair = std::make_unique<Pair>(scenario);
  } catch (const beckon::Error& error) {
    found.refused = true;
    found.difference = std::string("the engine refuses: ") + error.what();
    return found;
  }
  found.difference = pair->compare();
  for (const Value& step : need(scenario, "steps").as_array()) {
    if (!found.difference.empty()) break;
    ++found.steps;
    try {
      pair->step(step);
    } catch (const beckon::model::Endless&) {
      return found; // the engine has come to an end: its limits have tests of their own
    }
    found.difference = pair->compare();
  }
  if (found.difference.empty()) pair->check_sound();
  else found.difference = "after step " + std::to_string(found.steps) + "\n" + found.difference;
  return found;
}

std::string shrunk(const Value& scenario) {
  Value least = scenario;
  for (bool shrinks = true; shrinks;) {
    shrinks = false;
    std::vector<Value> candidates;
    smaller(least, &candidates);
    for (Value& candidate : candidates) {
      if (candidate.find("flows") == nullptr || candidate.find("steps") == nullptr) continue;
      Value flows = Value::array();
      for (const Value& flow : candidate.find("flows")->as_array()) {
        flows.push_back(with_reachable_nodes(flow));
      }
      candidate.set("flows", flows);
      if (!differs(candidate)) continue;
      least = candidate;
      shrinks = true;
      break;
    }
  }
  std::string told;
  for (const Member& member : least.as_object()) {
    if (member.key == "steps" || member.key == "flows") continue;
    told += member.key + " " + to_json(member.value) + "\n";
  }
  for (const Value& flow : least.find("flows")->as_array()) told += "flow " + to_json(flow) + "\n";
  for (const Value& step : least.find("steps")->as_array()) told += "step " + to_json(step) + "\n";
  return told + compare(least).difference;
}

} // namespace property
