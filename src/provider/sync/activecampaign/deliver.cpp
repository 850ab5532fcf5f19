// ActiveCampaign: contacts by their e-mail address, then their lists; many at once by an import;
// erasures.
#include <charconv>

#include "provider/reason.h"
#include "provider/sync/activecampaign/activecampaign.h"
#include "provider/url_encode.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider::activecampaign {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

bool is_name(std::string_view field) { return field == "firstName" || field == "lastName"; }

// Values are texts there; several choices stand between double bars.
std::string written(const schema::Value& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.as_string();
  if (!value.is_array()) return schema::to_json(value);
  std::string text = "||";
  for (const schema::Value& one : value.as_array()) text += written(one) + "||";
  return text;
}

// Numbers are written as numbers, whatever else they may turn out to be as texts.
schema::Value number(const std::string& digits) {
  int64_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto result = std::from_chars(digits.data(), end, value);
  return result.ec == std::errc() && result.ptr == end ? schema::Value(value)
                                                       : schema::Value(digits);
}

std::string contact_id(const schema::Value& body) {
  const schema::Value* contact = body.find("contact");
  if (contact == nullptr) return {};
  const schema::Value* id = contact->find("id");
  if (id == nullptr) return {};
  return readable(id->is_string() ? id->as_string() : schema::to_json(*id));
}

class Contact final : public SyncDelivery {
 public:
  Contact(const Account& account, SyncContact contact)
      : SyncDelivery(1), account_(account), contact_(std::move(contact)) {}

  Step next(const http::Response* answer) override {
    if (answer == nullptr) return {sync(), 0};
    const Outcome outcome = read_answer(*answer);
    if (outcome.result != Result::accepted) {
      const std::string id = outcomes_.front().provider_message_id;
      outcomes_.front() = outcome;
      outcomes_.front().provider_message_id = id;
      return {};
    }
    if (!synced_) {
      synced_ = true;
      outcomes_.front() = outcome;
      contact_.remote_id = contact_id(json_body(*answer));
      outcomes_.front().provider_message_id = contact_.remote_id;
    }
    if (next_ >= contact_.lists.size()) return {};
    if (contact_.remote_id.empty()) return lose();
    return {list_status(contact_.lists[next_++]), 0};
  }

 private:
  http::Request sync() const {
    schema::Value contact = schema::Value::object({{"email", contact_.email}});
    if (!contact_.phone.empty()) contact.set("phone", contact_.phone);
    schema::Value values = schema::Value::array();
    for (const schema::Member& field : contact_.fields.as_object()) {
      if (is_name(field.key)) {
        contact.set(field.key, written(field.value));
        continue;
      }
      values.push_back(
          schema::Value::object({{"field", field.key}, {"value", written(field.value)}}));
    }
    if (values.size() > 0) contact.set("fieldValues", std::move(values));
    return call(account_, "POST", "/contact/sync",
                schema::Value::object({{"contact", std::move(contact)}}));
  }

  http::Request list_status(const SyncContact::Membership& row) const {
    schema::Value status = schema::Value::object({{"list", number(row.list)},
                                                  {"contact", number(contact_.remote_id)},
                                                  {"status", row.on ? 1 : 2}});
    if (row.on && row.again) status.set("sourceid", 4); // else who has left cannot come back
    return call(account_, "POST", "/contactLists",
                schema::Value::object({{"contactList", std::move(status)}}));
  }

  // A contact without its number: its lists cannot be told.
  Step lose() {
    blame(&outcomes_.front(), Result::retry, Fault::transient);
    outcomes_.front().reason = "the answer names no contact";
    return {};
  }

  const Account account_;
  SyncContact contact_;
  bool synced_ = false;
  size_t next_ = 0; // of the lists
};

class Import final : public SyncDelivery {
 public:
  Import(const Account& account, std::vector<SyncContact> contacts)
      : SyncDelivery(contacts.size()), account_(account), contacts_(std::move(contacts)) {}

  Step next(const http::Response* answer) override {
    if (answer != nullptr) {
      hear(*answer);
      return {};
    }
    schema::Value all = schema::Value::array();
    for (const SyncContact& contact : contacts_) all.push_back(row(contact));
    return {call(account_, "POST", "/import/bulk_import",
                 schema::Value::object({{"contacts", std::move(all)}})),
            0};
  }

