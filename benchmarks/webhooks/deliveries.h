// Webhooks as providers post them, signed with keys that are made here.
#pragma once

#include <string>
#include <vector>

#include "provider/receiver.h"

namespace bench {

struct SignedDelivery {
  std::string kind; // of the receiver
  beckon::provider::Account account;
  beckon::provider::Delivery delivery;
  size_t events = 1; // that it tells of
};

// A SendGrid batch of so many events (ECDSA), one order of Shopify (HMAC), one event of Postmark
// (a password), one status of Twilio (HMAC over sorted fields).
std::vector<SignedDelivery> make_deliveries(size_t sendgrid_events);

// Writes each into the folder for a peer: <kind>.body, and <kind>.json with headers, account, url
// and number of events.
void write_deliveries(const std::vector<SignedDelivery>& deliveries, const std::string& folder);

} // namespace bench
