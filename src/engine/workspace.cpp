#include "engine/workspace.h"

#include <spdlog/logger.h>

#include <algorithm>

#include "base/limits.h"
#include "engine/bulk/export.h"
#include "engine/bulk/import.h"
#include "engine/event_keeper.h"
#include "engine/ip_privacy.h"
#include "engine/made_record.h"
#include "engine/operations/registry.h"
#include "engine/sync/runner.h"
#include "http/curl_transport.h"
#include "http/shared_transport.h"
#include "message/address.h"
#include "schema/fast_json.h"
#include "schema/json.h"
#include "schema/members.h"
#include "schema/one_text.h"

namespace beckon::engine {
namespace {

constexpr uint64_t kReserveBytes = 16 << 20;
constexpr Millis kDefaultManualStart = 1'704'067'200'000; // 2024-01-01T00:00:00Z

// Operations and synchronisation have connections of their own beside the messages'; the host's
// transport stands being asked by all.
std::shared_ptr<http::Transport> new_transport(const Options& options) {
  return options.transport != nullptr ? options.transport : http::make_curl_transport();
}

} // namespace

std::unique_ptr<Engine> Engine::open(Options options) {
  return std::make_unique<Workspace>(std::move(options));
}

Workspace::Workspace(Options options)
    : options_(std::move(options)), template_compiler_(options_.template_compiler) {
  if (options_.path.empty()) fail_invalid("the path of the workspace is empty");
  open_files();
  open_clock();
  running_imports_ = std::make_shared<bulk::RunningImports>(claim_->lock_fd());
  transport_ = http::make_host_route(new_transport(options_), options_.sender);
  questions_ = http::make_shared_transport(new_transport(options_));
  WriterOptions writing;
  writing.clock = clock_;
  writing.tick = manual_clock_ == nullptr;
  columns_ = std::make_unique<ColumnCache>();
  writing.columns = columns_.get();
  writing.claim = claim_.get();
  log_ = make_logger(options_.log);
  writing.log = log_;
  writing.hot_layer_rows = options_.hot_layer_rows;
  const bool background = manual_clock_ == nullptr && options_.dispatch;
  // The dispatcher and the runner are made after the writer and end before it; on_intents comes
  // from the writer's thread, so it looks at atomics.
  writing.on_intents = [this] {
    if (Dispatcher* dispatcher = dispatcher_ready_.load()) dispatcher->wake();
    if (SyncRunner* runner = sync_runner_ready_.load()) runner->wake();
  };
  writer_ = std::make_unique<Writer>(*state_, *journal_, *reserve_, writing);
  if (manual_clock_ != nullptr && journal_->last_offset() > 0) {
    manual_clock_->set(std::max(manual_clock_->now(), journal_->last_at()));
  }
  readers_ = std::make_unique<ReaderFactory>(*state_, *journal_, *writer_, columns_.get());
  redaction_ = std::make_unique<Redaction>(options_.path, *state_, *journal_, *readers_, *archive_,
                                           claim_->lock_fd());
  finish_redaction();
  Dispatcher::Parts parts;
  parts.writer = writer_.get();
  parts.readers = readers_.get();
  parts.catalog = catalog_.get();
  parts.transport = transport_;
  parts.clock = clock_;
  parts.log = log_;
  parts.seed = journal_->seed();
  parts.archive = archive_.get();
  parts.lock_fd = claim_->lock_fd();
  dispatcher_ = std::make_unique<Dispatcher>(std::move(parts));
  if (options_.dispatch) dispatcher_->lead();
  sync_runner_ = std::make_unique<SyncRunner>(SyncRunner::Parts{
      writer_.get(), readers_.get(), catalog_.get(),
      http::make_shared_transport(new_transport(options_)), clock_, log_, claim_->lock_fd()});
  if (options_.dispatch) sync_runner_->lead();
  event_keeper_ = std::make_unique<EventKeeper>(EventKeeper::Parts{
      writer_.get(), readers_.get(), redaction_.get(), clock_, log_, claim_->lock_fd()});
  if (manual_clock_ == nullptr) event_keeper_->start();
  if (background) {
    dispatcher_->start();
    dispatcher_ready_ = dispatcher_.get();
    sync_runner_->start();
    sync_runner_ready_ = sync_runner_.get();
  }
}

Workspace::~Workspace() {
  dispatcher_ready_ = nullptr;
  sync_runner_ready_ = nullptr;
  event_keeper_.reset();
  sync_runner_.reset();
  dispatcher_.reset();
  writer_.reset();
  running_imports_->close();
}

// What a crash, or want of space, left undone. An erasure took effect when it was acknowledged;
// that a disk is too full to redact, or that another process makes a backup, is no reason to wait.
void Workspace::finish_redaction() {
  try {
    const uint64_t records = redaction_->finish_if_free();
    if (records > 0) log_->info("emptied {} records of erased profiles, removed events", records);
  } catch (const Error& error) {
    if (!Redaction::is_for_later(error)) throw;
    log_->error("erased profiles, removed events are still in the journal: {}", error.message());
  }
}

DefinitionsPtr Workspace::definitions() const {
  return claim_->others() ? readers_->read()->definitions_ptr() : writer_->definitions();
}

uint64_t Workspace::redact() { return redaction_->finish(); }

void Workspace::open_files() {
  // A manual clock is this process's own: another one would not know what time it is.
  using Sharing = store::DirectoryClaim::Sharing;
  claim_ = std::make_unique<store::DirectoryClaim>(
      options_.path, options_.create,
      options_.clock_mode == ClockMode::manual ? Sharing::alone : Sharing::shared);
  store::EnvironmentOptions environment;
  environment.map_bytes = options_.map_bytes;
  environment.create = options_.create;
  const std::string& path = options_.path;
  journal_ = std::make_unique<store::Journal>(path + "/journal.mdb", environment);
  // The state can always be made again from the journal, so its tables may be made at any open.
  environment.create = true;
  restore_state(path, *journal_, environment);
  environment.writing.gently = true; // beside the journal, whose syncs are waited for
  state_ = std::make_unique<store::Environment>(path + "/state.mdb", table_names(), environment);
  catalog_ = std::make_unique<store::Catalog>(path + "/catalog.sqlite");
  archive_ = std::make_unique<store::MessageArchive>(path + "/messages.sqlite");
  reserve_ = std::make_unique<store::SpaceReserve>(path + "/reserve", kReserveBytes);
}

void Workspace::open_clock() {
  if (options_.clock_mode == ClockMode::manual) {
    manual_clock_ = std::make_shared<ManualClock>(
        journal_->last_offset() > 0 ? journal_->last_at()
                                    : options_.manual_start.value_or(kDefaultManualStart));
    clock_ = manual_clock_;
  } else {
    clock_ = options_.clock != nullptr ? options_.clock : system_clock();
  }
}

Consequences Workspace::record(store::RecordKind kind, std::string_view json) {
  thread_local InputReader reader; // keeps its buffers from call to call
  const DefinitionsPtr defined = definitions();
  reader.use(&defined->identifiers());
  const Input& input = reader.read(json, kind);
  check_time(input, clock_->now());
  store::Record made;
  made.kind = input.kind;
  made.partition = input.partition();
  const auto shielded = without_full_ip(reader, defined->policy().ip_addresses);
  made.payload = shielded ? *shielded : json;
  return writer_->submit_and_wait(std::move(made), input.is_opt_out()).consequences;
}

Answer Workspace::submit(store::RecordKind kind, const schema::Value& payload, bool opt_out) {
  return writer_->submit_and_wait(made_record(kind, 0, payload), opt_out);
}

Consequences Workspace::identify(std::string_view json) {
  return record(store::RecordKind::identify, json);
}
Consequences Workspace::track(std::string_view json) {
  return record(store::RecordKind::track, json);
}
Consequences Workspace::alias(std::string_view json) {
  return record(store::RecordKind::alias, json);
}
Consequences Workspace::consent(std::string_view json) {
  return record(store::RecordKind::consent, json);
}

std::unique_ptr<Import> Workspace::import(const schema::Value& definition) {
  return std::make_unique<bulk::TableImport>(*this, definition);
}

std::unique_ptr<Export> Workspace::export_rows(const schema::Value& request) {
  return std::make_unique<bulk::RowExport>(*this, request);
}

bool Workspace::is_member(std::string_view segment, std::string_view profile_json) {
  const auto reader = read();
  const segment::PlanSegment* row = reader->definitions().plan()->find(segment);
  if (row == nullptr) {
    throw Error(Code::not_found, "there is no segment \"" + std::string(segment) + "\"", "/segment",
                nearest_name(segment, reader->definitions().segment_keys()));
  }
  const profile::IdentifierKinds& kinds = reader->definitions().identifiers();
  const auto plain = schema::read_one_text(profile_json);
  const ProfileName name =
      plain ? make_profile_name(plain->key, plain->text, "/profile", kinds)
            : read_profile_name(schema::parse_json_fast(profile_json), "/profile", kinds);
  const uint32_t profile = reader->find(name.identifier).number;
  return profile != 0 && reader->is_member(row->number, profile);
}

schema::Value Workspace::call(std::string_view name, const schema::Value& request,
                              const Watch& watch) {
  const Operation& operation = registry().at(name);
  watch.report(0, 0);
  return operation.run(*this, request, watch);
}

std::string Engine::call_json(std::string_view name, std::string_view request, const Watch& watch) {
  return schema::to_json(call(name, schema::parse_json_fast(request), watch));
}

std::string Workspace::call_json(std::string_view name, std::string_view request,
                                 const Watch& watch) {
  const Operation* operation = registry().find(name);
  if (operation != nullptr && operation->run_short) {
    if (auto answer = operation->run_short(*this, request, watch)) return std::move(*answer);
  }
  return Engine::call_json(name, request, watch);
}

void Workspace::advance_by(std::string_view text) {
  const auto duration = parse_duration(text);
  if (!duration) {
    fail_invalid("\"" + std::string(text) + "\" is no duration", "/by", "write it as \"3d\"");
  }
  advance_to(add(clock_->now(), *duration));
}

// Stops at every instant at which something is due, in order: timers first, then what they gave
// the dispatcher to do, then retries.
void Workspace::advance_to(Millis at) {
  if (manual_clock_ == nullptr) {
    throw Error(Code::conflict,
                "time advances by itself: the workspace runs on the system's clock");
  }
  const std::lock_guard one_at_a_time(advancing_);
  if (at < clock_->now()) fail_invalid("time does not go back", "/to");
  if (at > kTimeCeiling) fail_invalid("the time is too far away", "/to");
  settle();
  while (true) {
    const Millis retry = options_.dispatch
                             ? std::min(dispatcher_->next_due(), sync_runner_->next_due())
                             : kMillisMax;
    const Millis stop = std::min(at, retry);
    const auto fired = writer_->fire_next(stop);
    if (fired) {
      manual_clock_->set(std::max(clock_->now(), *fired));
    } else if (retry > at) {
      break;
    } else {
      manual_clock_->set(std::max(clock_->now(), retry));
    }
    settle();
  }
  manual_clock_->set(at);
  submit(store::RecordKind::tick, schema::Value::object());
  event_keeper_->run_due();
}

void Workspace::settle() {
  if (manual_clock_ != nullptr) {
    while (writer_->fire_next(clock_->now())) {
    }
  } else {
    const auto tick = [&] { return submit(store::RecordKind::tick, schema::Value::object()); };
    while (schema::flag_member(tick().value, "more")) {
    }
  }
  if (!options_.dispatch) return;
  dispatcher_->dispatch_due();
  sync_runner_->run_due();
}

VerifyReport Workspace::verify() {
  const auto reader = read(true);
  VerifyReport report = verify_state(*reader, *journal_);
  const std::string catalog = catalog_->check();
  if (!catalog.empty()) report.broken.push_back("catalog: " + catalog);
  const std::string archive = archive_->check();
  if (!archive.empty()) report.broken.push_back("messages: " + archive);
  return report;
}

namespace {

// An identifier of that kind, still without its value.
profile::Identifier known_kind(std::string_view kind, std::string_view pointer,
                               const profile::IdentifierKinds& kinds) {
  profile::Identifier identifier = profile::make_identifier(kind, "");
  if (identifier.kind == profile::IdentifierKind::own && !kinds.has_own(kind)) {
    std::string known = "id, user_id, anonymous_id, email or phone";
    for (const std::string& own : kinds.own_names()) known += ", " + own;
    fail_invalid("unknown kind of identifier \"" + std::string(kind) + "\"",
                 pointer_join(pointer, kind), known);
  }
  return identifier;
}

} // namespace

ProfileName make_profile_name(std::string_view kind, std::string_view text,
                              std::string_view pointer, const profile::IdentifierKinds& kinds) {
  ProfileName name{known_kind(kind, pointer, kinds)};
  auto normal =
      name.identifier.kind == profile::IdentifierKind::email   ? message::normalize_email(text)
      : name.identifier.kind == profile::IdentifierKind::phone ? message::normalize_phone(text)
                                                               : std::optional(std::string(text));
  if (!normal) fail_invalid(std::string(kind) + " is not valid", pointer_join(pointer, kind));
  name.identifier.value = std::move(*normal);
  return name;
}

ProfileName read_profile_name(const schema::Value& value, std::string_view pointer,
                              const profile::IdentifierKinds& kinds) {
  if (!value.is_object() || value.size() != 1) {
    fail_invalid("name the profile by one identifier", std::string(pointer),
                 R"(e.g. {"user_id": "u1"})");
  }
  const schema::Member& member = value.as_object().front();
  if (!member.value.is_string()) {
    known_kind(member.key, pointer, kinds); // an unknown one is the mistake to tell first
    fail_invalid(member.key + " must be a string", pointer_join(pointer, member.key));
  }
  return make_profile_name(member.key, member.value.as_string(), pointer, kinds);
}

void put_name(const ProfileName& name, schema::Value* record) {
  const profile::Identifier& identifier = name.identifier;
  if (identifier.kind == profile::IdentifierKind::own) {
    record->set("identifiers", schema::Value::object({{identifier.own_kind, identifier.value}}));
  } else {
    record->set(kind_name(identifier), identifier.value);
  }
}

uint32_t require_profile(const Reader& reader, const schema::Value& value,
                         std::string_view pointer) {
  return require_profile(
      reader, read_profile_name(value, pointer, reader.definitions().identifiers()), pointer);
}

uint32_t require_profile(const Reader& reader, const ProfileName& name, std::string_view pointer) {
  return require_row(reader, name, pointer).number;
}

Reader::FoundProfile require_row(const Reader& reader, const ProfileName& name,
                                 std::string_view pointer) {
  const Reader::FoundProfile found = reader.find(name.identifier);
  if (found.number == 0) {
    throw Error(Code::not_found, "there is no such profile", std::string(pointer));
  }
  return found;
}

} // namespace beckon::engine
