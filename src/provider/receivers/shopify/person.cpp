#include "provider/receivers/shopify/person.h"

#include <algorithm>
#include <charconv>

#include "base/crypto.h"
#include "base/limits.h"
#include "message/address.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider::shopify {
namespace {

using schema::text_member;

// "a, b" as Shopify writes them.
schema::Value split_tags(const std::string& text) {
  schema::Value tags = schema::Value::array();
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const size_t first = text.find_first_not_of(' ', begin);
    if (first < end) {
      const size_t last = text.find_last_not_of(' ', end - 1);
      tags.push_back(text.substr(first, last - first + 1));
    }
    begin = end + 1;
  }
  return tags;
}

schema::Value address_of(const schema::Value& customer) {
  const schema::Value& written = object_member(customer, "default_address");
  schema::Value address = schema::Value::object();
  copy_text(written, "address1", &address, "line1");
  copy_text(written, "address2", &address, "line2");
  copy_text(written, "zip", &address, "postal_code");
  copy_text(written, "city", &address, "city");
  copy_text(written, "province", &address, "region");
  copy_text(written, "province_code", &address, "region_code");
  copy_text(written, "country_name", &address, "country");
  copy_text(written, "country", &address, "country"); // older versions have this one alone
  copy_text(written, "country_code", &address, "country_code");
  return address;
}

schema::Value traits_of(const schema::Value& customer) {
  schema::Value traits = schema::Value::object();
  for (const std::string_view name : {"first_name", "last_name", "currency", "locale"}) {
    copy_text(customer, name, &traits, name);
  }
  if (customer.find("tags") != nullptr) {
    traits.set("tags", split_tags(text_member(customer, "tags")));
  }
  for (const std::string_view name : {"orders_count", "verified_email", "tax_exempt"}) {
    const schema::Value* value = customer.find(name);
    if (value != nullptr && (value->is_integer() || value->is_bool())) traits.set(name, *value);
  }
  const schema::Value spent = amount_member(customer, "total_spent");
  if (!spent.is_null()) traits.set("total_spent", spent);
  copy_text(customer, "state", &traits, "shopify_state");
  if (const auto registered = parse_time(text_member(customer, "created_at"))) {
    traits.set("registered_at", format_time(*registered));
  }
  schema::Value address = address_of(customer);
  if (address.size() != 0) traits.set("address", std::move(address));
  return traits;
}

} // namespace

std::string id_member(const schema::Value& object, std::string_view key) {
  const schema::Value* value = object.find(key);
  if (value == nullptr) return {};
  if (value->is_integer()) return std::to_string(value->as_integer());
  return value->is_string() ? value->as_string() : std::string();
}

schema::Value amount_member(const schema::Value& object, std::string_view key) {
  const schema::Value* value = object.find(key);
  if (value == nullptr) return {};
  if (value->is_number()) return *value;
  if (!value->is_string()) return {};
  const std::string& text = value->as_string();
  double amount = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  if (!(amount > -1e15 && amount < 1e15)) return {};
  return amount;
}

const schema::Value& object_member(const schema::Value& object, std::string_view key) {
  static const schema::Value kEmpty = schema::Value::object();
  const schema::Value* value = object.find(key);
  return value != nullptr && value->is_object() ? *value : kEmpty;
}

void copy_text(const schema::Value& from, std::string_view key, schema::Value* into,
               std::string_view name) {
  const std::string text = text_member(from, key);
  if (!text.empty()) into->set(name, text);
}

Millis time_of(const schema::Value& object, std::string_view key, Millis otherwise) {
  return parse_time(text_member(object, key)).value_or(otherwise);
}

schema::Value Person::record(const Terms& terms, std::string_view type, Millis at,
                             const std::string& what) const {
  schema::Value record = schema::Value::object({{"type", type}});
  if (!user_id.empty()) record.set("user_id", user_id);
  if (!email.empty()) record.set("email", email);
  if (!phone.empty()) record.set("phone", phone);
  record.set("at", at);
  std::string id = "shopify:" + terms.account + ":" + what;
  // What is longer is named by its hash; the limit is that of every message_id.
  if (id.size() > limits::message_id_bytes) id = "shopify:" + to_hex(as_text(sha256(id)));
  record.set("message_id", id);
  return record;
}

Person customer_person(const Terms& terms, const schema::Value& customer) {
  Person person;
  if (terms.by_customer_id) person.user_id = id_member(customer, "id");
  if (person.user_id.size() > limits::identifier_bytes) person.user_id.clear();
  person.email = message::normalize_email(text_member(customer, "email")).value_or("");
  person.phone = message::normalize_phone(text_member(customer, "phone")).value_or("");
  return person;
}

Person buyer(const Terms& terms, const schema::Value& purchase) {
  Person person = customer_person(terms, object_member(purchase, "customer"));
  for (const std::string_view key : {"email", "contact_email"}) {
    if (!person.email.empty()) break;
    person.email = message::normalize_email(text_member(purchase, key)).value_or("");
  }
  // The number of an order may be whoever's is to receive it: it names nobody who is known
  // otherwise.
  if (!person.known()) {
    person.phone = message::normalize_phone(text_member(purchase, "phone")).value_or("");
  }
  return person;
}

void describe_customer(const Terms& terms, const Person& person, const schema::Value& customer,
                       Millis otherwise, std::vector<schema::Value>* records) {
  const Millis at = time_of(customer, "updated_at", otherwise);
  schema::Value traits = traits_of(customer);
  // Payloads of one instant may hold more or less of a customer.
  const std::string hash = to_hex(as_text(sha256(schema::to_canonical_json(traits))).substr(0, 8));
  schema::Value identify = person.record(terms, "identify", at,
                                         "customer:" + id_member(customer, "id") + ":" +
                                             person.email + ":" + std::to_string(at) + ":" + hash);
  identify.set("traits", std::move(traits));
  records->push_back(std::move(identify));
  read_consent(terms, person, "email", object_member(customer, "email_marketing_consent"), records);
  read_consent(terms, person, "sms", object_member(customer, "sms_marketing_consent"), records);
}

// Only what the customer has said: whoever was never asked, whose confirmation is awaited, or whose
// consent Shopify calls invalid has neither agreed nor refused.
void read_consent(const Terms& terms, const Person& person, std::string_view channel,
                  const schema::Value& consent, std::vector<schema::Value>* records) {
  const std::string state = text_member(consent, "state");
  if (state != "subscribed" && state != "unsubscribed") return;
  const Millis at = time_of(consent, "consent_updated_at", terms.arrived);
  const std::string who = !person.user_id.empty() ? person.user_id
                          : !person.email.empty() ? person.email
                                                  : person.phone;
  schema::Value record = person.record(terms, "consent", at,
                                       "consent:" + std::string(channel) + ":" + who + ":" + state +
                                           ":" + text_member(consent, "consent_updated_at"));
  record.set("channel", channel);
  record.set("state", state == "subscribed" ? "granted" : "denied");
  record.set("source", "shopify");
  copy_text(consent, "opt_in_level", &record, "method");
  record.set("proof", consent);
  records->push_back(std::move(record));
}

PrivacyRequest read_privacy(const Terms& terms, const schema::Value& request,
                            PrivacyRequest::Kind kind) {
  const Person person = customer_person(terms, object_member(request, "customer"));
  return {kind, person.user_id, person.email, person.phone};
}

} // namespace beckon::provider::shopify
