#include "message/sms_size.h"

#include <algorithm>

#include "message/utf8.h"

namespace beckon::message {
namespace {

// The default alphabet and its extension table, 3GPP TS 23.038 6.2.1.
constexpr std::string_view kBasic =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
constexpr std::string_view kExtension = "\f^{}\\[~]|€";

// Septets of one character; 0 when it is not in the alphabet.
size_t septets(std::string_view character) {
  if (character_length(character) == 0) return 0; // a byte of no character
  if (kBasic.find(character) != std::string_view::npos) return 1;
  return kExtension.find(character) != std::string_view::npos ? 2 : 0;
}

// Of what begins the text, which is not empty.
std::string_view first_character(std::string_view text) {
  return text.substr(0, std::max<size_t>(1, character_length(text)));
}

struct Room {
  size_t alone, joined; // units of the only segment, of one of several
};

// `units_of`: of one character, at most two.
template <typename UnitsOf>
SmsSize measure(std::string_view text, Room room, UnitsOf&& units_of) {
  SmsSize size;
  size_t filled = 0; // of the last of several segments
  while (!text.empty()) {
    const std::string_view character = first_character(text);
    const size_t units = units_of(character);
    size.units += units;
    if (filled + units > room.joined) {
      ++size.segments;
      filled = 0;
    }
    filled += units;
    text.remove_prefix(character.size());
  }
  if (size.units > room.alone) {
    size.left = room.joined - filled;
    return size;
  }
  size.segments = 1;
  size.left = room.alone - size.units;
  return size;
}

} // namespace

SmsSize sms_size(std::string_view text) {
  if (first_outside_gsm7(text).empty()) return measure(text, {160, 153}, septets);
  SmsSize size = measure(text, {70, 67}, [](std::string_view character) -> size_t {
    return character.size() == 4 ? 2 : 1; // beyond the first plane: a surrogate pair
  });
  size.encoding = SmsEncoding::ucs2;
  return size;
}

std::string_view encoding_name(SmsEncoding encoding) {
  return encoding == SmsEncoding::gsm7 ? "gsm7" : "ucs2";
}

std::string_view first_outside_gsm7(std::string_view text) {
  while (!text.empty()) {
    const std::string_view character = first_character(text);
    if (septets(character) == 0) return character;
    text.remove_prefix(character.size());
  }
  return {};
}

} // namespace beckon::message
