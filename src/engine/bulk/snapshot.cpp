#include "engine/bulk/snapshot.h"

#include "engine/simulation/scratch_directory.h"
#include "engine/workspace.h"

namespace beckon::engine::bulk {
namespace {

constexpr uint64_t kBytesATransaction = 32 << 20;

void copy_table(const store::Transaction& source, store::Table from, store::Environment* to,
                size_t index) {
  store::Cursor cursor = source.cursor(from);
  for (bool found = cursor.first(); found;) {
    store::Transaction transaction = to->begin_write();
    for (uint64_t bytes = 0; found && bytes < kBytesATransaction; found = cursor.next()) {
      transaction.append(to->table(index), cursor.key(), cursor.value());
      bytes += cursor.key().size() + cursor.value().size();
    }
    transaction.commit();
  }
}

std::unique_ptr<store::Environment> make_file(const std::string& workspace) {
  ScratchDirectory directory(workspace);
  store::EnvironmentOptions options;
  options.durable = false;
  options.max_readers = 16;
  return std::make_unique<store::Environment>(directory.file("export.mdb"), table_names(), options);
}

} // namespace

Snapshot::Snapshot(Workspace& workspace, const std::vector<T>& tables)
    : environment_(make_file(workspace.options().path)),
      tables_(open_tables(*environment_)),
      ids_(workspace.seed()) {
  const auto reader = workspace.read(true);
  definitions_ = reader->definitions_ptr();
  for (const T table : tables) {
    copy_table(reader->txn(), reader->table(table), environment_.get(), static_cast<size_t>(table));
  }
}

Reader Snapshot::read(Workspace& workspace) const {
  return {*environment_, workspace.journal(), tables_, ids_, definitions_, nullptr};
}

} // namespace beckon::engine::bulk
