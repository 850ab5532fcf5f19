#include "engine/simulation/rehearsal.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "engine/former.h"
#include "engine/simulation/course.h"
#include "engine/simulation/node_keys.h"
#include "engine/simulation/present.h"
#include "engine/simulation/rehearsal_step.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

using schema::Value;
using Do = RehearsalStep::Do;
using store::RecordKind;

constexpr std::array<std::string_view, 4> kNames = {"user_id", "anonymous_id", "email", "phone"};
constexpr std::array<std::string_view, 3> kOther = {"traits", "consents", "lists"};

std::string seed_bytes(const std::string& seed) {
  return std::string(as_text(sha256("rehearsal:" + seed)).substr(0, 16));
}

// A journal of its own in files that vanish: records are told apart by their place in it.
std::unique_ptr<store::Journal> make_journal(const std::string& workspace,
                                             const std::string& seed) {
  ScratchDirectory directory(workspace);
  store::EnvironmentOptions options;
  options.durable = false;
  options.max_readers = 16;
  return std::make_unique<store::Journal>(directory.file("journal.mdb"), options, seed_bytes(seed));
}

struct Checked {
  std::vector<RehearsalStep> steps;
  Value name; // identifiers of the profile
};

void check_profile(const Value& profile, Checked* checked, Issues* issues) {
  checked->name = Value::object();
  for (const schema::Member& member : profile.as_object()) {
    const std::string at = pointer_join("/profile", member.key);
    const bool is_name = std::find(kNames.begin(), kNames.end(), member.key) != kNames.end();
    if (is_name) checked->name.set(member.key, member.value);
    else if (std::find(kOther.begin(), kOther.end(), member.key) == kOther.end()) {
      std::vector<std::string> known(kNames.begin(), kNames.end());
      known.insert(known.end(), kOther.begin(), kOther.end());
      const std::string near = nearest_name(member.key, known);
      issues->push_back({at, "unknown member \"" + member.key + "\" of a profile",
                         near.empty() ? "" : "did you mean \"" + near + "\"?"});
    } else if (const bool list = member.key == "lists";
               list ? !member.value.is_array() : !member.value.is_object()) {
      issues->push_back({at, member.key + (list ? " must be an array" : " must be an object"), ""});
    }
  }
  if (checked->name.size() == 0) checked->name.set("user_id", "test");
}

Checked check(const RehearsalQuestion& question) {
  Checked checked;
  Issues issues;
  check_profile(question.profile, &checked, &issues);
  for (size_t i = 0; i < question.steps.size(); ++i) {
    const std::string pointer = "/steps/" + std::to_string(i);
    checked.steps.push_back(read_step(question.steps[i], pointer, &issues));
  }
  if (!issues.empty()) throw Error(Code::invalid_request, std::move(issues));
  return checked;
}

// The stage with its one actor.
class Stage {
 public:
  Stage(Workspace& workspace, const RehearsalQuestion& question, Value name, const Watch& watch)
      : journal_(make_journal(workspace.options().path, question.seed)),
        scratch_(workspace.options().path, *journal_),
        course_(
            &scratch_, [this](const SendRow& send) { return answer_to(send); },
            [this, &watch] { watch.report(done_, of_); }),
        flow_key_(question.key),
        name_(std::move(name)),
        of_(question.steps.size()) {
    const auto reader = workspace.read();
    const Present present(*reader, question.key, question.document, Present::Flows::named);
    course_.observe([this](const RefusedStart& start) { refused_.push_back(start); });
    present.publish(&scratch_, &course_, question.document, question.at);
  }

  RehearsedStep make_profile(const Value& profile);
  RehearsedStep perform(const RehearsalStep& step, const std::string& pointer);
  void finish(Rehearsal* rehearsal) const;

 private:
  std::string_view answer_to(const SendRow& send) const;
  void record(RecordKind kind, const Value& payload, const std::string& pointer);
  void tell(RecordKind kind, Value fields, const std::string& pointer);
  void advance(const RehearsalStep& step, const std::string& pointer);
  void receive(const RehearsalStep& step, const std::string& pointer);
  void suppress(const RehearsalStep& step, const std::string& pointer);
  void act(const RehearsalStep& step, const std::string& pointer);
  const Flow& flow_of(uint32_t number) const {
    return *scratch_.source().definitions->flows().at(number);
  }
  ProfileView view() const {
    return {scratch_.source(), canonical_profile(scratch_.source(), profile_)};
  }
  std::vector<std::string> segments() const;
  RehearsedStep look();
  void look_at_entry(const EntryRow& entry, RehearsedStep* step);
  void look_at_entries(RehearsedStep* step);
  void look_at_sends(RehearsedStep* step);

  std::unique_ptr<store::Journal> journal_;
  Scratch scratch_;
  Course course_;
  const std::string flow_key_;
  const Value name_;
  const size_t of_;
  size_t done_ = 0;
  uint32_t profile_ = 0;
  std::map<std::string, std::string> answers_; // by channel; "" is every other
  // What was there after the step before.
  std::vector<RefusedStart> refused_; // since then
  std::vector<std::string> segments_;
  std::map<uint64_t, EntryRow> entries_;
  std::map<uint64_t, SendRow> sends_;
};

