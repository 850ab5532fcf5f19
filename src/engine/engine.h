// The composition root: one open workspace. Everything the C contract offers is a method here.
//
// Thread safety: every method from any thread. Ownership: the caller owns the engine; closing it
// while a call is running on another thread waits for that call. Not valid in a child after fork().
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/host.h"
#include "base/watch.h"
#include "http/host_route.h"
#include "http/transport.h"
#include "schema/value.h"

namespace beckon::engine {

enum class ClockMode : uint8_t { system, manual };

struct Options {
  std::string path;   // of the workspace directory
  bool create = true; // make it when it is absent
  ClockMode clock_mode = ClockMode::system;
  std::optional<Millis> manual_start;         // manual clock of a new workspace; default 2024-01-01
  bool dispatch = true;                       // system clock: send in the background
  std::shared_ptr<Clock> clock;               // of the host; null: the system's
  std::shared_ptr<http::Transport> transport; // of the host; null: libcurl
  http::HostFunction sender;                  // of accounts of the kind "host"; null: none
  LogSink log;                                // null: none
  std::string template_compiler;              // path of its compile.mjs; "": none
  uint64_t map_bytes = 0; // address range of one LMDB map; 0: 1 TiB, falling back
  // How many changed hot rows make a layer (hot_writing.h); 0: as many as make it worth its while.
  uint32_t hot_layer_rows = 0;
};

// What a call caused for the profile it named.
struct FlowMove {
  std::string flow, entry, node; // node is "" when the entry ended with this move
};
struct Consequences {
  std::string profile;                    // opaque id
  std::vector<std::string> entered, left; // segment keys
  std::vector<FlowMove> flows;
  bool duplicate = false; // message_id seen before: nothing was changed
};

struct LineError {
  size_t index; // of the record in the batch, from 0
  Error error;
};
struct BatchResult {
  size_t accepted = 0;   // stored, durable
  size_t duplicates = 0; // of accepted: known by message_id, changed nothing
  std::vector<LineError> errors;
};

struct VerifyReport {
  std::vector<std::string> broken; // one line per broken invariant; empty: sound
  uint64_t profiles = 0, events = 0, records = 0, memberships = 0, entries = 0, sends = 0;
  std::string state_hash; // hex
};

// Rows of a table on their way in, fed in pieces of any size. What a call throws ends it.
// Thread safety: one thread at a time. May outlive its engine, and then answers closed.
class Import {
 public:
  virtual ~Import() = default;
  // Both answer {"rows", "bytes", "skipped", "accepted", "duplicates", "rejected", "refused",
  // "withheld", "dry_run", "rejects": [{"row", "line", "error", "text"}]}: counts since the
  // beginning, rejects since the call before.
  virtual schema::Value write(std::string_view bytes) = 0;
  virtual schema::Value finish() = 0;
};

// Rows of a workspace on their way out, all as of one instant.
// Thread safety: one thread at a time. May outlive its engine, and then answers closed.
class Export {
 public:
  virtual ~Export() = default;
  virtual std::string read() = 0; // the next part: whole lines; "" when there is no more
};

class Engine {
 public:
  // Throws not_found (absent and !create), busy (open already), version_mismatch,
  // permission_denied, corrupt, disk_full, io_error.
  static std::unique_ptr<Engine> open(Options options);
  virtual ~Engine() = default; // closes

  // One record as JSON, without "type" (or with the matching one). Durable when it returns.
  virtual Consequences identify(std::string_view json) = 0;
  virtual Consequences track(std::string_view json) = 0;
  virtual Consequences alias(std::string_view json) = 0;
  virtual Consequences consent(std::string_view json) = 0;
  // Lines {"type": "identify"|"track"|"alias"|"consent"|"subscribe"|"unsubscribe"|"page"|"screen",
  // …}. Bad lines are reported by index, the others are stored.
  virtual BatchResult ingest(std::string_view ndjson) = 0;

  // `definition`: see bulk/mapping.h.
  virtual std::unique_ptr<Import> import(const schema::Value& definition) = 0;
  // `request`: see bulk/export.h.
  virtual std::unique_ptr<Export> export_rows(const schema::Value& request) = 0;
  // A copy of the workspace in a directory that is not there yet; others go on meanwhile. Answers
  // {"path", "records", "bytes"}. Throws conflict when something is there.
  virtual schema::Value backup(const std::string& path, const Watch& watch) = 0;

  // `profile` is {"user_id": …} or another single identifier. Unknown profile: false.
  virtual bool is_member(std::string_view segment, std::string_view profile_json) = 0;

  // One operation of the registry. Throws unknown_operation with the nearest name as hint.
  // `watch` is told before the operation begins and, by long ones, as it goes on; it may end a
  // question with cancelled, and a change only before it begins.
  virtual schema::Value call(std::string_view operation, const schema::Value& request,
                             const Watch& watch) = 0;
  schema::Value call(std::string_view operation, const schema::Value& request) {
    return call(operation, request, Watch());
  }

  // The same from JSON to JSON.
  virtual std::string call_json(std::string_view operation, std::string_view request,
                                const Watch& watch);

  virtual Millis now() = 0;
  // Manual clock only (conflict otherwise). Stops and dispatches at every due instant on the way.
  virtual void advance_to(Millis at) = 0;
  virtual void advance_by(std::string_view duration) = 0;
  // Returns when everything due now has been handed to its provider and answered.
  virtual void settle() = 0;
  virtual VerifyReport verify() = 0;
  // Returns when the state has committed all that was acknowledged before the call.
  virtual void flush() = 0;
};

// Makes the files of a workspace that nobody has open as small as what they hold. Answers
// {"before", "after"} in bytes. A crash loses nothing. Throws not_found, busy, disk_full.
schema::Value compact_workspace(const std::string& path, const Watch& watch);

schema::Value to_value(const Consequences& consequences);
schema::Value to_value(const BatchResult& result);
schema::Value to_value(const VerifyReport& report);
schema::Value to_value(const Error& error); // {"code", "message", "pointer", "hint", "issues": […]}

} // namespace beckon::engine
