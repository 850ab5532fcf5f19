// flows.start: entries that begin because somebody asked for them.
#include "base/limits.h"
#include "engine/apply.h"
#include "engine/fill.h"
#include "engine/start_record.h"
#include "schema/members.h"

namespace beckon::engine {

bool is_start(std::string_view payload) { return payload.substr(0, 8) == R"({"flow":)"; }

schema::Value start_properties(std::string_view payload) {
  store::Record record;
  record.payload = payload;
  const schema::Value whole = parse_payload(record);
  const schema::Value* properties = whole.find("properties");
  return properties == nullptr ? schema::Value::object() : *properties;
}

namespace {

// How starts went: {"started": n, "refused": {reason: n}}.
struct Tally {
  uint64_t started = 0;
  std::map<std::string, uint64_t> refused;

  void add(const std::string& reason) {
    if (reason.empty()) ++started;
    else ++refused[reason];
  }
  schema::Value to_value() const {
    schema::Value reasons = schema::Value::object();
    for (const auto& [reason, count] : refused) reasons.set(reason, count);
    return schema::Value::object({{"started", started}, {"refused", std::move(reasons)}});
  }
};

} // namespace

void Applier::apply_start(const store::Record& record, Answer* answer) {
  const schema::Value payload = parse_payload(record);
  const std::string key = schema::text_member(payload, "flow");
  const Flow* flow = state_->definitions->find_flow(key);
  if (flow == nullptr) {
    throw Error(Code::not_found, "there is no published flow \"" + key + "\"", "/key");
  }
  if (flow->status != "live") {
    throw Error(Code::conflict, "the flow is " + flow->status, "/key",
                flow->status == "paused" ? "resume it first" : "publish it again");
  }
  const schema::Value* properties = payload.find("properties");
  const schema::Value given = properties == nullptr ? schema::Value::object() : *properties;
  if (payload.find("where") == nullptr) return start_one(*flow, payload, given, record, answer);
  start_many(*flow, payload, given, record, answer);
}

void Applier::start_one(const Flow& flow, const schema::Value& payload,
                        const schema::Value& properties, const store::Record& record,
                        Answer* answer) {
  const uint32_t profile = named_profile(payload, "profile");
  Pass pass = make_pass(profile, state_->meta.now, record.offset, answer);
  Tally tally;
  tally.add(start_alone(&pass, flow, properties, record.offset));
  finish_pass(&pass);
  answer->value = tally.to_value();
}

// Up to limits::start_slice of them, from a profile on; "next" says where to go on.
void Applier::start_many(const Flow& flow, const schema::Value& payload,
                         const schema::Value& properties, const store::Record& record,
                         Answer* answer) {
  Issues issues;
  const auto where =
      segment::parse_condition(*payload.find("where"), "/where", *state_->definitions, &issues);
  if (where == nullptr) throw Error(Code::invalid_definition, std::move(issues));
  const uint32_t end = state_->meta.next_profile;
  auto next = static_cast<uint32_t>(std::max<int64_t>(1, schema::integer_member(payload, "from")));
  const segment::bulk::Bits wanted = Fill(state_, source_).members(*where);
  Tally tally;
  for (const uint32_t profile : first_of(wanted, &next, end)) {
    Pass pass = make_pass(profile, state_->meta.now, record.offset, nullptr);
    tally.add(start_alone(&pass, flow, properties, record.offset));
    finish_pass(&pass);
  }
  answer->value = tally.to_value();
  if (next < end) answer->value.set("next", next);
}

// A start that no event of the profile has caused, with all that follows from it.
std::string Applier::start_alone(Pass* pass, const Flow& flow, const schema::Value& properties,
                                 uint64_t offset) {
  const Started started = start_entry(pass, flow, properties, offset);
  drain(pass);
  return started.refused;
}

} // namespace beckon::engine