std::string_view Stage::answer_to(const SendRow& send) const {
  auto found = answers_.find(send.channel);
  if (found == answers_.end()) found = answers_.find("");
  return found == answers_.end() ? std::string_view("accepted") : found->second;
}

void Stage::record(RecordKind kind, const Value& payload, const std::string& pointer) {
  std::vector<store::Record> records(1);
  records[0].kind = kind;
  records[0].at = course_.now();
  records[0].payload = schema::to_json(payload);
  journal_->append(&records);
  const Answer answer = course_.apply_journalled(records[0]);
  if (answer.error) {
    throw Error(answer.error->code(), answer.error->message(), pointer, answer.error->hint());
  }
  if (profile_ == 0 && !answer.consequences.profile.empty()) {
    profile_ =
        static_cast<uint32_t>(scratch_.state().ids.read('p', answer.consequences.profile).value());
  }
}

// A record as callers write it, about the actor.
void Stage::tell(RecordKind kind, Value fields, const std::string& pointer) {
  for (const schema::Member& name : name_.as_object()) {
    if (fields.find(name.key) == nullptr) fields.set(name.key, name.value);
  }
  try {
    InputReader().read(schema::to_json(fields), kind);
  } catch (const Error& error) {
    throw Error(error.code(), error.message(), pointer, error.hint());
  }
  record(kind, fields, pointer);
}

RehearsedStep Stage::make_profile(const Value& profile) {
  Value identify = Value::object();
  if (const Value* traits = profile.find("traits")) identify.set("traits", *traits);
  tell(RecordKind::identify, std::move(identify), "/profile");
  if (const Value* consents = profile.find("consents")) {
    for (const schema::Member& consent : consents->as_object()) {
      tell(RecordKind::consent,
           Value::object({{"channel", consent.key}, {"state", consent.value}, {"source", "test"}}),
           pointer_join("/profile/consents", consent.key));
    }
  }
  if (const Value* lists = profile.find("lists")) {
    for (size_t i = 0; i < lists->size(); ++i) {
      tell(RecordKind::subscribe, Value::object({{"list", lists->as_array()[i]}}),
           "/profile/lists/" + std::to_string(i));
    }
  }
  return look();
}

void Stage::advance(const RehearsalStep& step, const std::string& pointer) {
  const Millis to = step.verb == Do::advance ? add(course_.now(), step.by) : step.to;
  if (to < course_.now()) {
    throw Error(Code::invalid_request, "time does not go back", pointer,
                "it is " + format_time(course_.now()) + " at this step");
  }
  if (to > kTimeCeiling) throw Error(Code::invalid_request, "the time is too far away", pointer);
  course_.advance(to);
}

// What becomes of the newest message that was accepted.
void Stage::receive(const RehearsalStep& step, const std::string& pointer) {
  const std::string wanted = step.text("template");
  State& state = scratch_.state();
  for (uint64_t number = state.meta.next_send; number-- > 1;) {
    const auto bytes = state.get(T::sends, number_key(number));
    if (!bytes) continue;
    const SendRow send = decode_send(number, *bytes);
    if (send.state != SendState::accepted) continue;
    if (!wanted.empty() && send.template_key != wanted) continue;
    Value payload = Value::object({{"send", number}, {"state", step.what->as_string()}});
    if (schema::flag_member(*step.whole, "hard")) payload.set("hard", true);
    return record(RecordKind::receipt, payload, pointer);
  }
  throw Error(Code::invalid_request, "no such message has been accepted yet", pointer,
              "advance until it is sent");
}

void Stage::suppress(const RehearsalStep& step, const std::string& pointer) {
  const std::string& channel = step.what->as_string();
  const std::string address = view().address(channel);
  if (address.empty()) {
    throw Error(Code::invalid_request, "the profile has no address for " + channel, pointer);
  }
  record(RecordKind::suppress,
         Value::object({{"channel", channel}, {"address", address}, {"reason", "manual"}}),
         pointer);
}

void Stage::act(const RehearsalStep& step, const std::string& pointer) {
  const Value& what = *step.what;
  Value fields = Value::object();
  const auto copy = [&](std::string_view from, std::string_view to) {
    if (const Value* value = step.whole->find(from)) fields.set(to, *value);
  };
  switch (step.verb) {
    case Do::track:
      fields.set("event", what);
      copy("properties", "properties");
      return tell(RecordKind::track, std::move(fields), pointer);
    case Do::identify:
      fields.set("traits", what);
      for (const std::string_view name : kNames) copy(name, name);
      return tell(RecordKind::identify, std::move(fields), pointer);
    case Do::consent:
      fields = Value::object({{"channel", what}, {"state", "granted"}, {"source", "test"}});
      copy("state", "state");
      copy("topic", "topic");
      return tell(RecordKind::consent, std::move(fields), pointer);
    case Do::subscribe:
    case Do::unsubscribe:
      fields.set("list", what);
      return tell(step.verb == Do::subscribe ? RecordKind::subscribe : RecordKind::unsubscribe,
                  std::move(fields), pointer);
    case Do::suppress: return suppress(step, pointer);
    case Do::start:
      return record(RecordKind::start,
                    Value::object({{"flow", flow_key_},
                                   {"profile", scratch_.state().ids.profile(view().number())},
                                   {"properties", what}}),
                    pointer);
    case Do::receipt: return receive(step, pointer);
    case Do::answer: answers_[step.text("channel")] = what.as_string(); return;
    case Do::advance:
    case Do::advance_to: return advance(step, pointer);
  }
}

