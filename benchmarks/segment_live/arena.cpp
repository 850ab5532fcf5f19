#include "segment_live/arena.h"

#include <stdexcept>

#include "schema/binary.h"
#include "schema/json.h"

namespace bench {

using namespace beckon;

Arena::Arena(const std::string& folder, const std::vector<Definition>& segments) {
  journal_ = std::make_unique<store::Journal>(folder + "/journal.mdb", store::EnvironmentOptions());
  environment_ = std::make_unique<store::Environment>(folder + "/state.mdb", engine::table_names(),
                                                      store::EnvironmentOptions());
  state_ = std::make_unique<engine::State>(*environment_, *journal_);
  state_->reset();
  applier_ = std::make_unique<engine::Applier>(state_.get());
  for (const std::string& list : lists()) publish("list", list, "{}");
  if (segments.empty()) return;
  // All but the last stand in the tables before the last is published: the plan is made once.
  store({segments.begin(), segments.end() - 1});
  publish("segment", segments.back().key, R"({"where":)" + segments.back().where + "}");
}

void Arena::store(const std::vector<Definition>& segments) {
  for (const Definition& segment : segments) {
    engine::Head head;
    head.key = segment.key;
    head.version = 1;
    head.number = state_->meta.next_set++;
    std::string bytes;
    schema::put_value(&bytes, schema::parse_json(R"({"where":)" + segment.where + "}"));
    state_->put(engine::T::definitions, engine::version_key(head.kind, head.key, 1), bytes);
    state_->put(engine::T::heads, engine::head_key(head.kind, head.key), engine::encode(head));
  }
}

void Arena::publish(const char* kind, const std::string& key, const std::string& document) {
  std::vector<store::Record> records(1);
  records.front().kind = store::RecordKind::publish;
  records.front().payload = std::string(R"({"kind":")") + kind + R"(","key":")" + key +
                            R"(","document":)" + document + "}";
  journal(&records);
  apply(records.front());
}

void Arena::journal(std::vector<store::Record>* records) { journal_->append(records); }

size_t Arena::apply(const store::Record& record) {
  const engine::Answer answer = applier_->apply(record);
  if (answer.error) throw std::runtime_error("a record was refused: " + answer.error->message());
  return answer.consequences.entered.size() + answer.consequences.left.size();
}

void Arena::pass_time(Millis until) {
  while (state_->next_due() <= until) {
    store::Record tick;
    tick.kind = store::RecordKind::tick;
    tick.at = until;
    tick.offset = state_->meta.applied;
    apply(tick);
  }
}

void Arena::commit() {
  state_->release_reader();
  state_->commit();
  applier_->rebind();
}

const engine::Source& Arena::source() {
  source_.transaction = &state_->txn();
  source_.tables = &state_->tables();
  source_.tails = &state_->tails;
  source_.members = &state_->members;
  source_.writer = state_.get();
  source_.definitions = state_->definitions.get();
  source_.ids = &state_->ids;
  source_.payload_at = [this](uint64_t offset) { return state_->payload_at(offset); };
  return source_;
}

} // namespace bench
