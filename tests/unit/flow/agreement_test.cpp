// Parsed definitions, stepped as an engine would step them, do what the reference model says, over
// generated flows and histories. The generator is seeded: every run tests the same cases.
#include <random>

#include "flow/rules.h"
#include "model/flow_model.h"
#include "unit/flow/fixture.h"
#include "unit/flow/trait_profile.h"

namespace beckon::flow {
namespace {

// The least engine: walks one profile with the nodes and rules of src/flow.
class Walker {
 public:
  explicit Walker(DefinitionPtr definition) : definition_(std::move(definition)) {}

  model::FlowRun run(const std::vector<model::FlowEvent>& events, Millis until) {
    for (const model::FlowEvent& event : events) {
      fire_timers_before(event.at);
      profile_.record(event);
      for (Running& running : running_) {
        for (const Occurrence& exit : definition_->exits) {
          const Event happened{event.name, event.properties, event.at};
          if (matches(exit.event, happened, running.properties)) {
            end(&running, kExitCondition, event.at);
          }
        }
      }
      leave_by_conditions(event.at);
      if (event.name == definition_->trigger.name) start(event);
    }
    fire_timers_before(until + 1);
    return run_;
  }

 private:
  struct Running {
    size_t index; // of run_.entries
    schema::Value properties;
    Entry entry;
  };
  struct ProfileWorld final : World {
    explicit ProfileWorld(const TraitProfile& walked) : profile(walked) {}
    Millis next_flip(const segment::Condition&, Millis) const override { return kMillisMax; }
    const Zone& zone() const override { return Zone::utc(); }
    const schema::Value* trait(std::string_view) const override { return nullptr; }
    const schema::Value& entry_properties() const override { return nothing; }
    std::string_view profile_id() const override { return "p1"; }
    bool holds(const segment::Condition& condition, Millis now) const override {
      return profile.answer(condition.source(), now);
    }
    const TraitProfile& profile;
    const schema::Value nothing = schema::Value::object();
  };

  bool ended(const Running& running) const {
    return run_.entries[running.index].ended_at.has_value();
  }

  void end(Running* running, std::string_view reason, Millis now) {
    if (ended(*running)) return;
    run_.entries[running->index].ended_at = now;
    run_.entries[running->index].reason = reason;
  }

  bool must_leave(Millis now) const {
    for (const Occurrence& exit : definition_->exits) {
      if (exit.condition != nullptr && world_.holds(*exit.condition, now)) return true;
    }
    return false;
  }

  void leave_by_conditions(Millis now) {
    if (!must_leave(now)) return;
    for (Running& running : running_) end(&running, kExitCondition, now);
  }

  void fire_timers_before(Millis limit) {
    while (true) {
      Running* first = nullptr;
      for (Running& running : running_) {
        if (ended(running) || running.entry.wake_at >= limit) continue;
        if (first == nullptr || running.entry.wake_at < first->entry.wake_at) first = &running;
      }
      if (first == nullptr) return;
      const Millis now = first->entry.wake_at;
      leave_by_conditions(now);
      if (!ended(*first)) advance(first, now);
    }
  }

  void start(const model::FlowEvent& event) {
    if (definition_->filter != nullptr && !world_.holds(*definition_->filter, event.at)) return;
    const std::string key = entry_key_of(*definition_, event.properties);
    History history;
    for (const model::FlowEntry& earlier : run_.entries) {
      if (definition_->entry_key && earlier.key != key) continue;
      history.active = history.active || !earlier.ended_at;
      history.newest_start = earlier.started_at;
    }
    const std::string refused = refusal(*definition_, history, event.at);
    if (!refused.empty()) {
      run_.refusals.push_back({event.at, refused});
      return;
    }
    running_.push_back({run_.entries.size(), event.properties, Entry()});
    run_.entries.push_back({event.at, key, std::nullopt, "", ""});
    running_.back().entry.node = definition_->start;
    advance(&running_.back(), event.at);
  }

  void advance(Running* running, Millis now) {
    Entry& entry = running->entry;
    while (true) {
      if (must_leave(now)) return end(running, kExitCondition, now);
      run_.entries[running->index].node = entry.node;
      const Step step =
          definition_->nodes.at(entry.node)
              .node->step(entry, world_, entry.wake_at == 0 ? arrival(now) : woken(now));
      if (const auto* wait = std::get_if<Wait>(&step.command)) {
        CHECK(wait->until > now);
        entry.wake_at = wait->until;
        return;
      }
      if (const auto* finish = std::get_if<Finish>(&step.command)) {
        return end(running, finish->reason, now);
      }
      if (const auto* send = std::get_if<Send>(&step.command)) {
        run_.messages.push_back({now, send->template_key, send->channel, running->index});
      }
      if (const auto* update = std::get_if<UpdateProfile>(&step.command)) {
        profile_.update(update->traits, now);
        leave_by_conditions(now);
        if (ended(*running)) return;
      }
      if (step.next.empty()) return end(running, kCompleted, now);
      entry.node = step.next;
      entry.wake_at = 0;
      ++entry.visit;
    }
  }

  DefinitionPtr definition_;
  TraitProfile profile_;
  ProfileWorld world_{profile_};
  std::vector<Running> running_;
  model::FlowRun run_;
};

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  size_t below(size_t bound) { return static_cast<size_t>(random_() % bound); }
  bool chance(size_t percent) { return below(100) < percent; }