RehearsedStep Stage::perform(const RehearsalStep& step, const std::string& pointer) {
  act(step, pointer);
  ++done_;
  return look();
}

std::vector<std::string> Stage::segments() const {
  std::vector<std::string> keys;
  for (const std::string& key : scratch_.source().definitions->segment_keys()) {
    if (view().in_segment(key)) keys.push_back(key);
  }
  return keys;
}

RehearsedStep Stage::look() {
  RehearsedStep step;
  scratch_.commit();
  step.at = course_.now();
  std::vector<std::string> now = segments();
  std::set_difference(now.begin(), now.end(), segments_.begin(), segments_.end(),
                      std::back_inserter(step.entered));
  std::set_difference(segments_.begin(), segments_.end(), now.begin(), now.end(),
                      std::back_inserter(step.left));
  segments_ = std::move(now);
  for (const RefusedStart& start : refused_) {
    step.refused.push_back({flow_of(start.flow).key, start.reason, start.at});
  }
  refused_.clear();
  look_at_entries(&step);
  look_at_sends(&step);
  return step;
}

void Stage::look_at_entry(const EntryRow& entry, RehearsedStep* step) {
  const EntryRow before = entries_[entry.number];
  const Flow& flow = flow_of(entry.flow);
  const std::string id = scratch_.state().ids.entry(entry.number);
  for (size_t i = before.path.size(); i < entry.path.size(); ++i) {
    const Visit& visit = entry.path[i];
    const std::string node = node_keys(*flow.versions.at(visit.version)).at(visit.node);
    step->moves.push_back({flow.key, id, node, "", visit.arrived_at});
  }
  if (entry.state != EntryState::active && before.ended_at != entry.ended_at) {
    step->moves.push_back({flow.key, id, "", entry.reason, entry.ended_at});
  }
  if (entry.converted_at != before.converted_at) step->converted.push_back(flow.key);
  entries_[entry.number] = entry;
}

void Stage::look_at_entries(RehearsedStep* step) {
  State& state = scratch_.state();
  store::Cursor cursor = state.txn().cursor(state.table(T::entries));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    look_at_entry(decode_entry(get_big<uint64_t>(cursor.key()), cursor.value()), step);
  }
  std::stable_sort(step->moves.begin(), step->moves.end(),
                   [](const RehearsedMove& a, const RehearsedMove& b) { return a.at < b.at; });
}

void Stage::look_at_sends(RehearsedStep* step) {
  State& state = scratch_.state();
  store::Cursor cursor = state.txn().cursor(state.table(T::sends));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const SendRow send = decode_send(get_big<uint64_t>(cursor.key()), cursor.value());
    const auto before = sends_.find(send.number);
    const bool news = before == sends_.end() || before->second.state != send.state ||
                      before->second.due_at != send.due_at;
    if (news) {
      const Millis at = is_waiting(send.state)              ? send.due_at
                        : send.state == SendState::excluded ? send.settled_at
                                                            : send.claimed_at;
      step->messages.push_back({send.flow, send.node, send.channel, send.template_key,
                                std::string(state_name(send.state)), send.reason, at});
    }
    sends_[send.number] = send;
  }
  std::stable_sort(
      step->messages.begin(), step->messages.end(),
      [](const RehearsedMessage& a, const RehearsedMessage& b) { return a.at < b.at; });
}

void Stage::finish(Rehearsal* rehearsal) const {
  rehearsal->traits = view().cold().traits_value();
  rehearsal->segments = segments();
  for (const std::string& key : scratch_.source().definitions->list_keys()) {
    if (view().on_list(key)) rehearsal->lists.push_back(key);
  }
}

} // namespace

Rehearsal rehearse(Workspace& workspace, const RehearsalQuestion& question, const Watch& watch) {
  const Checked checked = check(question);
  Stage stage(workspace, question, checked.name, watch);
  Rehearsal rehearsal;
  rehearsal.profile = stage.make_profile(question.profile);
  for (size_t i = 0; i < checked.steps.size(); ++i) {
    const std::string pointer = "/steps/" + std::to_string(i);
    rehearsal.steps.push_back(stage.perform(checked.steps[i], pointer));
  }
  stage.finish(&rehearsal);
  return rehearsal;
}

} // namespace beckon::engine
