// What a webhook tells about people, beside what became of messages.
#pragma once

#include <vector>

#include "engine/workspace.h"
#include "provider/receiver.h"

namespace beckon::engine {

struct Recorded {
  uint32_t records = 0;               // new ones
  uint32_t duplicates = 0;            // told before
  std::vector<schema::Value> refused; // {"code", "message"} of records that cannot be
};
// Stores the records, each whole or not at all; what takes a permission back also on a full disk.
// A time ahead of the arrival counts as the arrival: clocks differ.
Recorded record_people(Workspace& workspace, std::vector<schema::Value> records, Millis arrived);

// Erases where that is asked for. {"kind", "profile"?: id, "done"}: what is not done is the host's.
schema::Value answer_request(Workspace& workspace, const provider::PrivacyRequest& request);

} // namespace beckon::engine
