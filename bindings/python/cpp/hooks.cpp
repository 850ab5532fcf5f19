#include "hooks.h"

#include <chrono>
#include <string>

#include "errors.h"

namespace beckon_python {
namespace {

// A hook must not throw, and nobody waits for it: the failure goes to sys.unraisablehook.
void report(py::error_already_set& error, const py::object& callable) {
  error.restore();
  PyErr_WriteUnraisable(callable.ptr());
}

void report(const std::exception& error, const py::object& callable) {
  PyErr_SetString(PyExc_TypeError, error.what());
  PyErr_WriteUnraisable(callable.ptr());
}

// Runs `body` under the GIL; false when it failed.
template <typename Body>
bool guarded(const py::object& callable, Body&& body) noexcept {
  const py::gil_scoped_acquire acquired;
  try {
    body();
    return true;
  } catch (py::error_already_set& error) {
    report(error, callable);
  } catch (const std::exception& error) {
    report(error, callable);
  }
  return false;
}

int64_t system_now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

int64_t now_ms(void* user) {
  const auto& clock = static_cast<Hooks*>(user)->clock;
  int64_t at = 0;
  // Without an answer the engine still needs a time; the system's is the least surprising.
  return guarded(clock, [&] { at = clock().cast<int64_t>(); }) ? at : system_now_ms();
}

void write_log(void* user, beckon_log_level level, beckon_str line) {
  const auto& log = static_cast<Hooks*>(user)->log;
  guarded(log, [&] { log(static_cast<int>(level), to_str(line)); });
}

py::bytes to_bytes(beckon_str text) { return {text.size == 0 ? "" : text.data, text.size}; }

py::list headers_of(const beckon_request& request) {
  py::list headers;
  for (size_t i = 0; i < request.header_count; ++i) {
    const beckon_header& header = request.headers[i];
    headers.append(py::make_tuple(to_str(header.name), to_str(header.value)));
  }
  return headers;
}

py::list recipients_of(const beckon_request& request) {
  py::list recipients;
  for (size_t i = 0; i < request.recipient_count; ++i) {
    recipients.append(to_str(request.recipients[i]));
  }
  return recipients;
}

void fill(beckon_response* response, const py::tuple& answer) {
  const auto phase = static_cast<beckon_phase>(answer[0].cast<int32_t>());
  const auto status = answer[1].cast<int32_t>();
  for (const py::handle header : answer[2]) {
    const auto [name, value] = header.cast<std::pair<std::string, std::string>>();
    check([&, n = borrow(name), v = borrow(value)](beckon_error** error) {
      return beckon_response_add_header(response, n, v, error);
    });
  }
  const auto body = answer[3].cast<std::string>();
  check([&](beckon_error** error) {
    return beckon_response_set_body(response, borrow(body), error);
  });
  const auto text = answer[4].cast<std::string>();
  check([&](beckon_error** error) {
    return beckon_response_set_error(response, borrow(text), error);
  });
  // Last, because an answer without a phase counts as one that may have left.
  check([&](beckon_error** error) {
    return beckon_response_set_status(response, phase, status, error);
  });
}

void perform(void* user, const beckon_request* request, beckon_response* response) {
  const auto& transport = static_cast<Hooks*>(user)->transport;
  const bool answered = guarded(transport, [&] {
    fill(response,
         transport(to_str(request->method), to_str(request->url), headers_of(*request),
                   to_bytes(request->body), request->timeout_ms, to_str(request->mail_from),
                   recipients_of(*request), to_str(request->username), to_str(request->password),
                   to_str(request->ca_file), request->require_tls != 0, request->allow_private != 0)
             .cast<py::tuple>());
  });
  if (!answered) {
    beckon_response_set_error(response, beckon_str_of("the host's transport failed"), nullptr);
  }
}

void send(void* user, beckon_str message, beckon_response* response) {
  const auto& sender = static_cast<Hooks*>(user)->sender;
  const bool answered = guarded(sender, [&] {
    const auto [outcome, error] =
        sender(to_str(message)).cast<std::pair<std::string, std::string>>();
    check([&, text = borrow(outcome)](beckon_error** slot) {
      return beckon_response_set_body(response, text, slot);
    });
    if (error.empty()) return;
    check([&, text = borrow(error)](beckon_error** slot) {
      return beckon_response_set_error(response, text, slot);
    });
  });
  if (!answered) {
    beckon_response_set_error(response, beckon_str_of("the host's sender failed"), nullptr);
  }
}

} // namespace

void install(Hooks* hooks, beckon_options* options) {
  if (!hooks->clock.is_none()) options->clock = {hooks, now_ms};
  if (!hooks->transport.is_none()) options->transport = {hooks, perform};
  if (!hooks->log.is_none()) options->log = {hooks, write_log};
  if (!hooks->sender.is_none()) options->sender = {hooks, send};
}

} // namespace beckon_python
