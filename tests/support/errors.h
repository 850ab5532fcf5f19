// What a call failed with, as a value that a test can look at.
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "base/error.h"

namespace beckon {

// A failed check names the code.
inline std::ostream& operator<<(std::ostream& out, Code code) { return out << code_name(code); }

} // namespace beckon

namespace beckon::test {

// The Error that the call throws; another exception passes through, none gives an empty one.
template <typename Call>
std::optional<Error> error_of(Call&& call) {
  try {
    std::forward<Call>(call)();
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

template <typename Call>
Code code_of(Call&& call) {
  const auto error = error_of(std::forward<Call>(call));
  return error ? error->code() : Code::ok;
}

} // namespace beckon::test
