#include "engine.h"

#include "contract.h"

namespace beckon_node {
namespace {

std::optional<bool> bool_of(const Napi::Object& options, const char* name) {
  const Napi::Value value = options.Get(name);
  if (!value.IsBoolean()) return std::nullopt;
  return value.As<Napi::Boolean>().Value();
}

std::optional<int64_t> integer_of(const Napi::Object& options, const char* name) {
  const Napi::Value value = options.Get(name);
  if (!value.IsNumber()) return std::nullopt;
  return value.As<Napi::Number>().Int64Value();
}

std::string text_of(const Napi::Object& options, const char* name) {
  const Napi::Value value = options.Get(name);
  return value.IsString() ? to_text(value) : std::string();
}

beckon_toggle toggle_of(std::optional<bool> value) {
  if (!value.has_value()) return BECKON_DEFAULT;
  return *value ? BECKON_ON : BECKON_OFF;
}

} // namespace

OpenOptions::OpenOptions(const Napi::Value& where, const Napi::Object& options)
    : path(to_text(where)),
      manual_clock(bool_of(options, "manualClock").value_or(false)),
      start_ms(integer_of(options, "startMs")),
      create(bool_of(options, "create")),
      dispatch(bool_of(options, "dispatch")),
      map_bytes(static_cast<uint64_t>(integer_of(options, "mapBytes").value_or(0))),
      template_compiler(text_of(options, "templateCompiler")) {}

beckon_status Engine::open(const OpenOptions& options, beckon_error** error) {
  beckon_options raw{};
  raw.struct_size = sizeof(raw);
  raw.clock_mode = options.manual_clock ? BECKON_CLOCK_MANUAL : BECKON_CLOCK_SYSTEM;
  raw.create = toggle_of(options.create);
  raw.dispatch = toggle_of(options.dispatch);
  raw.has_manual_start = options.start_ms.has_value() ? 1 : 0;
  raw.manual_start_ms = options.start_ms.value_or(0);
  raw.map_bytes = options.map_bytes;
  raw.template_compiler = borrow(options.template_compiler);
  hooks_->install(&raw);
  beckon_engine* opened = nullptr;
  const beckon_status status = beckon_open(borrow(options.path), &raw, &opened, error);
  engine_ = opened;
  return status;
}

void Engine::close() {
  beckon_engine* closing = engine_.exchange(nullptr);
  beckon_close(&closing);
}

void Engine::shut_hooks() { hooks_->shut(); }

void Engine::release_hooks() { hooks_->release(); }

} // namespace beckon_node
