// One record as its author wrote it, checked. The same reading happens when a record comes in and
// when it is applied, live or in a replay, so both always agree.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "profile/identifier_kinds.h"
#include "profile/profile.h"
#include "schema/json.h"
#include "store/journal.h"

namespace beckon::engine {

struct Input {
  store::RecordKind kind = store::RecordKind::identify;
  std::vector<profile::Identifier> identifiers; // in normal form, strongest first, each once
  std::vector<profile::Identifier> previous;    // alias: the identifier that becomes known
  std::string event;                            // track; page and screen have names of their own
  std::string message_id;                       // "" when there is none
  std::optional<Millis> at;                     // its own time, when given
  std::string channel, topic, state, source;    // consent
  std::string list;                             // subscribe, unsubscribe
  bool create = false;                          // identify: refused when somebody is found

  // The hash of its strongest identifier: the key by which journals are partitioned.
  uint64_t partition() const;
  // Whether it takes a permission back: such a record is stored on a full disk too.
  bool is_opt_out() const;
};

// Thread safety: one thread at a time.
class InputReader {
 public:
  // The kinds of identifiers that count from now on: others are refused, and which is the stronger
  // follows from them. With null any name is taken for an own kind, for records that are stored
  // already. They must outlive the reading.
  void use(const profile::IdentifierKinds* kinds) { kinds_ = kinds; }
  // Reads {"type": …, …}. When `expected` is given, "type" may be absent and must match it.
  // Throws invalid_request with a pointer, or limit_exceeded. The answer is valid until the next
  // read.
  const Input& read(std::string_view json, std::optional<store::RecordKind> expected = {});
  // Objects of the record just read; an empty object when it has none.
  schema::Value properties() const { return object_at(properties_); }
  // Of the properties those below these names alone.
  schema::Value properties(const std::vector<schema::Path>& names) const;
  schema::Value traits() const;
  // The whole record as a value.
  schema::Value whole() const;
  // Whether it has a member that is, or may hold, a network address (ip_privacy.h).
  bool may_name_ip() const { return may_name_ip_; }

 private:
  schema::Value object_at(int field) const;
  void read_field(std::string_view key, size_t index);
  void read_type(std::optional<store::RecordKind> expected);
  void read_identifier(std::string_view key, size_t index);
  void read_own_identifiers(size_t index);
  void read_trait_identifiers();
  void check_required();
  struct TextLimit {
    std::string_view name; // in limits::
    size_t bytes;
  };
  std::string_view text_field(std::string_view key, size_t index, const TextLimit& limit) const;
  void add_identifier(profile::Identifier identifier, std::string_view pointer);

  const profile::IdentifierKinds* kinds_ = nullptr;
  schema::RecordReader reader_;
  Input input_;
  std::string type_;
  std::string page_name_;
  int properties_ = -1, traits_ = -1;
  bool has_proof_ = false, may_name_ip_ = false;
};

// What names an own kind: a small letter, then small letters, digits and "_"; no name that records
// have for something else.
bool is_kind_name(std::string_view name);

// Refuses times that lie ahead of `now` by more than limits::clock_skew_ms, or before 1900.
void check_time(const Input& input, Millis now);

} // namespace beckon::engine
