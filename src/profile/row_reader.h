// The bytes of a cold row, part by part and without copies: what profile.h decodes a row with, and
// what answers are written from straight.
//
// REQUIRES: the parts are read in the order in which they stand here, each list by its count and
// then as many of its rows. Ownership: what is handed out points into the bytes.
// Throws corrupt. Thread safety: one thread at a time.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "profile/profile.h"

namespace beckon::profile {

// Persistent: raised when the form of a row changes. Rows without times of their traits' values
// came before it and had no version.
inline constexpr char kRowVersion = 3;

class RowReader {
 public:
  struct IdentifierView {
    IdentifierKind kind;
    std::string_view value, own_kind;
    std::string_view kind_name() const {
      return kind == IdentifierKind::own ? own_kind : profile::kind_name(kind);
    }
  };
  struct ConsentView {
    std::string_view channel, topic;
    uint8_t state; // a place in kConsentStates
    Millis at;
    std::string_view source;
  };
  struct PushTokenView {
    std::string_view token, platform;
    Millis at;
  };

  explicit RowReader(std::string_view bytes);
  std::string_view id() { return bytes_.text(); }
  Millis created_at() { return bytes_.little<Millis>(); }
  size_t count() { return bytes_.count(); }
  IdentifierView identifier();
  // Stands before a trait, which trait.h reads.
  ByteReader& trait() { return bytes_; }
  ConsentView consent();
  PushTokenView push_token();
  uint32_t trait_head() { return static_cast<uint32_t>(bytes_.varint()); }
  void end() const;

 private:
  ByteReader bytes_;
};

// Whether the row's profile has that identifier.
bool has_identifier(std::string_view row, const Identifier& identifier);

} // namespace beckon::profile
