#include "profile/row_reader.h"

namespace beckon::profile {

RowReader::RowReader(std::string_view bytes) : bytes_(bytes) {
  if (bytes_.take(1)[0] != kRowVersion) {
    throw Error(Code::corrupt, "a stored profile has the form of another version");
  }
}

RowReader::IdentifierView RowReader::identifier() {
  const uint64_t kind = bytes_.varint();
  if (kind > static_cast<uint64_t>(IdentifierKind::own)) {
    throw Error(Code::corrupt, "a stored identifier has no kind");
  }
  IdentifierView row{static_cast<IdentifierKind>(kind), {}, {}};
  if (row.kind == IdentifierKind::own) row.own_kind = bytes_.text();
  row.value = bytes_.text();
  return row;
}

RowReader::ConsentView RowReader::consent() {
  ConsentView row{};
  row.channel = bytes_.text();
  row.topic = bytes_.text();
  const uint64_t state = bytes_.varint();
  if (state >= kConsentStates.size()) throw Error(Code::corrupt, "a stored consent has no state");
  row.state = static_cast<uint8_t>(state);
  row.at = bytes_.little<Millis>();
  row.source = bytes_.text();
  return row;
}

RowReader::PushTokenView RowReader::push_token() {
  PushTokenView row{};
  row.token = bytes_.text();
  row.platform = bytes_.text();
  row.at = bytes_.little<Millis>();
  return row;
}

void RowReader::end() const {
  if (!bytes_.done()) throw Error(Code::corrupt, "a stored profile has bytes behind its end");
}

bool has_identifier(std::string_view bytes, const Identifier& identifier) {
  RowReader row(bytes);
  row.id();
  row.created_at();
  for (size_t left = row.count(); left > 0; --left) {
    const RowReader::IdentifierView own = row.identifier();
    if (own.kind == identifier.kind && own.value == identifier.value &&
        own.own_kind == identifier.own_kind) {
      return true;
    }
  }
  return false;
}

} // namespace beckon::profile
