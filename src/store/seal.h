// The codec that every stored value passes: a version byte and a checksum stand before the payload.
#pragma once

#include <lmdb.h>

#include <cstring>
#include <string_view>

#include "base/error.h"
#include "base/hash.h"

namespace beckon::store {

// Before each payload. Eight bytes, so that columns behind it stay aligned.
// Persistent: never re-use a version number.
struct Seal {
  uint8_t version;
  uint8_t reserved[3];
  uint32_t checksum;
};
static_assert(sizeof(Seal) == 8);
constexpr uint8_t kSealVersion = 1;

inline uint32_t checksum_of(std::string_view payload) {
  return static_cast<uint32_t>(hash64(payload, kSealVersion));
}

inline std::string_view unseal(std::string_view stored) {
  Seal seal;
  if (stored.size() < sizeof seal) throw Error(Code::corrupt, "a stored value is too short");
  std::memcpy(&seal, stored.data(), sizeof seal);
  if (seal.version > kSealVersion) {
    throw Error(Code::version_mismatch, "a stored value was written by a newer version");
  }
  const std::string_view payload = stored.substr(sizeof seal);
  if (seal.version != kSealVersion || seal.checksum != checksum_of(payload)) {
    throw Error(Code::corrupt, "a stored value fails its checksum");
  }
  return payload;
}

inline MDB_val to_val(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}
inline std::string_view to_view(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

} // namespace beckon::store
