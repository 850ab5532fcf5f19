#include "errors.h"

namespace beckon_python {

py::str to_str(beckon_str text) {
  PyObject* decoded =
      PyUnicode_DecodeUTF8(text.data, static_cast<Py_ssize_t>(text.size), "replace");
  if (decoded == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(decoded);
}

void raise(beckon_status status, const beckon_error* error) {
  const beckon_status code = error == nullptr ? status : beckon_error_code(error);
  const py::object exception =
      py::module_::import("beckon._errors")
          .attr("from_native")(
              to_str(beckon_status_name(code)), beckon_status_is_retryable(code) != 0,
              to_str(beckon_error_message(error)), to_str(beckon_error_pointer(error)),
              to_str(beckon_error_hint(error)), to_str(beckon_error_json(error)));
  PyErr_SetObject(py::type::handle_of(exception).ptr(), exception.ptr());
  throw py::error_already_set();
}

} // namespace beckon_python