  // Nodes lead onward, and delays anywhere, so that every loop waits. Their counters are out of
  // reach: in 90 s no delay is passed 1,000 times.
  schema::Value flow() {
    schema::Value nodes = schema::Value::object();
    const size_t count = 1 + below(6);
    for (size_t i = 0; i < count; ++i) nodes.set(key(i), node(i, count));
    schema::Value document = schema::Value::object({{"key", "f"}, {"start", key(0)}});
    document.set("trigger", schema::Value::object({{"event", "A"}}));
    document.set("nodes", reachable(nodes));
    if (chance(30)) document.set("filter", condition());
    reentry(&document);
    exits(&document);
    return document;
  }

  std::vector<model::FlowEvent> events() {
    std::vector<model::FlowEvent> events;
    Millis at = 1;
    const char* const names[] = {"A", "A", "B", "C"};
    for (size_t count = below(12); count > 0; --count) {
      at += static_cast<Millis>(below(5)) * 500;
      schema::Value properties = schema::Value::object();
      if (chance(80)) properties.set("id", static_cast<int64_t>(below(2)));
      events.push_back({at, names[below(4)], properties});
    }
    return events;
  }

 private:
  static std::string key(size_t index) { return "n" + std::to_string(index); }

  schema::Value duration() {
    const char* const lengths[] = {"500ms", "1s", "2s", "1m"};
    return lengths[below(4)];
  }

  schema::Value condition() {
    if (chance(20)) return schema::parse_json(R"({"everyone": true})");
    if (chance(50)) {
      const auto value = static_cast<int64_t>(below(2));
      return schema::Value::object({{"trait", "t"}, {"eq", value}});
    }
    return schema::Value::object({{"event", chance(50) ? "B" : "C"}, {"within", duration()}});
  }

  void lead(schema::Value* node, const char* member, size_t from, size_t count) {
    if (from < count && chance(80)) node->set(member, key(from + below(count - from)));
  }

  schema::Value node(size_t index, size_t count) {
    schema::Value node = schema::Value::object();
    switch (below(6)) {
      case 0:
      case 1:
        node.set("type", "delay").set("for", duration()).set("max", 1'000);
        lead(&node, "next", 0, count);
        break;
      case 2:
        node.set("type", "split").set("branches", schema::Value::array());
        for (size_t branches = 1 + below(3); branches > 0; --branches) {
          schema::Value branch = schema::Value::object({{"when", condition()}});
          lead(&branch, "next", index + 1, count);
          node.find("branches")->push_back(branch);
        }
        lead(&node, "else", index + 1, count);
        break;
      case 3:
        node.set("type", "update_profile");
        node.set("set", schema::Value::object({{"t", static_cast<int64_t>(below(2))}}));
        lead(&node, "next", index + 1, count);
        break;
      case 4:
        node.set("type", "exit");
        if (chance(50)) node.set("reason", "enough");
        break;
      default:
        node.set("type", "message").set("channel", chance(50) ? "email" : "sms");
        node.set("template", chance(50) ? "welcome" : "offer");
        lead(&node, "next", index + 1, count);
    }
    return node;
  }

  // Only the nodes to which a path leads from the first.
  static schema::Value reachable(const schema::Value& nodes) {
    schema::Value kept = schema::Value::object();
    std::vector<std::string> queue = {key(0)};
    for (size_t head = 0; head < queue.size(); ++head) {
      const std::string current = queue[head];
      if (kept.find(current) != nullptr) continue;
      const schema::Value& node = *nodes.find(current);
      kept.set(current, node);
      std::vector<const schema::Value*> targets = {node.find("next"), node.find("else")};
      if (const schema::Value* branches = node.find("branches")) {
        for (const schema::Value& branch : branches->as_array()) {
          targets.push_back(branch.find("next"));
        }
      }
      for (const schema::Value* target : targets) {
        if (target != nullptr) queue.push_back(target->as_string());
      }
    }
    return kept;
  }

  void reentry(schema::Value* document) {
    switch (below(5)) {
      case 0: document->set("reentry", "never"); break;
      case 1: document->set("reentry", "after_exit"); break;
      case 2: document->set("reentry", schema::Value::object({{"after", duration()}})); break;
      case 3:
        document->set("reentry", "concurrent_by_key").set("entry_key", "event.id");
        if (chance(50)) document->set("again", true);
        break;
      default: break;
    }
  }

  void exits(schema::Value* document) {
    if (chance(40)) return;
    schema::Value exits = schema::Value::array();
    if (chance(60)) {
      schema::Value exit = schema::Value::object({{"event", chance(30) ? "A" : "B"}});
      if (chance(50))
        exit.set("match", schema::parse_json(R"({"property": "id", "equals": "entry.id"})"));
      exits.push_back(exit);
    }
    if (chance(30)) exits.push_back(condition());
    document->set("exit_when", exits);
  }

  std::mt19937_64 random_;
};

TEST_CASE("definitions, nodes and rules agree with the reference model") {
  size_t messages = 0, left = 0, refused = 0;
  for (uint64_t seed = 0; seed < 3'000; ++seed) {
    CAPTURE(seed);
    Generator generate(seed);
    const schema::Value document = generate.flow();
    const std::vector<model::FlowEvent> events = generate.events();
    CAPTURE(schema::to_json(document));
    TraitProfile profile;
    const Millis until = 90'000;
    const model::FlowRun wanted = model::run_flow(document, events, until, &profile);
    const model::FlowRun found = Walker(parse_sound(document)).run(events, until);
    REQUIRE(found.entries == wanted.entries);
    REQUIRE(found.messages == wanted.messages);
    REQUIRE(found.refusals == wanted.refusals);
    messages += wanted.messages.size();
    refused += wanted.refusals.size();
    for (const model::FlowEntry& entry : wanted.entries)
      left += entry.reason == kExitCondition ? 1 : 0;
  }
  // The cases are not trivial ones.
  CHECK(messages > 1'000);
  CHECK(left > 300);
  CHECK(refused > 1'000);
}

} // namespace
} // namespace beckon::flow
