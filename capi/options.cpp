#include "capi/options.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>

#include "base/error.h"
#include "capi/hooks.h"
#include "capi/text.h"

namespace beckon::capi {
namespace {

constexpr size_t kFirstSize = offsetof(beckon_options, sender); // of ABI version 1
constexpr size_t kLargestSize = 4096;                           // more is no size but chance

constexpr size_t kLongestPath = 4096;

// The part of the caller's struct that both sides know; the rest is zero.
beckon_options known_part(const beckon_options& given) {
  const size_t size = given.struct_size;
  if (size < kFirstSize || size > kLargestSize) {
    fail_invalid("struct_size is " + std::to_string(size), "/struct_size",
                 "set it to sizeof(beckon_options)");
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(&given);
  for (size_t i = sizeof(beckon_options); i < size; ++i) {
    if (bytes[i] == 0) continue;
    throw Error(Code::unsupported, "the options set a field that this version does not know",
                "/struct_size", "the library is older than the header it is used with");
  }
  beckon_options known = {};
  std::memcpy(&known, bytes, std::min(size, sizeof known));
  return known;
}

bool read_toggle(beckon_toggle toggle, bool otherwise, const char* pointer) {
  switch (toggle) {
    case BECKON_DEFAULT: return otherwise;
    case BECKON_ON: return true;
    case BECKON_OFF: return false;
    case BECKON_TOGGLE_MAX_ENUM: break;
  }
  fail_invalid("must be BECKON_DEFAULT, BECKON_ON or BECKON_OFF", pointer);
}

engine::ClockMode read_clock_mode(beckon_clock_mode mode) {
  switch (mode) {
    case BECKON_CLOCK_SYSTEM: return engine::ClockMode::system;
    case BECKON_CLOCK_MANUAL: return engine::ClockMode::manual;
    case BECKON_CLOCK_MODE_MAX_ENUM: break;
  }
  fail_invalid("must be BECKON_CLOCK_SYSTEM or BECKON_CLOCK_MANUAL", "/clock_mode");
}

std::optional<Millis> read_manual_start(const beckon_options& given) {
  if (given.has_manual_start == 0) return std::nullopt;
  if (given.has_manual_start != 1) fail_invalid("must be 0 or 1", "/has_manual_start");
  if (given.clock_mode != BECKON_CLOCK_MANUAL)
    fail_invalid("only a manual clock has a start", "/manual_start_ms");
  if (given.manual_start_ms < kTimeFloor || given.manual_start_ms > kTimeCeiling)
    fail_invalid("is outside of the years 1 to 9999", "/manual_start_ms");
  return given.manual_start_ms;
}

} // namespace

engine::Options read_options(std::string_view path, const beckon_options* given) {
  engine::Options options;
  options.path = path;
  if (given == nullptr) return options;
  const beckon_options known = known_part(*given);
  options.clock_mode = read_clock_mode(known.clock_mode);
  options.manual_start = read_manual_start(known);
  options.create = read_toggle(known.create, options.create, "/create");
  options.dispatch = read_toggle(known.dispatch, options.dispatch, "/dispatch");
  options.map_bytes = known.map_bytes;
  options.template_compiler = text(known.template_compiler, "template_compiler", kLongestPath);
  if (known.clock.now_ms != nullptr) {
    if (known.clock_mode == BECKON_CLOCK_MANUAL)
      fail_invalid("a manual clock does not ask the host's", "/clock");
    options.clock = make_clock(known.clock);
  }
  if (known.transport.perform != nullptr) options.transport = make_transport(known.transport);
  if (known.log.write != nullptr) options.log = make_log(known.log);
  if (known.sender.send != nullptr) options.sender = make_sender(known.sender);
  return options;
}

} // namespace beckon::capi