 private:
  static schema::Value row(const SyncContact& contact) {
    schema::Value row = schema::Value::object({{"email", contact.email}});
    if (!contact.phone.empty()) row.set("phone", contact.phone);
    schema::Value fields = schema::Value::array();
    for (const schema::Member& field : contact.fields.as_object()) {
      if (is_name(field.key)) {
        row.set(field.key == "firstName" ? "first_name" : "last_name", written(field.value));
      } else {
        fields.push_back(
            schema::Value::object({{"id", number(field.key)}, {"value", written(field.value)}}));
      }
    }
    if (fields.size() > 0) row.set("fields", std::move(fields));
    schema::Value on = schema::Value::array(), off = schema::Value::array();
    for (const auto& list : contact.lists) {
      const schema::Value id = schema::Value::object({{"listid", number(list.list)}});
      (list.on ? on : off).push_back(id);
    }
    if (on.size() > 0) row.set("subscribe", std::move(on));
    if (off.size() > 0) row.set("unsubscribe", std::move(off));
    return row;
  }

  // It takes all or none: who is named is at fault, the others come again without them.
  void hear(const http::Response& answer) {
    const Outcome outcome = read_answer(answer);
    settle_all(outcome);
    if (outcome.result != Result::rejected) return;
    const schema::Value body = json_body(answer);
    const schema::Value* failures = body.find("failureReasons");
    if (failures == nullptr || !failures->is_array() || failures->size() == 0) return;
    Outcome others = outcome;
    blame(&others, Result::retry, Fault::request);
    others.reason = "another contact of the import was refused";
    others.retry_after_ms = 1;
    settle_all(others);
    for (const schema::Value& failure : failures->as_array()) {
      const int64_t index = schema::integer_member(failure, "contact");
      if (index < 0 || static_cast<size_t>(index) >= outcomes_.size()) continue;
      Outcome& own = outcomes_[static_cast<size_t>(index)];
      own = outcome;
      own.reason = readable(schema::text_member(failure, "failureReason"));
    }
  }

  const Account account_;
  std::vector<SyncContact> contacts_;
};

// Every contact that was ever told: by number, or found by the address.
class Erasure final : public SyncDelivery {
 public:
  Erasure(const Account& account, SyncErasure erasure)
      : SyncDelivery(1), account_(account), erasure_(std::move(erasure)) {
    outcomes_.front().result = Result::accepted;
  }

  Step next(const http::Response* answer) override {
    if (answer != nullptr && !hear(*answer)) return {};
    if (erasure_.remote_ids.empty() && !erasure_.email.empty() && !searched_) {
      searched_ = true;
      return {call(account_, "GET", "/contacts?email=" + url_encode(erasure_.email)), 0};
    }
    if (next_ >= erasure_.remote_ids.size()) return {};
    deleting_ = true;
    return {call(account_, "DELETE", "/contacts/" + url_encode(erasure_.remote_ids[next_])), 0};
  }

 private:
  // Whether it may go on.
  bool hear(const http::Response& answer) {
    const Outcome outcome = read_answer(answer);
    const bool unknown = answer.status == 404; // whom they do not know needs no erasure
    if (outcome.result != Result::accepted && !unknown) {
      outcomes_.front() = outcome;
      return false;
    }
    if (deleting_) {
      ++next_;
      return true;
    }
    const schema::Value body = json_body(answer);
    const schema::Value* contacts = body.find("contacts");
    if (contacts == nullptr || !contacts->is_array()) return true;
    for (const schema::Value& row : contacts->as_array()) {
      const std::string id = contact_id(schema::Value::object({{"contact", row}}));
      if (!id.empty()) erasure_.remote_ids.push_back(id);
    }
    return true;
  }

  const Account account_;
  SyncErasure erasure_;
  bool searched_ = false, deleting_ = false;
  size_t next_ = 0;
};

} // namespace

std::unique_ptr<SyncDelivery> deliver(const Account& account, SyncContact contact) {
  return std::make_unique<Contact>(account, std::move(contact));
}

std::unique_ptr<SyncDelivery> deliver(const Account& account, std::vector<SyncContact> contacts) {
  return std::make_unique<Import>(account, std::move(contacts));
}

std::unique_ptr<SyncDelivery> erase(const Account& account, SyncErasure erasure) {
  return std::make_unique<Erasure>(account, std::move(erasure));
}

} // namespace beckon::provider::activecampaign
