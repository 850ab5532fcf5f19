#include "engine/emitted.h"

#include <algorithm>

#include "engine/state.h"
#include "schema/binary.h"

namespace beckon::engine {

uint64_t next_place(State* state) {
  const uint64_t first = kEmitted | (state->record << kEmittedBits | 1);
  state->meta.newest_place = std::max(state->meta.newest_place + 1, first);
  return state->meta.newest_place;
}

uint64_t add_emitted(State* state, const schema::Value& properties) {
  const uint64_t place = next_place(state);
  if (properties.size() == 0) return place;
  std::string bytes;
  schema::put_value(&bytes, properties);
  state->put(T::emitted, number_key(place), bytes);
  return place;
}

schema::Value emitted_properties(const store::Transaction& transaction, store::Table table,
                                 uint64_t place) {
  const auto bytes = transaction.get(table, number_key(place));
  if (!bytes) return schema::Value::object();
  ByteReader reader(*bytes);
  return schema::get_value(&reader);
}

} // namespace beckon::engine
