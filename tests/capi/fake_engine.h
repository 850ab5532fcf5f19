// An engine that does as the test says, behind real handles: for what a real one cannot be made to
// do at will.
#pragma once

#include <beckon/beckon.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "capi/handle.h"
#include "engine/engine.h"

namespace beckon::test {

class FakeImport final : public engine::Import {
 public:
  schema::Value write(std::string_view bytes) override { return bytes.size(); }
  schema::Value finish() override { return "finished"; }
};
class FakeExport final : public engine::Export {
 public:
  std::string read() override { return std::exchange(left_, ""); }

 private:
  std::string left_ = "row\n";
};

class FakeEngine final : public engine::Engine {
 public:
  // Runs in every call; may throw or block.
  std::function<void()> act = [] {};
  std::function<void()> on_close = [] {};

  ~FakeEngine() override { on_close(); }

  engine::Consequences identify(std::string_view) override { return caused(); }
  engine::Consequences track(std::string_view) override { return caused(); }
  engine::Consequences alias(std::string_view) override { return caused(); }
  engine::Consequences consent(std::string_view) override { return caused(); }
  engine::BatchResult ingest(std::string_view) override {
    act();
    return {};
  }
  std::unique_ptr<engine::Import> import(const schema::Value&) override {
    act();
    return std::make_unique<FakeImport>();
  }
  std::unique_ptr<engine::Export> export_rows(const schema::Value&) override {
    act();
    return std::make_unique<FakeExport>();
  }
  schema::Value backup(const std::string& path, const Watch&) override {
    act();
    return path;
  }
  bool is_member(std::string_view, std::string_view) override {
    act();
    return true;
  }
  schema::Value call(std::string_view, const schema::Value& request, const Watch& watch) override {
    act();
    for (uint64_t done = 0; done <= 3; ++done) watch.report(done, 3);
    return request;
  }
  Millis now() override {
    act();
    return 7;
  }
  void advance_to(Millis) override { act(); }
  void advance_by(std::string_view) override { act(); }
  void settle() override { act(); }
  engine::VerifyReport verify() override {
    act();
    return {};
  }
  void flush() override { act(); }

 private:
  engine::Consequences caused() {
    act();
    engine::Consequences consequences;
    consequences.profile = "p1";
    return consequences;
  }
};

// A handle on a fake; `fake` stays valid until the handle is closed.
struct FakeHandle {
  FakeEngine* fake;
  beckon_engine* handle;

  FakeHandle() {
    auto made = std::make_unique<FakeEngine>();
    fake = made.get();
    handle = capi::add_handle(std::move(made));
  }
  ~FakeHandle() { beckon_close(&handle); }
  FakeHandle(const FakeHandle&) = delete;
  FakeHandle& operator=(const FakeHandle&) = delete;
};

inline std::string copy(beckon_str str) { return std::string(str.data, str.size); }

} // namespace beckon::test
