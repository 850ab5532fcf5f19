// The JavaScript class Engine: each function of beckon.h that takes an engine, under its own name.
// What blocks answers with a promise.
#pragma once

#include <napi.h>

#include <memory>
#include <set>

#include "engine.h"

namespace beckon_node {

// What one JavaScript environment (the main thread or a worker thread) holds.
struct Environment {
  Napi::FunctionReference handle_constructor;
  // Kept open until they are closed or the environment ends, however its handles are collected.
  std::set<std::shared_ptr<Engine>> open;

  // Closes what is open, without waiting for answers of the host's functions.
  void close_all();
};

class Handle : public Napi::ObjectWrap<Handle> {
 public:
  static Napi::Function define(Napi::Env env);
  // beckon_open; a promise of a Handle.
  static Napi::Value open(const Napi::CallbackInfo& info);

  explicit Handle(const Napi::CallbackInfo& info);

 private:
  template <auto function>
  Napi::Value record(const Napi::CallbackInfo& info);
  template <auto function>
  Napi::Value plain(const Napi::CallbackInfo& info);
  Napi::Value close(const Napi::CallbackInfo& info);
  Napi::Value is_member(const Napi::CallbackInfo& info);
  Napi::Value call(const Napi::CallbackInfo& info);
  // {promise, cancel()}; the third argument takes (done, of).
  Napi::Value call_watched(const Napi::CallbackInfo& info);
  Napi::Value now(const Napi::CallbackInfo& info);
  Napi::Value advance_to(const Napi::CallbackInfo& info);
  Napi::Value advance_by(const Napi::CallbackInfo& info);
  Napi::Value verify(const Napi::CallbackInfo& info);
  Napi::Value import_open(const Napi::CallbackInfo& info);
  Napi::Value export_open(const Napi::CallbackInfo& info);
  Napi::Value backup(const Napi::CallbackInfo& info);

  std::shared_ptr<Engine> engine_;
};

} // namespace beckon_node
