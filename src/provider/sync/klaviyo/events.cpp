// Klaviyo: events and erasures.
#include "provider/sync/klaviyo/klaviyo.h"
#include "provider/sync/single_call.h"
#include "schema/json.h"

namespace beckon::provider::klaviyo {
namespace {

using Result = Outcome::Result;

schema::Value data(schema::Value inner) {
  return schema::Value::object({{"data", std::move(inner)}});
}
schema::Value typed(std::string_view type, schema::Value attributes) {
  return schema::Value::object({{"type", type}, {"attributes", std::move(attributes)}});
}

// What a purchase is worth: the amount that reports add up.
const schema::Value* value_of(const schema::Value& properties) {
  for (const char* name : {"value", "total", "revenue"}) {
    const schema::Value* found = properties.find(name);
    if (found != nullptr && found->is_number()) return found;
  }
  return nullptr;
}

// Everybody that was ever told: by id where one is known, else by address. Klaviyo takes one
// identifier a job and answers before it is done.
class Erasure final : public SyncDelivery {
 public:
  Erasure(const Account& account, SyncErasure erasure) : SyncDelivery(1), account_(account) {
    for (const std::string& id : erasure.remote_ids) {
      people_.push_back(schema::Value::object({{"type", "profile"}, {"id", id}}));
    }
    if (people_.empty() && !erasure.email.empty()) {
      people_.push_back(typed("profile", schema::Value::object({{"email", erasure.email}})));
    } else if (people_.empty() && !erasure.phone.empty()) {
      people_.push_back(typed("profile", schema::Value::object({{"phone_number", erasure.phone}})));
    }
    outcomes_.front().result = Result::accepted;
  }

  Step next(const http::Response* answer) override {
    if (answer != nullptr) {
      const Outcome outcome = read_answer(*answer);
      // Whom they do not know needs no erasure.
      if (outcome.result != Result::accepted && answer->status != 404) {
        outcomes_.front() = outcome;
        return {};
      }
      ++next_;
    }
    if (next_ >= people_.size()) return {};
    return {post(account_, "/api/data-privacy-deletion-jobs/",
                 data(typed("data-privacy-deletion-job",
                            schema::Value::object({{"profile", data(people_[next_])}})))),
            0};
  }

 private:
  const Account account_;
  std::vector<schema::Value> people_;
  size_t next_ = 0;
};

} // namespace

// The same profile, metric and unique_id are recorded once.
schema::Value event_body(const SyncEvent& event) {
  schema::Value who = schema::Value::object();
  if (!event.email.empty()) who.set("email", event.email);
  if (!event.phone.empty()) who.set("phone_number", event.phone);
  if (!event.external_id.empty()) who.set("external_id", event.external_id);
  schema::Value attributes = schema::Value::object({{"properties", event.properties}});
  attributes.set("time", format_time(event.at));
  if (const schema::Value* value = value_of(event.properties)) attributes.set("value", *value);
  attributes.set("unique_id", event.unique_id);
  attributes.set("metric", data(typed("metric", schema::Value::object({{"name", event.name}}))));
  attributes.set("profile", data(typed("profile", std::move(who))));
  return data(typed("event", std::move(attributes)));
}

std::unique_ptr<SyncDelivery> deliver_event(const Account& account, const SyncEvent& event) {
  return std::make_unique<SingleCall>(post(account, "/api/events/", event_body(event)),
                                      read_answer);
}

std::unique_ptr<SyncDelivery> erase(const Account& account, SyncErasure erasure) {
  return std::make_unique<Erasure>(account, std::move(erasure));
}

} // namespace beckon::provider::klaviyo
