#include "engine/former.h"

#include "base/bytes.h"
#include "engine/profile_view.h"

namespace beckon::engine {

std::string encode(const Former& former) {
  std::string bytes;
  put_little<uint32_t>(&bytes, former.survivor);
  put_little<Millis>(&bytes, former.at);
  return bytes;
}

Former decode_former(std::string_view bytes) {
  ByteReader reader(bytes);
  Former former;
  former.survivor = reader.little<uint32_t>();
  former.at = reader.little<Millis>();
  return former;
}

uint32_t canonical_profile(const Source& source, uint32_t number) {
  const auto gone = source.transaction->get(source.table(T::former), number_key(number));
  return gone ? decode_former(*gone).survivor : number;
}

std::vector<FormerNumber> all_former(const store::Transaction& transaction, store::Table table) {
  std::vector<FormerNumber> all;
  store::Cursor cursor = transaction.cursor(table);
  for (bool found = cursor.first(); found; found = cursor.next()) {
    all.push_back({get_big<uint32_t>(cursor.key()), decode_former(cursor.value()).survivor});
  }
  return all;
}

} // namespace beckon::engine
