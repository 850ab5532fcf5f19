// How long an SMS is: in the GSM 7-bit alphabet (3GPP TS 23.038) where every character is in it,
// else in UCS-2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace beckon::message {

enum class SmsEncoding : uint8_t { gsm7, ucs2 };

struct SmsSize {
  SmsEncoding encoding = SmsEncoding::gsm7;
  // Septets, of which a character of the extension table takes two; or UTF-16 units.
  size_t units = 0;
  // Each of 160 septets or 70 units when it is the only one, else of 153 or 67; what takes two
  // places, an extension or a surrogate pair, is not parted. An empty text is one segment.
  size_t segments = 1;
  size_t left = 0; // units that the last segment has room for
};
// `text` is UTF-8; what is none counts as U+FFFD.
SmsSize sms_size(std::string_view text);
std::string_view encoding_name(SmsEncoding encoding); // "gsm7", "ucs2"
// The first character that is not in the GSM alphabet; "" when all are.
std::string_view first_outside_gsm7(std::string_view text);

} // namespace beckon::message
