// Klaviyo: contacts. One goes by profile-import, which answers its id; many by a bulk import job,
// which is then asked until it is through and for what it could not take. Profiles that are one by
// now are joined before that: an address that both have would be refused. What has changed in
// consents and lists follows, for those that arrived.
#include <map>

#include "provider/reason.h"
#include "provider/sync/klaviyo/klaviyo.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider::klaviyo {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

constexpr size_t kPeopleAJob = 100; // of a subscription job in this revision
constexpr Millis kFirstLook = 1'000, kLongestLook = 30'000;
constexpr Millis kPatience = 30 * 60'000; // until a job counts as lost

schema::Value typed(std::string_view type, schema::Value attributes) {
  return schema::Value::object({{"type", type}, {"attributes", std::move(attributes)}});
}
schema::Value data(schema::Value inner) {
  return schema::Value::object({{"data", std::move(inner)}});
}

class Contacts final : public SyncDelivery {
 public:
  Contacts(const Account& account, std::vector<SyncContact> contacts)
      : SyncDelivery(contacts.size()), account_(account), contacts_(std::move(contacts)) {
    if (is_bulk()) return;
    SyncContact& contact = contacts_.front();
    joins_ = contact.absorbed;
    if (contact.remote_id.empty() && !joins_.empty()) {
      contact.remote_id = joins_.back();
      joins_.pop_back();
    }
    if (!joins_.empty()) phase_ = Phase::join;
  }

  Step next(const http::Response* answer) override {
    if (answer != nullptr) hear(*answer);
    switch (phase_) {
      case Phase::join: return {join(), 0};
      case Phase::import: return {import(), 0};
      case Phase::wait:
        phase_ = Phase::look;
        waited_ += pause_;
        return {std::nullopt, pause_};
      case Phase::look: return {get(account_, job_path()), 0};
      case Phase::errors: return {get(account_, errors_page_), 0};
      case Phase::follow: break;
    }
    if (answer == nullptr || next_ >= more_.size()) return {};
    return {more_[next_].request, 0};
  }

 private:
  enum class Phase : uint8_t { join, import, wait, look, errors, follow };
  struct Further { // a request, and whose it is
    http::Request request;
    std::vector<size_t> items;
  };
  bool is_bulk() const { return contacts_.size() > 1; }
  std::string job_path() const { return "/api/profile-bulk-import-jobs/" + job_ + "/"; }

  http::Request import() const {
    if (!is_bulk()) {
      return post(account_, "/api/profile-import/", data(profile_data(contacts_.front())));
    }
    schema::Value profiles = schema::Value::array();
    for (const SyncContact& contact : contacts_) profiles.push_back(profile_data(contact));
    schema::Value attributes = schema::Value::object({{"profiles", data(std::move(profiles))}});
    return post(account_, "/api/profile-bulk-import-jobs/",
                data(typed("profile-bulk-import-job", std::move(attributes))));
  }

  void hear(const http::Response& answer) {
    switch (phase_) {
      case Phase::join: return hear_join(answer);
      case Phase::import: return hear_import(answer);
      case Phase::look: return hear_job(answer);
      case Phase::errors: return hear_errors(answer);
      case Phase::follow: return hear_further(answer);
      case Phase::wait: return;
    }
  }

  http::Request join() const {
    const schema::Value source =
        schema::Value::object({{"type", "profile"}, {"id", joins_.back()}});
    schema::Value merge =
        schema::Value::object({{"type", "profile-merge"}, {"id", contacts_.front().remote_id}});
    merge.set("relationships",
              schema::Value::object({{"profiles", data(schema::Value::array({source}))}}));
    return post(account_, "/api/profile-merge/", data(std::move(merge)));
  }

  // One that they do not know any more needs no joining.
  void hear_join(const http::Response& answer) {
    const Outcome outcome = read_answer(answer);
    if (outcome.result != Result::accepted && answer.status != 404) {
      settle_all(outcome);
      phase_ = Phase::follow; // with nothing further
      return;
    }
    joins_.pop_back();
    if (joins_.empty()) phase_ = Phase::import;
  }

