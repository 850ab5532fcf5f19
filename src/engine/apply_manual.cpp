// Members by hand: a record says that a profile is in a segment, or out of it, or that its
// condition is to decide again.
#include "engine/apply.h"
#include "engine/overrides.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

Override override_named(std::string_view name) {
  for (const Override state : {Override::none, Override::included, Override::excluded}) {
    if (override_name(state) == name) return state;
  }
  fail_invalid("the state is none, included or excluded", "/state");
}

} // namespace

// {"segment": key, "id": opaque id of the profile, "state", "source"}
void Applier::apply_manual(const store::Record& record, Answer* answer) {
  const schema::Value payload = parse_payload(record);
  const std::string key = schema::text_member(payload, "segment");
  const segment::PlanSegment* segment = plan().find(key);
  if (segment == nullptr) {
    throw Error(Code::not_found, "there is no segment \"" + key + "\"", "/key");
  }
  const uint32_t profile =
      find_profile(source_, {profile::IdentifierKind::id, schema::text_member(payload, "id")});
  if (profile == 0) throw Error(Code::not_found, "there is no such profile", "/profile");
  const Override state = override_named(schema::text_member(payload, "state"));
  Pass pass = make_pass(profile, state_->meta.now, record.offset, answer);
  pass.cause = FlipCause::manual;
  set_override(state_, segment->number, profile,
               {state, record.at, schema::text_member(payload, "source")}, record.offset);
  pass.marked.push_back(static_cast<uint32_t>(segment - plan().segments().data()));
  evaluate(&pass);
  react(&pass, nullptr);
  finish_pass(&pass);
}

// Whether the profile is in the segment: a hand decides before the condition does.
bool Applier::belongs(const Pass& pass, const segment::PlanSegment& segment) const {
  if (state_->overrides.contains(segment.number)) {
    const Override state = find_override(source_, segment.number, pass.session.number());
    if (state != Override::none) return state == Override::included;
  }
  return segment.condition->holds(pass.session, pass.now);
}

} // namespace beckon::engine
