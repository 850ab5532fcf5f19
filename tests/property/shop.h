// A shop's workspace for one random case: a new directory, a manual clock, short names for what
// the properties do most. Not thread safe.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "schema/json.h"
#include "store/journal.h"

namespace property {

using beckon::Duration;
using beckon::Millis;
using beckon::engine::Consequences;
using beckon::schema::Value;

inline constexpr Millis kStart = 1'709'283'600'000; // 2024-03-01T09:00:00Z
inline constexpr Millis kSecond = 1'000, kMinute = 60 * kSecond, kHour = 60 * kMinute;
inline constexpr Millis kDay = 24 * kHour;

// {"user_id": "u7"}
std::string person(size_t number);

class Shop {
 public:
  explicit Shop(Millis start = kStart);
  ~Shop();
  Shop(const Shop&) = delete;
  Shop& operator=(const Shop&) = delete;

  beckon::engine::Engine& engine() { return *engine_; }
  Millis now() { return engine_->now(); }
  void advance(Millis by) { engine_->advance_to(engine_->now() + by); }
  void reopen();
  // Closes, deletes the state and makes it again from the journal.
  void replay();
  // Closes, appends the records as a process would that died before it applied them, and opens.
  void append_to_journal(std::vector<beckon::store::Record>* records);

  Consequences identify(size_t who, const Value& traits);
  Consequences track(size_t who, std::string_view event, const Value& properties = Value::object());
  Consequences track_at(size_t who, std::string_view event, Millis at, const Value& properties);
  Consequences consent(size_t who, std::string_view channel, std::string_view state);

  // An operation by its request's text.
  Value call(std::string_view operation, std::string_view request);
  std::vector<Value> items(std::string_view operation, std::string_view request);

  // What a file of examples/flows holds; flows are published.
  void load(std::string_view ready_made);
  void segment(std::string_view key, const Value& where);
  void flow(const Value& document); // created and published
  // A template of that kind, an address and consent are what a message needs.
  void email_template(std::string_view key, std::string_view kind, std::string_view text);
  void sandbox(std::string_view channel);

  bool is_member(std::string_view segment, size_t who);
  // States of all entries of a flow, oldest first: "active hour", "completed", "exited exit_when".
  std::vector<std::string> entries(std::string_view flow);
  size_t active(std::string_view flow);
  // Addresses to which a provider has accepted a message, with repetition, sorted.
  std::vector<std::string> sent_to(std::string_view template_key);
  // The bytes of the newest message of a template that an address has got. Throws without one.
  std::string newest_message(std::string_view template_key, std::string_view address);
  // Fails the case when the workspace is not sound.
  void check_sound();

 private:
  void open();
  std::string directory_;
  Millis start_;
  uint32_t opened_ = 0;
  std::unique_ptr<beckon::engine::Engine> engine_;
};

// {"key": key, "trigger": {"event": trigger}, "start": "wait", "nodes": {"wait": delay}}
Value waiting_flow(std::string_view key, std::string_view trigger, std::string_view delay);

bool contains(const std::vector<std::string>& list, std::string_view item);
// Whether the answer tells of an entry of that flow that stands at (or, "", has ended).
bool moved(const Consequences& consequences, std::string_view flow, std::string_view node);

} // namespace property