  void hear_import(const http::Response& answer) {
    const Outcome outcome = read_answer(answer);
    // The profile is gone over there: it is made anew.
    const bool gone = !is_bulk() && answer.status == 404 && !contacts_.front().remote_id.empty();
    if (gone) return contacts_.front().remote_id.clear();
    settle_all(outcome);
    if (outcome.result != Result::accepted) {
      phase_ = Phase::follow; // with nothing further
      return;
    }
    for (SyncContact& contact : contacts_) contact.fields = {}; // a job may take long
    if (is_bulk()) {
      job_ = data_id(answer);
      // Taken, but nobody can say how it went: the contacts were accepted without ids.
      phase_ = job_.empty() ? Phase::follow : Phase::wait;
      if (job_.empty()) prepare_further();
      return;
    }
    const std::string id = data_id(answer);
    if (!id.empty()) outcomes_.front().provider_message_id = contacts_.front().remote_id = id;
    phase_ = Phase::follow;
    prepare_further();
  }

  void hear_job(const http::Response& answer) {
    const Outcome outcome = read_answer(answer);
    const schema::Value body = json_body(answer);
    const schema::Value* job = body.find("data");
    const schema::Value* attributes = job == nullptr ? nullptr : job->find("attributes");
    const std::string status =
        attributes == nullptr ? std::string() : schema::text_member(*attributes, "status");
    if (status == "complete") {
      const bool some = schema::integer_member(*attributes, "failed_count") > 0;
      errors_page_ = job_path() + "import-errors/";
      phase_ = some ? Phase::errors : Phase::follow;
      if (!some) prepare_further();
      return;
    }
    const bool lost = status == "cancelled" || waited_ >= kPatience ||
                      (outcome.result == Result::rejected && outcome.fault != Fault::throttle);
    if (lost) return give_up("the import job " + job_ + " came to no end");
    pause_ = std::min(pause_ * 2, kLongestLook);
    if (outcome.retry_after_ms) pause_ = std::max<Millis>(1, *outcome.retry_after_ms);
    phase_ = Phase::wait;
  }

  void hear_errors(const http::Response& answer) {
    const Outcome outcome = read_answer(answer);
    const schema::Value body = json_body(answer);
    const schema::Value* errors = body.find("data");
    if (outcome.result != Result::accepted || errors == nullptr || !errors->is_array()) {
      return give_up("the errors of the import job " + job_ + " cannot be read");
    }
    for (const schema::Value& error : errors->as_array()) refuse(error);
    errors_page_ = next_page(account_, body);
    if (!errors_page_.empty()) return;
    phase_ = Phase::follow;
    prepare_further();
  }

  // Repeating an upsert is harmless.
  void give_up(const std::string& reason) {
    Outcome outcome;
    outcome.result = Result::retry;
    outcome.fault = Fault::transient;
    outcome.reason = reason;
    settle_all(outcome);
    phase_ = Phase::follow;
  }

  // One of those that the job could not take, known by what it was sent with.
  void refuse(const schema::Value& error) {
    const schema::Value* attributes = error.find("attributes");
    const schema::Value* sent =
        attributes == nullptr ? nullptr : attributes->find("original_payload");
    if (sent == nullptr) return;
    if (const schema::Value* inner = sent->find("attributes")) sent = inner;
    const std::string email = schema::text_member(*sent, "email"),
                      phone = schema::text_member(*sent, "phone_number");
    for (size_t i = 0; i < contacts_.size(); ++i) {
      const bool same = email.empty() ? !phone.empty() && contacts_[i].phone == phone
                                      : contacts_[i].email == email;
      if (!same) continue;
      Outcome& outcome = outcomes_[i];
      blame(&outcome, Result::rejected, Fault::request);
      outcome.reason = readable("Klaviyo " + schema::text_member(*attributes, "code") + ": " +
                                schema::text_member(*attributes, "detail"));
    }
  }

