// The kinds of receivers, one file each here, one row each in registry.cpp.
#pragma once

#include "provider/receiver.h"

namespace beckon::provider {

const Receiver& ses_receiver();
const Receiver& sendgrid_receiver();
const Receiver& postmark_receiver();
const Receiver& twilio_receiver();
const Receiver& mixmax_receiver();
const Receiver& klaviyo_receiver();
const Receiver& activecampaign_receiver();

const Source& shopify_source();

// The body as JSON, within the limits of a record. Throws invalid_request.
schema::Value delivery_json(const Delivery& delivery);
// Throws invalid_request: "a bounce of postmark lacks MessageID".
[[noreturn]] void refuse_shape(std::string_view what);
// The value of a header field; "" when there is none.
std::string header_text(const Delivery& delivery, std::string_view name);
// The `token` in the query of the address that was called, by which those who sign nothing are
// known.
std::string url_token(const Delivery& delivery);
// An ISO 8601 time, or `otherwise` where there is none that can be read.
Millis time_member(const schema::Value& object, std::string_view key, Millis otherwise);

} // namespace beckon::provider
