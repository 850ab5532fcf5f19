#include "handle.h"

#include "bulk.h"
#include "promise_worker.h"
#include "watcher.h"

namespace beckon_node {
namespace {

class OpenCall final : public PromiseWorker {
 public:
  OpenCall(Napi::Env env, OpenOptions options, std::shared_ptr<Engine> engine)
      : PromiseWorker(env), options_(std::move(options)), engine_(std::move(engine)) {}

 private:
  beckon_status run(beckon_error** error) override { return engine_->open(options_, error); }

  Napi::Value result(Napi::Env env) override {
    auto* environment = env.GetInstanceData<Environment>();
    environment->open.insert(engine_);
    return environment->handle_constructor.New(
        {Napi::External<std::shared_ptr<Engine>>::New(env, &engine_)});
  }

  void failed() override { engine_->release_hooks(); }

  OpenOptions options_;
  std::shared_ptr<Engine> engine_;
};

class CloseCall final : public PromiseWorker {
 public:
  CloseCall(Napi::Env env, std::shared_ptr<Engine> engine)
      : PromiseWorker(env), engine_(std::move(engine)) {}

 private:
  beckon_status run(beckon_error**) override {
    engine_->close();
    return BECKON_OK;
  }

  Napi::Value result(Napi::Env env) override {
    engine_->release_hooks();
    env.GetInstanceData<Environment>()->open.erase(engine_);
    return env.Undefined();
  }

