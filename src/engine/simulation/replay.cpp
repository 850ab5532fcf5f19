#include "engine/simulation/replay.h"

#include "base/limits.h"
#include "engine/former.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

using segment::MessageState;
using store::RecordKind;

// What the course does by itself, or is as it is today.
bool is_left_out(RecordKind kind) {
  switch (kind) {
    case RecordKind::publish:
    case RecordKind::erase_definition:
    case RecordKind::control:
    case RecordKind::claim:
    case RecordKind::outcome:
    case RecordKind::sync_claim:
    case RecordKind::sync_outcome:
    case RecordKind::sync_control:
    case RecordKind::import_progress: return true;
    default: return false;
  }
}

// Whether it publishes or deletes a segment that nobody needs, or a target.
bool is_needless(const store::Record& record, const Present& present) {
  if (record.kind != RecordKind::publish && record.kind != RecordKind::erase_definition) {
    return false;
  }
  const schema::Value payload = parse_payload(record);
  const std::string kind = schema::text_member(payload, "kind");
  if (kind == kind_name(DefinitionKind::sync)) return true; // nothing leaves
  return kind == kind_name(DefinitionKind::segment) &&
         !present.needs_segment(schema::text_member(payload, "key"));
}

} // namespace

JournalWalk::JournalWalk(store::Journal& journal, uint64_t applied, uint64_t last)
    : journal_(journal), base_(journal.base()), last_(last), next_(applied + 1) {}

void JournalWalk::read_ahead() {
  store::Journal::Reader reader(journal_);
  ahead_.clear();
  taken_ = 0;
  for (; next_ <= last_ && ahead_.size() < limits::chunk_records; ++next_) {
    auto record = reader.at(next_);
    if (!record) throw Error(Code::corrupt, "the journal has a gap");
    ahead_.push_back(std::move(*record));
  }
}

const store::Record* JournalWalk::peek() {
  if (taken_ == ahead_.size()) read_ahead();
  if (taken_ == ahead_.size()) return nullptr;
  if (journal_.base() != base_) {
    throw Error(Code::conflict, "somebody was erased from the journal meanwhile", "",
                "begin the simulation again");
  }
  return &ahead_[taken_];
}

void JournalWalk::take() { ++taken_; }

ReceiptMap::ReceiptMap(Workspace& workspace, Scratch* scratch, uint64_t first)
    : workspace_(workspace), scratch_(scratch), first_(first), next_(first) {}

std::string ReceiptMap::key_of(const SendRow& send, const std::string& flow) const {
  std::string key = number_key(send.profile);
  put_big_time(&key, send.created_at);
  return key + flow + '\0' + send.node + '\0' + send.channel;
}

void ReceiptMap::catch_up() {
  State& state = scratch_->state();
  for (; next_ < state.meta.next_send; ++next_) {
    const auto bytes = state.get(T::sends, number_key(next_));
    if (!bytes) continue;
    const SendRow send = decode_send(next_, *bytes);
    sends_.emplace(key_of(send, send.flow), next_);
  }
}

std::optional<store::Record> ReceiptMap::opt_out(const store::Record& receipt,
                                                 const schema::Value& payload,
                                                 const SendRow& send) const {
  const auto state = segment::find_message_state(schema::text_member(payload, "state"));
  store::Record record = receipt;
  const bool hard = schema::flag_member(payload, "hard");
  if (state == MessageState::unsubscribed) {
    const uint32_t owner = canonical_profile(scratch_->source(), send.profile);
    if (owner == 0) return std::nullopt;
    record.kind = RecordKind::consent;
    record.payload =
        schema::to_json(schema::Value::object({{"id", scratch_->state().ids.profile(owner)},
                                               {"channel", send.channel},
                                               {"state", "denied"},
                                               {"source", "receipt"}}));
    return record;
  }
  if (state != MessageState::complained && !(state == MessageState::bounced && hard)) {
    return std::nullopt;
  }
  if (send.address.empty()) return std::nullopt;
  record.kind = RecordKind::suppress;
  record.payload = schema::to_json(schema::Value::object(
      {{"channel", send.channel},
       {"address", send.address},
       {"reason", state == MessageState::complained ? "complaint" : "hard_bounce"}}));
  return record;
}

std::optional<store::Record> ReceiptMap::translate(const store::Record& receipt) {
  schema::Value payload = parse_payload(receipt);
  const auto number = static_cast<uint64_t>(payload.find("send")->as_integer());
  if (number < first_) return receipt;
  const auto real = workspace_.read()->send(number);
  if (!real) return std::nullopt;
  catch_up();
  const auto found = sends_.find(key_of(*real, real->flow));
  if (found == sends_.end()) {
    ++unmatched_;
    return opt_out(receipt, payload, *real);
  }
  payload.set("send", found->second);
  store::Record record = receipt;
  record.payload = schema::to_json(payload);
  return record;
}

void replay_before(Millis from, const Present& present, JournalWalk* walk, Scratch* scratch,
                   const std::function<void()>& told) {
  for (const store::Record* record = walk->peek(); record != nullptr && record->at < from;
       record = walk->peek()) {
    if (!is_needless(*record, present)) scratch->apply_journalled(*record);
    told();
    walk->take();
  }
}

void replay_until(Millis to, JournalWalk* walk, Course* course, ReceiptMap* receipts,
                  const std::function<void()>& told) {
  for (const store::Record* record = walk->peek(); record != nullptr && record->at <= to;
       record = walk->peek()) {
    if (record->kind == RecordKind::receipt) {
      if (auto translated = receipts->translate(*record)) {
        course->apply_made(std::move(*translated));
      }
    } else if (record->kind == RecordKind::tick) {
      course->advance(record->at); // what is due at this very instant came before what follows
    } else if (!is_left_out(record->kind)) {
      course->apply_journalled(*record);
    }
    told();
    walk->take();
  }
  course->advance(to);
}

} // namespace beckon::engine
