#include "watcher.h"

namespace beckon_python {

namespace py = pybind11;

int32_t Watcher::report(void* user, uint64_t done, uint64_t of) noexcept {
  const py::gil_scoped_acquire acquired;
  auto* self = static_cast<Watcher*>(user);
  try {
    return self->goes_on(done, of) ? 0 : 1;
  } catch (const py::error_already_set& error) {
    self->raised_ = error;
  } catch (...) {
    // Only a lack of memory: the call ends as cancelled.
  }
  return 1;
}

bool Watcher::goes_on(uint64_t done, uint64_t of) {
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  if (progress_.is_none()) return true;
  // Only False: a progress bar's method may answer anything.
  return progress_(done, of).ptr() != Py_False;
}

} // namespace beckon_python
