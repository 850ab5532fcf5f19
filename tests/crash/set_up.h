// The definitions under which the load of driver.cpp means something: segments, a flow that writes
// to whoever it is about, a sandbox that takes the messages.
#pragma once

#include <filesystem>
#include <string>

#include "engine/engine.h"
#include "schema/json.h"

namespace beckon::crash {

inline void set_up(engine::Engine& engine, const std::string& outbox) {
  const auto call = [&](const char* operation, const std::string& request) {
    engine.call(operation, schema::parse_json(request));
  };
  std::filesystem::create_directories(outbox);
  call(
      "providers.create",
      schema::to_json(schema::Value::object(
          {{"key", "sandbox"}, {"kind", "sandbox"}, {"channel", "email"}, {"directory", outbox}})));
  call("templates.create", R"({"key": "hello", "channel": "email", "kind": "transactional",
      "subject": "Hello", "from": "shop@shop.example", "text": "Hi"})");
  call("flows.create", R"({"key": "hello", "trigger": {"event": "Go"}, "start": "write",
      "nodes": {"write": {"type": "message", "channel": "email", "template": "hello"}}})");
  call("flows.publish", R"({"key": "hello"})");
  const auto segment = [&](const std::string& key, const std::string& where) {
    call("segments.create", R"({"key": ")" + key + R"(", "where": )" + where + "}");
  };
  segment("busy", R"({"event": "Order Placed", "count": {"gte": 3}, "within": "1h"})");
  segment("rich", R"({"event": "Seen", "where": [{"property": "total", "gte": 90}]})");
  segment("even", R"({"consent": "email", "is": "granted"})");
  segment("late", R"({"trait": "n", "gte": 100000000})");
}

} // namespace beckon::crash
