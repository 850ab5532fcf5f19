// What the driver does to a workspace and what the test expects to find there: both make the same
// records from the same names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "schema/json.h"

namespace beckon::crash {

// Lines of the driver, each written at once: "?" before a call, "!" when it was acknowledged.
//   ? t ID          ! t ID           one event
//   ? b ID COUNT    ! b ID COUNT     a batch of events ID.0, ID.1 …
//   ? i WHO NUMBER  ! i WHO NUMBER   the trait "n" of WHO becomes NUMBER
//   ? c WHO NUMBER  ! c WHO NUMBER   the consent of WHO: granted when even, denied when odd
//   E TEXT                           a call failed that must not
// So many are applied while they are being journalled.
inline constexpr size_t kBatch = 150;
inline constexpr size_t kThreads = 2;            // that track
inline constexpr uint64_t kPerCycle = 1'000'000; // numbers of one cycle, for identify and consent

inline std::string part_of(const std::string& batch, size_t index) {
  return batch + "." + std::to_string(index);
}

// Every eighth event starts a flow, for a person of its own who is then written to.
inline bool is_trigger(std::string_view id) { return hash64(id) % 8 == 0; }

inline schema::Value event_of(const std::string& id) {
  schema::Value record = schema::Value::object({{"type", "track"}, {"message_id", id}});
  if (is_trigger(id)) {
    record.set("user_id", "go-" + id);
    record.set("email", "go-" + id + "@shop.example");
    record.set("event", "Go");
  } else {
    record.set("user_id", "u" + std::to_string(hash64(id, 1) % 50));
    record.set("event", hash64(id, 2) % 2 == 0 ? "Order Placed" : "Seen");
  }
  record.set("properties", schema::Value::object({{"total", int64_t(hash64(id, 3) % 100)}}));
  return record;
}

inline std::string batch_of(const std::string& id, size_t count) {
  std::string lines;
  for (size_t i = 0; i < count; ++i) lines += schema::to_json(event_of(part_of(id, i))) + "\n";
  return lines;
}

} // namespace beckon::crash
