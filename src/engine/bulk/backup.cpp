// Copies of whole workspaces: a backup of one that goes on, and one in place of itself, smaller.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "engine/workspace.h"

namespace beckon::engine {
namespace {

namespace fs = std::filesystem;

constexpr const char* kState = "state.mdb";
constexpr const char* kJournal = "journal.mdb";
constexpr const char* kCatalog = "catalog.sqlite";
constexpr const char* kBase = "base.mdb"; // see redaction.h

uint64_t size_of(const std::string& file) {
  std::error_code ignored;
  const uintmax_t size = fs::file_size(file, ignored);
  return ignored ? 0 : size;
}

uint64_t bytes_in(const std::string& path) {
  uint64_t bytes = 0;
  for (const char* name : {kState, kJournal, kCatalog, kBase}) {
    bytes += size_of((fs::path(path) / name).string());
  }
  return bytes;
}

std::string beside(const std::string& path, const char* name) {
  return (fs::path(path) / name).string();
}

// The directory that the copy is made in, under a name of its own until it is whole; taken away
// again when it is not to be.
class Unfinished {
 public:
  explicit Unfinished(const std::string& path) : path_(path), unfinished_(path + ".unfinished") {
    std::error_code error;
    if (fs::exists(path_, error)) {
      throw Error(Code::conflict, "there is something at " + path_ + " already", "/path",
                  "a backup makes its directory");
    }
    fs::remove_all(unfinished_, error); // of a crash
    if (mkdir(unfinished_.c_str(), 0700) == 0) return;
    const Code code = errno == ENOENT   ? Code::not_found
                      : errno == EACCES ? Code::permission_denied
                      : errno == ENOSPC ? Code::disk_full
                                        : Code::io_error;
    const std::string why = std::generic_category().message(errno);
    throw Error(code, "cannot make " + unfinished_ + ": " + why, "/path");
  }
  ~Unfinished() {
    std::error_code ignored;
    if (!done_) fs::remove_all(unfinished_, ignored);
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  std::string file(const char* name) const { return beside(unfinished_, name); }
  void finish() {
    const int fd = open(unfinished_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    if (!synced) throw Error(Code::io_error, "cannot sync " + unfinished_);
    store::put_in_place(unfinished_, path_);
    done_ = true;
  }

 private:
  const std::string path_, unfinished_;
  bool done_ = false;
};

// The files of LMDB that a copy is written to anew.
template <typename Make>
void replace(const std::string& file, Make&& make) {
  const std::string fresh = file + ".new";
  unlink(fresh.c_str()); // of a crash
  try {
    make(fresh);
  } catch (...) {
    unlink(fresh.c_str());
    throw;
  }
  store::put_in_place(fresh, file);
}

} // namespace

// The state first: the journal, which is copied later, has all that is in it, and the next open
// replays the rest. An erasure would empty records that the state may still need, so none runs
// meanwhile, in no process; the state from which a redacted journal begins goes along.
schema::Value Workspace::backup(const std::string& path, const Watch& watch) {
  if (path.empty()) fail_invalid("the path of the backup is empty", "/path");
  constexpr uint64_t kSteps = 4;
  watch.report(0, kSteps);
  Unfinished copy(fs::path(path).has_filename() ? path : fs::path(path).parent_path().string());
  uint64_t records = 0;
  {
    const auto redacts_not = redaction_->hold();
    flush();
    state_->compact_to(copy.file(kState));
    watch.report(1, kSteps);
    journal_->compact_to(copy.file(kJournal));
    records = journal_->newest_offset();
    watch.report(2, kSteps);
    const std::string base = beside(options_.path, kBase);
    if (access(base.c_str(), F_OK) == 0) store::copy_file(base, copy.file(kBase));
    watch.report(3, kSteps);
  }
  finish_redaction(); // what another process left alone because of this
  catalog_->copy_to(copy.file(kCatalog));
  copy.finish();
  return schema::Value::object({{"path", path}, {"records", records}, {"bytes", bytes_in(path)}});
}

// File by file: each is whole at any instant, and the state may be behind the journal but is never
// replaced by an older one.
schema::Value compact_workspace(const std::string& path, const Watch& watch) {
  constexpr uint64_t kSteps = 3;
  watch.report(0, kSteps);
  const store::DirectoryClaim claim(path, false, store::DirectoryClaim::Sharing::alone);
  const uint64_t before = bytes_in(path);
  store::EnvironmentOptions options;
  options.create = false;
  const std::string journal = beside(path, kJournal), state = beside(path, kState);
  if (access(journal.c_str(), F_OK) != 0) {
    throw Error(Code::not_found, "there is no workspace at " + path);
  }
  replace(journal,
          [&](const std::string& fresh) { store::Journal(journal, options).compact_to(fresh); });
  watch.report(1, kSteps);
  if (access(state.c_str(), F_OK) == 0) {
    replace(state, [&](const std::string& fresh) {
      store::EnvironmentOptions any = options;
      any.create = true; // tables of a newer version
      store::Environment(state, table_names(), any).compact_to(fresh);
    });
  }
  watch.report(2, kSteps);
  store::Catalog(beside(path, kCatalog)).compact();
  return schema::Value::object({{"before", before}, {"after", bytes_in(path)}});
}

} // namespace beckon::engine
