// An open workspace: the parts of the engine joined, and what operations need of them.
//
// Thread safety: any thread.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "engine/batch_pool.h"
#include "engine/certificates.h"
#include "engine/columns.h"
#include "engine/dispatcher.h"
#include "engine/engine.h"
#include "engine/reader.h"
#include "engine/redaction.h"
#include "engine/simulation/listings.h"
#include "engine/template_compiler.h"
#include "engine/writer.h"
#include "store/catalog.h"
#include "store/disk.h"

namespace beckon::engine {

namespace bulk {
class RunningImports;
}

// Time that moves only when it is told to.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Millis at) : at_(at) {}
  Millis now() const override { return at_.load(); }
  void set(Millis at) { at_.store(at); }

 private:
  std::atomic<Millis> at_;
};

class EventKeeper;
class SyncRunner;

class Workspace final : public Engine {
 public:
  explicit Workspace(Options options);
  ~Workspace() override;

  Consequences identify(std::string_view json) override;
  Consequences track(std::string_view json) override;
  Consequences alias(std::string_view json) override;
  Consequences consent(std::string_view json) override;
  BatchResult ingest(std::string_view ndjson) override;
  std::unique_ptr<Import> import(const schema::Value& definition) override;
  std::unique_ptr<Export> export_rows(const schema::Value& request) override;
  schema::Value backup(const std::string& path, const Watch& watch) override;
  bool is_member(std::string_view segment, std::string_view profile_json) override;
  using Engine::call;
  schema::Value call(std::string_view operation, const schema::Value& request,
                     const Watch& watch) override;
  std::string call_json(std::string_view operation, std::string_view request,
                        const Watch& watch) override;
  Millis now() override { return clock_->now(); }
  void advance_to(Millis at) override;
  void advance_by(std::string_view duration) override;
  void settle() override;
  VerifyReport verify() override;
  void flush() override { writer_->barrier(true); }

  // For operations.
  // Submits one management record and waits. Throws the refusal of its application.
  Answer submit(store::RecordKind kind, const schema::Value& payload, bool opt_out = false);
  // One record of a person, checked as every input.
  Consequences record(store::RecordKind kind, std::string_view json);
  ReaderPtr read(bool fresh = false) { return readers_->read(fresh); }
  store::Catalog& catalog() { return *catalog_; }
  store::MessageArchive& archive() { return *archive_; }
  const std::string& seed() const { return journal_->seed(); }
  store::Journal& journal() { return *journal_; } // to read
  DefinitionsPtr definitions() const;
  // Takes erased people out of the journal; see redaction.h. How many records it changed.
  uint64_t redact();
  const Options& options() const { return options_; }
  std::atomic<size_t>& simulations_running() { return simulations_running_; }
  SimulationListings& simulation_listings() { return simulation_listings_; }
  // For questions of operations, beside what the dispatcher sends; from any thread.
  http::Transport& transport() { return *questions_; }
  SyncRunner& syncs() { return *sync_runner_; }
  store::Environment& state() { return *state_; } // to copy
  Redaction& redaction() { return *redaction_; }
  Writer& writer() { return *writer_; }
  const std::shared_ptr<bulk::RunningImports>& running_imports() const { return running_imports_; }
  Certificates& certificates() { return certificates_; }
  const TemplateCompiler& template_compiler() const { return template_compiler_; }

 private:
  void open_files();
  void open_clock();
  void finish_redaction();

  Options options_;
  std::unique_ptr<store::DirectoryClaim> claim_;
  std::unique_ptr<store::SpaceReserve> reserve_;
  std::unique_ptr<store::Journal> journal_;
  std::unique_ptr<store::Environment> state_;
  std::unique_ptr<store::Catalog> catalog_;
  std::unique_ptr<store::MessageArchive> archive_;
  std::shared_ptr<Clock> clock_;
  std::shared_ptr<ManualClock> manual_clock_;  // null with the system's
  std::shared_ptr<http::Transport> transport_; // the dispatcher's alone
  std::shared_ptr<http::Transport> questions_;
  Certificates certificates_;
  TemplateCompiler template_compiler_;
  std::unique_ptr<ColumnCache> columns_;
  BatchPool batches_; // of what is ingested
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<ReaderFactory> readers_;
  std::unique_ptr<Redaction> redaction_;
  std::unique_ptr<Dispatcher> dispatcher_;
  std::unique_ptr<SyncRunner> sync_runner_;
  std::unique_ptr<EventKeeper> event_keeper_;
  // Set while they run in the background.
  std::atomic<Dispatcher*> dispatcher_ready_{nullptr};
  std::atomic<SyncRunner*> sync_runner_ready_{nullptr};
  std::mutex advancing_;
  std::atomic<size_t> simulations_running_{0};
  SimulationListings simulation_listings_;
  std::shared_ptr<bulk::RunningImports> running_imports_;
  std::shared_ptr<spdlog::logger> log_;
};

// Names one profile: {"user_id": …} or another single identifier.
struct ProfileName {
  profile::Identifier identifier;
};
// Throw invalid_request with pointers below `pointer`.
ProfileName make_profile_name(std::string_view kind, std::string_view text,
                              std::string_view pointer, const profile::IdentifierKinds& kinds);
ProfileName read_profile_name(const schema::Value& value, std::string_view pointer,
                              const profile::IdentifierKinds& kinds);
// As a record of that profile names it.
void put_name(const ProfileName& name, schema::Value* record);
// Throw not_found.
uint32_t require_profile(const Reader& reader, const ProfileName& name, std::string_view pointer);
uint32_t require_profile(const Reader& reader, const schema::Value& name, std::string_view pointer);
Reader::FoundProfile require_row(const Reader& reader, const ProfileName& name,
                                 std::string_view pointer);

// Broken invariants of a reader's state, for verify and for tests.
VerifyReport verify_state(const Reader& reader, const store::Journal& journal);
std::string state_hash(const Reader& reader);

} // namespace beckon::engine