  std::shared_ptr<Engine> engine_;
};

template <typename Worker, typename... Arguments>
Napi::Value start(Napi::Env env, Arguments&&... arguments) {
  // Deletes itself when it is done.
  auto* worker = new Worker(env, std::forward<Arguments>(arguments)...);
  const Napi::Promise promise = worker->promise();
  worker->Queue();
  return promise;
}

} // namespace

void Environment::close_all() {
  for (const auto& engine : open) {
    // The JavaScript thread is here and cannot answer, so that nobody may wait for it.
    engine->shut_hooks();
    engine->close();
    engine->release_hooks();
  }
  open.clear();
}

Napi::Function Handle::define(Napi::Env env) {
  return DefineClass(
      env, "Engine",
      {InstanceMethod<&Handle::close>("close"),
       InstanceMethod<&Handle::record<beckon_identify>>("identify"),
       InstanceMethod<&Handle::record<beckon_track>>("track"),
       InstanceMethod<&Handle::record<beckon_alias>>("alias"),
       InstanceMethod<&Handle::record<beckon_consent>>("consent"),
       InstanceMethod<&Handle::record<beckon_ingest>>("ingest"),
       InstanceMethod<&Handle::is_member>("is_member"), InstanceMethod<&Handle::call>("call"),
       InstanceMethod<&Handle::call_watched>("call_watched"), InstanceMethod<&Handle::now>("now"),
       InstanceMethod<&Handle::advance_to>("advance_to"),
       InstanceMethod<&Handle::advance_by>("advance_by"),
       InstanceMethod<&Handle::plain<beckon_settle>>("settle"),
       InstanceMethod<&Handle::plain<beckon_flush>>("flush"),
       InstanceMethod<&Handle::verify>("verify"),
       InstanceMethod<&Handle::import_open>("import_open"),
       InstanceMethod<&Handle::export_open>("export_open"),
       InstanceMethod<&Handle::backup>("backup")});
}

Handle::Handle(const Napi::CallbackInfo& info) : ObjectWrap(info) {
  if (!info[0].IsExternal()) {
    throw Napi::TypeError::New(info.Env(), "an engine is made by open()");
  }
  engine_ = *info[0].As<Napi::External<std::shared_ptr<Engine>>>().Data();
}

Napi::Value Handle::open(const Napi::CallbackInfo& info) {
  const auto given = info[1].As<Napi::Object>();
  OpenOptions options(info[0], given);
  auto hooks = std::make_shared<Hooks>(info.Env(), given);
  return start<OpenCall>(info.Env(), std::move(options), std::make_shared<Engine>(hooks));
}

Napi::Value Handle::close(const Napi::CallbackInfo& info) {
  return start<CloseCall>(info.Env(), engine_);
}

template <auto function>
Napi::Value Handle::record(const Napi::CallbackInfo& info) {
  return EngineCall::start(
      info.Env(), engine_,
      [json = to_text(info[0])](beckon_engine* engine, Answer* answer, beckon_error** error) {
        return function(engine, borrow(json), answer->text.out(), error);
      },
      read_text);
}

template <auto function>
Napi::Value Handle::plain(const Napi::CallbackInfo& info) {
  return EngineCall::start(
      info.Env(), engine_,
      [](beckon_engine* engine, Answer*, beckon_error** error) { return function(engine, error); },
      read_nothing);
}

Napi::Value Handle::is_member(const Napi::CallbackInfo& info) {
  return EngineCall::start(
      info.Env(), engine_,
      [segment = to_text(info[0]), profile = to_text(info[1])](
          beckon_engine* engine, Answer* answer, beckon_error** error) {
        int32_t member = 0;
        const beckon_status status =
            beckon_is_member(engine, borrow(segment), borrow(profile), &member, error);
        answer->number = member;
        return status;
      },
      read_boolean);
}

Napi::Value Handle::call(const Napi::CallbackInfo& info) {
  return EngineCall::start(
      info.Env(), engine_,
      [operation = to_text(info[0]), request = to_text(info[1])](
          beckon_engine* engine, Answer* answer, beckon_error** error) {
        return beckon_call(engine, borrow(operation), borrow(request), answer->text.out(), error);
      },
      read_text);
}

Napi::Value Handle::call_watched(const Napi::CallbackInfo& info) {
  auto watcher = std::make_shared<Watcher>(info.Env(), info[2].As<Napi::Function>());
  auto watched = Napi::Object::New(info.Env());
  watched.Set("cancel", Napi::Function::New(info.Env(), [watcher](const Napi::CallbackInfo&) {
                watcher->cancel();
              }));
  watched.Set("promise", EngineCall::start(
                             info.Env(), engine_,
                             [watcher, operation = to_text(info[0]), request = to_text(info[1])](
                                 beckon_engine* engine, Answer* answer, beckon_error** error) {
                               return beckon_call_watched(engine, borrow(operation),
                                                          borrow(request), watcher->hook(),
                                                          answer->text.out(), error);
                             },
                             read_text));
  return watched;
}

Napi::Value Handle::now(const Napi::CallbackInfo& info) {
  return EngineCall::start(
      info.Env(), engine_,
      [](beckon_engine* engine, Answer* answer, beckon_error** error) {
        return beckon_now(engine, &answer->number, error);
      },
      read_number);
}

Napi::Value Handle::advance_to(const Napi::CallbackInfo& info) {
  return EngineCall::start(
      info.Env(), engine_,
      [at_ms = info[0].As<Napi::Number>().Int64Value()](beckon_engine* engine, Answer*,
                                                        beckon_error** error) {
        return beckon_advance_to(engine, at_ms, error);
      },
      read_nothing);
}

Napi::Value Handle::advance_by(const Napi::CallbackInfo& info) {
  return EngineCall::start(
      info.Env(), engine_,
      [duration = to_text(info[0])](beckon_engine* engine, Answer*, beckon_error** error) {
        return beckon_advance_by(engine, borrow(duration), error);
      },
      read_nothing);
}

Napi::Value Handle::import_open(const Napi::CallbackInfo& info) {
  return open_import(info, engine_);
}

Napi::Value Handle::export_open(const Napi::CallbackInfo& info) {
  return open_export(info, engine_);
}

Napi::Value Handle::backup(const Napi::CallbackInfo& info) {
  return EngineCall::start(
      info.Env(), engine_,
      [path = to_text(info[0])](beckon_engine* engine, Answer* answer, beckon_error** error) {
        return beckon_backup(engine, borrow(path), {nullptr, nullptr}, answer->text.out(), error);
      },
      read_text);
}

Napi::Value Handle::verify(const Napi::CallbackInfo& info) {
  return EngineCall::start(
      info.Env(), engine_,
      [](beckon_engine* engine, Answer* answer, beckon_error** error) {
        return beckon_verify(engine, answer->text.out(), error);
      },
      read_text);
}

} // namespace beckon_node
