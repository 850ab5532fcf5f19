// What a Python host provides: callables behind the C contract's hooks.
//
// Thread safety: the library calls from its own threads; each call takes the GIL. Ownership: Hooks
// must outlive the engine that was opened with them, and is destroyed under the GIL.
#pragma once

#include <beckon/beckon.h>
#include <pybind11/pybind11.h>

namespace beckon_python {

// Each is None or a callable of beckon._hooks:
//   clock() -> int, milliseconds
//   transport(method, url, headers, body, timeout_ms, mail_from, recipients, username, password,
//             ca_file, require_tls, allow_private) -> (phase, status, headers, body, error)
//   log(level, line)
//   sender(message) -> (outcome, error), both text
struct Hooks {
  pybind11::object clock;
  pybind11::object transport;
  pybind11::object log;
  pybind11::object sender;
};

// Points the options at the callables that are there.
void install(Hooks* hooks, beckon_options* options);

} // namespace beckon_python