  void prepare_further() {
    for (const bool granted : {true, false}) add_consents(granted);
    std::map<std::pair<std::string, bool>, std::vector<size_t>> lists;
    for (size_t i = 0; i < contacts_.size(); ++i) {
      const SyncContact& contact = contacts_[i];
      if (outcomes_[i].result != Result::accepted || contact.remote_id.empty()) continue;
      for (const auto& row : contact.lists) lists[{row.list, row.on}].push_back(i);
    }
    for (const auto& [list, items] : lists) add_list(list.first, list.second, items);
  }

  void add_consents(bool granted) {
    std::vector<size_t> items;
    schema::Value profiles = schema::Value::array();
    const auto flush = [&] {
      if (items.empty()) return;
      const std::string type =
          granted ? "profile-subscription-bulk-create-job" : "profile-subscription-bulk-delete-job";
      schema::Value attributes = schema::Value::object(
          {{"profiles", data(std::exchange(profiles, schema::Value::array()))}});
      if (granted) attributes.set("custom_source", "Beckon");
      more_.push_back({post(account_, "/api/" + type + "s/", data(typed(type, attributes))),
                       std::exchange(items, {})});
    };
    for (size_t i = 0; i < contacts_.size(); ++i) {
      if (outcomes_[i].result != Result::accepted) continue;
      schema::Value profile = subscription(contacts_[i], granted);
      if (profile.is_null()) continue;
      profiles.push_back(std::move(profile));
      items.push_back(i);
      if (items.size() == kPeopleAJob) flush();
    }
    flush();
  }

  // Null: nothing of this kind has changed.
  static schema::Value subscription(const SyncContact& contact, bool granted) {
    schema::Value attributes = schema::Value::object(), told = schema::Value::object();
    for (const SyncContact::Consent& consent : contact.consents) {
      const bool email = consent.channel == "email";
      const std::string& address = email ? contact.email : contact.phone;
      if (consent.granted != granted || address.empty()) continue;
      attributes.set(email ? "email" : "phone_number", address);
      schema::Value marketing = schema::Value::object({{"consent", "SUBSCRIBED"}});
      if (email) marketing.set("consented_at", format_time(consent.at));
      told.set(consent.channel, schema::Value::object({{"marketing", marketing}}));
    }
    if (attributes.size() == 0) return {};
    if (granted) attributes.set("subscriptions", std::move(told));
    return typed("profile", std::move(attributes));
  }

  void add_list(const std::string& list, bool on, const std::vector<size_t>& items) {
    constexpr size_t kIdsACall = 1'000;
    for (size_t begin = 0; begin < items.size(); begin += kIdsACall) {
      const size_t end = std::min(items.size(), begin + kIdsACall);
      schema::Value people = schema::Value::array();
      for (size_t i = begin; i < end; ++i) {
        people.push_back(
            schema::Value::object({{"type", "profile"}, {"id", contacts_[items[i]].remote_id}}));
      }
      const auto first = items.begin() + static_cast<std::ptrdiff_t>(begin);
      more_.push_back({call(account_, on ? "POST" : "DELETE",
                            "/api/lists/" + list + "/relationships/profiles/", data(people)),
                       {first, items.begin() + static_cast<std::ptrdiff_t>(end)}});
    }
  }

  void hear_further(const http::Response& answer) {
    const Outcome outcome = read_answer(answer);
    if (outcome.result != Result::accepted) {
      for (const size_t item : more_[next_].items) {
        const std::string id = outcomes_[item].provider_message_id;
        outcomes_[item] = outcome;
        outcomes_[item].provider_message_id = id;
      }
    }
    ++next_;
  }

  const Account account_;
  std::vector<SyncContact> contacts_;
  Phase phase_ = Phase::import;
  std::string job_, errors_page_;
  Millis pause_ = kFirstLook, waited_ = 0;
  std::vector<std::string> joins_; // ids of profiles that are this one
  std::vector<Further> more_;
  size_t next_ = 0; // of more_
};

} // namespace

std::unique_ptr<SyncDelivery> deliver(const Account& account, std::vector<SyncContact> contacts) {
  return std::make_unique<Contacts>(account, std::move(contacts));
}

} // namespace beckon::provider::klaviyo
