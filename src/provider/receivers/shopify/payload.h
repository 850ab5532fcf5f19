// What Shopify's payloads say, as records of the engine. docs/webhooks.md has the mapping as a
// table. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "provider/receiver.h"
#include "schema/value.h"

namespace beckon::provider::shopify {

// How a payload is read.
struct Terms {
  std::string topic;          // "orders/create"
  std::string account;        // key; begins every message_id
  bool by_customer_id = true; // the customer's number is the user_id
  Millis arrived = 0;
};

// Appends the records that the payload comes to; none when it names no person, or when its topic
// says nothing about one. Every message_id is made of members of the payload, which are signed.
void read_customer(const Terms& terms, const schema::Value& customer,
                   std::vector<schema::Value>* records);
void read_consent_change(const Terms& terms, const schema::Value& change,
                         std::vector<schema::Value>* records);
void read_order(const Terms& terms, const schema::Value& order,
                std::vector<schema::Value>* records);
void read_checkout(const Terms& terms, const schema::Value& checkout,
                   std::vector<schema::Value>* records);
// {"customer": {"id", "email", "phone"}}
PrivacyRequest read_privacy(const Terms& terms, const schema::Value& request,
                            PrivacyRequest::Kind kind);

// A number as text, or the text itself: ids come as either. "" for anything else.
std::string id_member(const schema::Value& object, std::string_view key);
// An amount of money, which Shopify writes as a string: "199.65". Null when it is none.
schema::Value amount_member(const schema::Value& object, std::string_view key);

} // namespace beckon::provider::shopify
