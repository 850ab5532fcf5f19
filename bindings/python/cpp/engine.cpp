#include "engine.h"

#include "errors.h"

namespace beckon_python {
namespace {

beckon_toggle toggle_of(std::optional<bool> value) {
  if (!value.has_value()) return BECKON_DEFAULT;
  return *value ? BECKON_ON : BECKON_OFF;
}

} // namespace

Engine::Engine(std::string_view path, const OpenOptions& options, Hooks hooks)
    : hooks_(std::make_unique<Hooks>(std::move(hooks))) {
  beckon_options raw{};
  raw.struct_size = sizeof(raw);
  raw.clock_mode = options.manual_clock ? BECKON_CLOCK_MANUAL : BECKON_CLOCK_SYSTEM;
  raw.create = toggle_of(options.create);
  raw.dispatch = toggle_of(options.dispatch);
  raw.has_manual_start = options.start_ms.has_value() ? 1 : 0;
  raw.manual_start_ms = options.start_ms.value_or(0);
  raw.map_bytes = options.map_bytes;
  raw.template_compiler = borrow(options.template_compiler);
  install(hooks_.get(), &raw);
  beckon_engine* opened = nullptr;
  check([&](beckon_error** error) { return beckon_open(borrow(path), &raw, &opened, error); });
  engine_ = opened;
}

Engine::~Engine() { close(); }

void Engine::close() {
  beckon_engine* closing = engine_.exchange(nullptr);
  if (closing == nullptr) return;
  {
    // Without the GIL: closing waits for calls and hooks of other threads, which need it.
    py::gil_scoped_release released;
    beckon_close(&closing);
  }
  *hooks_ = Hooks{};
}

} // namespace beckon_python
