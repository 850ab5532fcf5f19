// Who a payload is about.
#pragma once

#include "provider/receivers/shopify/payload.h"

namespace beckon::provider::shopify {

// Identifiers in normal form; those that are none are left out.
struct Person {
  std::string user_id, email, phone;

  bool known() const { return !user_id.empty() || !email.empty() || !phone.empty(); }
  // {"type", identifiers, "at", "message_id"}: `what` tells the records of one payload apart.
  schema::Value record(const Terms& terms, std::string_view type, Millis at,
                       const std::string& what) const;
};

// Of a customer's payload.
Person customer_person(const Terms& terms, const schema::Value& customer);
// Of an order or a checkout: its customer, else who left address or number at it.
Person buyer(const Terms& terms, const schema::Value& purchase);

// Traits and consents of a customer as of `updated_at`, which may stand in an order as well.
void describe_customer(const Terms& terms, const Person& person, const schema::Value& customer,
                       Millis otherwise, std::vector<schema::Value>* records);
// {"state", "consent_updated_at", "opt_in_level"} of a channel.
void read_consent(const Terms& terms, const Person& person, std::string_view channel,
                  const schema::Value& consent, std::vector<schema::Value>* records);

// The member as an object, or an empty one.
const schema::Value& object_member(const schema::Value& object, std::string_view key);
// Copies texts that are neither null nor empty: the name there, the name here.
void copy_text(const schema::Value& from, std::string_view key, schema::Value* into,
               std::string_view name);
// An ISO 8601 time, but for what is missing.
Millis time_of(const schema::Value& object, std::string_view key, Millis otherwise);

} // namespace beckon::provider::shopify
