#include "bulk.h"

#include "errors.h"
#include "watcher.h"

namespace beckon_python {
namespace {

using Text = std::string_view;

// A call that tells how far it has come: `call` takes the hook, the buffer and the error slot.
template <typename Call>
py::str watched(const py::object& progress, Call&& call) {
  Watcher watcher(progress);
  Buffer result;
  ErrorSlot error;
  beckon_status status = BECKON_OK;
  {
    py::gil_scoped_release released;
    status = call(watcher.hook(), result.out(), error.slot());
  }
  if (status != BECKON_OK && watcher.raised()) throw *watcher.raised();
  if (status != BECKON_OK) raise(status, error.get());
  return to_str(borrow(result.view()));
}

void define_import(py::module_& m) {
  py::class_<Import, std::shared_ptr<Import>>(m, "Import");
  m.def("import_open", [](const std::shared_ptr<Engine>& engine, Text definition) {
    auto made = std::make_shared<Import>(engine);
    check([&](beckon_error** error) {
      return beckon_import_open(engine->get(), borrow(definition), made->out(), error);
    });
    return made;
  });
  m.def("import_write", [](Import& import, Text bytes) {
    return text_of([&](beckon_buffer* result, beckon_error** error) {
      return import.alone([&](beckon_import* raw) {
        return beckon_import_write(raw, borrow(bytes), result, error);
      });
    });
  });
  m.def("import_finish", [](Import& import) {
    return text_of([&](beckon_buffer* result, beckon_error** error) {
      return import.alone(
          [&](beckon_import* raw) { return beckon_import_finish(raw, result, error); });
    });
  });
  m.def("import_destroy", [](Import& import) {
    const py::gil_scoped_release released;
    import.end();
  });
}

void define_export(py::module_& m) {
  py::class_<Export, std::shared_ptr<Export>>(m, "Export");
  m.def("export_open", [](const std::shared_ptr<Engine>& engine, Text request) {
    auto made = std::make_shared<Export>(engine);
    check([&](beckon_error** error) {
      return beckon_export_open(engine->get(), borrow(request), made->out(), error);
    });
    return made;
  });
  m.def("export_read", [](Export& rows) {
    return text_of([&](beckon_buffer* part, beckon_error** error) {
      return rows.alone([&](beckon_export* raw) { return beckon_export_read(raw, part, error); });
    });
  });
  m.def("export_destroy", [](Export& rows) {
    const py::gil_scoped_release released;
    rows.end();
  });
}

} // namespace

void define_bulk(py::module_& m) {
  define_import(m);
  define_export(m);
  m.def("backup", [](const Engine& engine, Text path, const py::object& progress) {
    return watched(progress,
                   [&](beckon_progress_hook hook, beckon_buffer* result, beckon_error** error) {
                     return beckon_backup(engine.get(), borrow(path), hook, result, error);
                   });
  });
  m.def("compact", [](Text path, const py::object& progress) {
    return watched(progress,
                   [&](beckon_progress_hook hook, beckon_buffer* result, beckon_error** error) {
                     return beckon_compact(borrow(path), hook, result, error);
                   });
  });
}

} // namespace beckon_python
