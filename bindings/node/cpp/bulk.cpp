#include "bulk.h"

#include "promise_worker.h"

namespace beckon_node {
namespace {

template <typename Handle>
std::shared_ptr<Handle> handle_of(const Napi::Value& value) {
  if (!value.IsExternal()) throw Napi::TypeError::New(value.Env(), "expected an open table");
  return *value.As<Napi::External<std::shared_ptr<Handle>>>().Data();
}

// A promise of a handle: `open` is beckon_import_open or beckon_export_open.
template <typename Handle, auto open>
class OpenTable final : public PromiseWorker {
 public:
  OpenTable(Napi::Env env, std::shared_ptr<Engine> engine, std::string document)
      : PromiseWorker(env),
        document_(std::move(document)),
        made_(std::make_shared<Handle>(std::move(engine))) {}

 private:
  beckon_status run(beckon_error** error) override {
    return open(made_->engine()->get(), borrow(document_), made_->out(), error);
  }
  Napi::Value result(Napi::Env env) override {
    using Shared = std::shared_ptr<Handle>;
    return Napi::External<Shared>::New(env, new Shared(made_),
                                       [](Napi::Env, Shared* shared) { delete shared; });
  }

  std::string document_;
  std::shared_ptr<Handle> made_;
};

template <typename Handle, auto open>
Napi::Value start_open(const Napi::CallbackInfo& info, std::shared_ptr<Engine> engine) {
  // Deletes itself when it is done.
  auto* worker = new OpenTable<Handle, open>(info.Env(), std::move(engine), to_text(info[0]));
  const Napi::Promise promise = worker->promise();
  worker->Queue();
  return promise;
}

Napi::Value import_write(const Napi::CallbackInfo& info) {
  const auto import = handle_of<Import>(info[0]);
  return EngineCall::start(
      info.Env(), import->engine(),
      [import, bytes = to_text(info[1])](beckon_engine*, Answer* answer, beckon_error** error) {
        return import->alone([&](beckon_import* raw) {
          return beckon_import_write(raw, borrow(bytes), answer->text.out(), error);
        });
      },
      read_text);
}

Napi::Value import_finish(const Napi::CallbackInfo& info) {
  const auto import = handle_of<Import>(info[0]);
  return EngineCall::start(
      info.Env(), import->engine(),
      [import](beckon_engine*, Answer* answer, beckon_error** error) {
        return import->alone([&](beckon_import* raw) {
          return beckon_import_finish(raw, answer->text.out(), error);
        });
      },
      read_text);
}

Napi::Value export_read(const Napi::CallbackInfo& info) {
  const auto rows = handle_of<Export>(info[0]);
  return EngineCall::start(
      info.Env(), rows->engine(),
      [rows](beckon_engine*, Answer* answer, beckon_error** error) {
        return rows->alone(
            [&](beckon_export* raw) { return beckon_export_read(raw, answer->text.out(), error); });
      },
      read_text);
}

// Waits for a call of it that is under way, so on the pool too.
template <typename Handle>
Napi::Value end(const Napi::CallbackInfo& info) {
  const auto handle = handle_of<Handle>(info[0]);
  return EngineCall::start(
      info.Env(), handle->engine(),
      [handle](beckon_engine*, Answer*, beckon_error**) {
        handle->end();
        return BECKON_OK;
      },
      read_nothing);
}

Napi::Value compact(const Napi::CallbackInfo& info) {
  return EngineCall::start(
      info.Env(), nullptr,
      [path = to_text(info[0])](beckon_engine*, Answer* answer, beckon_error** error) {
        return beckon_compact(borrow(path), {nullptr, nullptr}, answer->text.out(), error);
      },
      read_text);
}

} // namespace

Napi::Value open_import(const Napi::CallbackInfo& info, std::shared_ptr<Engine> engine) {
  return start_open<Import, beckon_import_open>(info, std::move(engine));
}

Napi::Value open_export(const Napi::CallbackInfo& info, std::shared_ptr<Engine> engine) {
  return start_open<Export, beckon_export_open>(info, std::move(engine));
}

void define_bulk(Napi::Env env, Napi::Object exports) {
  exports.Set("import_write", Napi::Function::New<import_write>(env, "import_write"));
  exports.Set("import_finish", Napi::Function::New<import_finish>(env, "import_finish"));
  exports.Set("import_destroy", Napi::Function::New<end<Import>>(env, "import_destroy"));
  exports.Set("export_read", Napi::Function::New<export_read>(env, "export_read"));
  exports.Set("export_destroy", Napi::Function::New<end<Export>>(env, "export_destroy"));
  exports.Set("compact", Napi::Function::New<compact>(env, "compact"));
}

} // namespace beckon_node
