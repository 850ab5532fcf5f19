// The mechanical layer: each function of beckon.h under its own name without the prefix. Text goes
// in as str or bytes and comes out as str. The idiomatic layer is src/beckon.
#include <beckon/beckon.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "bulk.h"
#include "engine.h"
#include "errors.h"
#include "watcher.h"

namespace beckon_python {
namespace {

using Text = std::string_view;
using EngineFunction = beckon_status (*)(beckon_engine*, beckon_error**);
using RecordFunction = beckon_status (*)(beckon_engine*, beckon_str, beckon_buffer*,
                                         beckon_error**);

void define_library(py::module_& m) {
  m.def("version", [] { return to_str(beckon_version()); });
  m.def("abi_version", [] { return beckon_abi_version(); });
  m.def("status_name", [](int32_t status) {
    return to_str(beckon_status_name(static_cast<beckon_status>(status)));
  });
  m.def("status_is_retryable", [](int32_t status) {
    return beckon_status_is_retryable(static_cast<beckon_status>(status)) != 0;
  });
  m.def("operations", [] { return text_of(beckon_operations); });
  m.def("openapi", [](Text server_url) {
    return text_of([&](beckon_buffer* result, beckon_error** error) {
      return beckon_openapi(borrow(server_url), result, error);
    });
  });
}

void define_lifecycle(py::module_& m) {
  py::class_<Engine, std::shared_ptr<Engine>>(m, "Engine");
  m.def(
      "open",
      [](Text path, bool manual_clock, std::optional<int64_t> start_ms, std::optional<bool> create,
         std::optional<bool> dispatch, uint64_t map_bytes, std::string template_compiler,
         py::object clock, py::object transport, py::object log, py::object sender) {
        return std::make_shared<Engine>(
            path,
            OpenOptions{manual_clock, start_ms, create, dispatch, map_bytes,
                        std::move(template_compiler)},
            Hooks{std::move(clock), std::move(transport), std::move(log), std::move(sender)});
      },
      py::arg("path"), py::kw_only(), py::arg("manual_clock"), py::arg("start_ms"),
      py::arg("create"), py::arg("dispatch"), py::arg("map_bytes"), py::arg("template_compiler"),
      py::arg("clock"), py::arg("transport"), py::arg("log"), py::arg("sender"));
  m.def("close", &Engine::close);
}

void define_record(py::module_& m, const char* name, RecordFunction function) {
  m.def(name, [function](const Engine& engine, Text json) {
    return text_of([&](beckon_buffer* result, beckon_error** error) {
      return function(engine.get(), borrow(json), result, error);
    });
  });
}

void define_questions(py::module_& m) {
  m.def("is_member", [](const Engine& engine, Text segment, Text profile) {
    int32_t member = 0;
    check([&](beckon_error** error) {
      return beckon_is_member(engine.get(), borrow(segment), borrow(profile), &member, error);
    });
    return member != 0;
  });
  m.def("call", [](const Engine& engine, Text operation, Text request) {
    return text_of([&](beckon_buffer* result, beckon_error** error) {
      return beckon_call(engine.get(), borrow(operation), borrow(request), result, error);
    });
  });
  m.def("call_watched",
        [](const Engine& engine, Text operation, Text request, const py::object& progress) {
          Watcher watcher(progress);
          Buffer result;
          ErrorSlot error;
          beckon_status status = BECKON_OK;
          {
            py::gil_scoped_release released;
            status = beckon_call_watched(engine.get(), borrow(operation), borrow(request),
                                         watcher.hook(), result.out(), error.slot());
          }
          if (status != BECKON_OK && watcher.raised()) throw *watcher.raised();
          if (status != BECKON_OK) raise(status, error.get());
          return to_str(borrow(result.view()));
        });
  m.def("verify", [](const Engine& engine) {
    return text_of([&](beckon_buffer* result, beckon_error** error) {
      return beckon_verify(engine.get(), result, error);
    });
  });
}

void define_time(py::module_& m) {
  m.def("now", [](const Engine& engine) {
    int64_t now_ms = 0;
    check([&](beckon_error** error) { return beckon_now(engine.get(), &now_ms, error); });
    return now_ms;
  });
  m.def("advance_to", [](const Engine& engine, int64_t at_ms) {
    check([&](beckon_error** error) { return beckon_advance_to(engine.get(), at_ms, error); });
  });
  m.def("advance_by", [](const Engine& engine, Text duration) {
    check([&](beckon_error** error) {
      return beckon_advance_by(engine.get(), borrow(duration), error);
    });
  });
}

void define_plain(py::module_& m, const char* name, EngineFunction function) {
  m.def(name, [function](const Engine& engine) {
    check([&](beckon_error** error) { return function(engine.get(), error); });
  });
}

} // namespace
} // namespace beckon_python

PYBIND11_MODULE(_native, m) {
  using namespace beckon_python;
  m.doc() = "The C contract of Beckon, function by function; use the package beckon instead.";
  define_library(m);
  define_lifecycle(m);
  define_record(m, "identify", beckon_identify);
  define_record(m, "track", beckon_track);
  define_record(m, "alias", beckon_alias);
  define_record(m, "consent", beckon_consent);
  define_record(m, "ingest", beckon_ingest);
  define_questions(m);
  define_bulk(m);
  define_time(m);
  define_plain(m, "settle", beckon_settle);
  define_plain(m, "flush", beckon_flush);
}
