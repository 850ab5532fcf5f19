#include "support/workspace.h"

#include <algorithm>
#include <atomic>
#include <filesystem>

#include "base/crypto.h"
#include "schema/json.h"

namespace beckon::test {

using engine::Options;
using schema::parse_json;
using schema::to_json;
using schema::Value;

Options manual_options() {
  Options options;
  options.clock_mode = engine::ClockMode::manual;
  options.manual_start = kStart;
  static std::atomic<uint32_t> made = 0;
  options.hot_layer_rows = 2 * (made++ % 2);
  return options;
}

Options system_options() { return {}; }

TestWorkspace::TestWorkspace(Options options) : options_(std::move(options)) {
  options_.path = directory_.file("workspace");
  open();
}

TestWorkspace::TestWorkspace(Options options, std::string path) : options_(std::move(options)) {
  options_.path = std::move(path);
  open();
}

void TestWorkspace::open() { engine_ = std::make_unique<engine::Workspace>(options_); }

void TestWorkspace::reopen() {
  close();
  open();
}

Value TestWorkspace::call(std::string_view operation, std::string_view request) {
  return engine_->call(operation, parse_json(request));
}

std::vector<Value> TestWorkspace::items(std::string_view operation, std::string_view request) {
  std::vector<Value> all;
  Value asked = parse_json(request);
  asked.set("limit", 1'000);
  while (true) {
    const Value page = engine_->call(operation, asked);
    for (const Value& item : page.find("items")->as_array()) all.push_back(item);
    const std::string cursor = text_of(page, "cursor");
    if (cursor.empty()) return all;
    asked.set("cursor", cursor);
  }
}

void TestWorkspace::opt_in(const std::string& who) {
  engine_->identify(to_json(Value::object({{"user_id", who}, {"email", who + "@shop.example"}})));
  engine_->consent(to_json(Value::object(
      {{"user_id", who}, {"channel", "email"}, {"state", "granted"}, {"source", "form"}})));
}

void TestWorkspace::opt_out(const std::string& who) {
  engine_->consent(to_json(Value::object(
      {{"user_id", who}, {"channel", "email"}, {"state", "denied"}, {"source", "form"}})));
}

void TestWorkspace::track(const std::string& who, std::string_view event) {
  engine_->track(to_json(Value::object({{"user_id", who}, {"event", event}})));
}

void TestWorkspace::segment(std::string_view key, std::string_view where) {
  engine_->call("segments.create", Value::object({{"key", key}, {"where", parse_json(where)}}));
}

void TestWorkspace::flow(std::string_view document) {
  const Value definition = parse_json(document);
  engine_->call("flows.create", definition);
  engine_->call("flows.publish", Value::object({{"key", text_of(definition, "key")}}));
}

void TestWorkspace::email_template(std::string_view key) {
  engine_->call("templates.create", Value::object({{"key", key},
                                                   {"channel", "email"},
                                                   {"kind", "marketing"},
                                                   {"subject", "News"},
                                                   {"from", "shop@shop.example"},
                                                   {"text", "Hello {{ profile.user_id }}"}}));
}

void TestWorkspace::sandbox() {
  std::filesystem::create_directories(outbox());
  engine_->call(
      "providers.create",
      Value::object(
          {{"key", "box"}, {"kind", "sandbox"}, {"channel", "email"}, {"directory", outbox()}}));
}

std::vector<std::string> TestWorkspace::outbox_files() const {
  std::vector<std::string> names;
  if (!std::filesystem::exists(outbox())) return names;
  for (const auto& entry : std::filesystem::directory_iterator(outbox())) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string TestWorkspace::state_hash() { return engine_->verify().state_hash; }

StateDump TestWorkspace::dump() {
  StateDump rows;
  const std::vector<std::string> names = engine::table_names();
  const auto reader = engine_->read(true);
  for (size_t i = 0; i < names.size(); ++i) {
    const auto table = static_cast<engine::T>(i);
    if (table == engine::T::meta) continue;
    store::Cursor cursor = reader->txn().cursor(reader->table(table));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      rows.emplace(names[i] + " " + to_hex(cursor.key()), to_hex(cursor.value()));
    }
  }
  return rows;
}

std::string TestWorkspace::broken() {
  std::string lines;
  for (const std::string& line : engine_->verify().broken) lines += line + "\n";
  return lines;
}

std::map<std::string, int64_t> TestWorkspace::sends_by_state() {
  std::map<std::string, int64_t> counts;
  for (const Value& send : items("sends.list")) ++counts[text_of(send, "state")];
  return counts;
}

std::string text_of(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value != nullptr && value->is_string() ? value->as_string() : std::string();
}

std::string person(const std::string& who) { return to_json(Value::object({{"user_id", who}})); }

} // namespace beckon::test
