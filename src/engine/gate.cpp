#include "engine/gate.h"

#include <algorithm>

#include "engine/state.h"

namespace beckon::engine {

std::string gate_key(uint32_t flow, std::string_view node) {
  std::string key = number_key(flow);
  key += node;
  key += '\0';
  return key;
}

std::string gate_pass_key(const std::string& gate, uint64_t number) {
  return gate + number_key(number);
}

std::string encode(const GateRow& gate) {
  std::string bytes;
  put_varint(&bytes, gate.first);
  put_varint(&bytes, gate.next - gate.first);
  put_little<Millis>(&bytes, gate.newest);
  return bytes;
}

GateRow decode_gate(std::string_view bytes) {
  ByteReader reader(bytes);
  GateRow gate;
  gate.first = reader.varint();
  gate.next = gate.first + reader.varint();
  gate.newest = reader.little<Millis>();
  return gate;
}

Millis take_place(State* state, const std::string& gate, const flow::Rate& rate, Millis now) {
  const auto stored = state->get(T::gates, gate);
  GateRow row = stored ? decode_gate(*stored) : GateRow();
  const auto pass_at = [&](uint64_t number) {
    return get_big_time(state->get(T::gates, gate_pass_key(gate, number)).value());
  };
  Millis at = row.next == 0 ? now : std::max(now, row.newest);
  if (row.next >= row.first + rate.limit) {
    at = std::max(at, pass_at(row.next - rate.limit) + rate.per);
  }
  std::string value;
  put_big_time(&value, at);
  state->put(T::gates, gate_pass_key(gate, row.next), value);
  ++row.next;
  row.newest = at;
  // Passes whose window is over hold nobody back any more: two go for each that comes.
  for (int i = 0; i < 2 && row.first + 1 < row.next && pass_at(row.first) + rate.per <= now; ++i) {
    state->remove(T::gates, gate_pass_key(gate, row.first++));
  }
  state->put(T::gates, gate, encode(row));
  return at;
}

} // namespace beckon::engine
