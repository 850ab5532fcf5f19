// Gates: at most so many passes in any half-open window of time, exactly. Pass n may happen at the
// instant of pass n - limit, plus the window, and not before pass n - 1: places are given in order
// of arrival and never taken back. What is asked for is one row, however long the queue is.
//
// Thread safety: the writer thread only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "flow/definition.h"

namespace beckon::engine {

class State;

// Of a node, for all versions of its flow; "": of the flow's messages.
std::string gate_key(uint32_t flow, std::string_view node);

// The instant of the next pass, now or later; it is taken.
Millis take_place(State* state, const std::string& gate, const flow::Rate& rate, Millis now);

// The row of a gate: its passes from `first` on are stored, one by one, under its key and number.
struct GateRow {
  uint64_t first = 0, next = 0;
  Millis newest = 0; // instant of pass next - 1
};
std::string encode(const GateRow& gate);
GateRow decode_gate(std::string_view bytes);
std::string gate_pass_key(const std::string& gate, uint64_t number);

} // namespace beckon::engine
