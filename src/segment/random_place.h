// Where a profile stands in the stable samples of a salt: the first 8 bytes, big-endian, of
// SHA-256(salt ":" profile id). A sample of the share s holds those below s * 2^64.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/crypto.h"

namespace beckon::segment {

inline uint64_t random_place(std::string_view salt, std::string_view profile_id) {
  std::string text(salt);
  text += ':';
  text += profile_id;
  const Digest digest = sha256(text);
  return get_big<uint64_t>(as_text(digest));
}

} // namespace beckon::segment
