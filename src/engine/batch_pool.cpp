#include "engine/batch_pool.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

namespace beckon::engine {
namespace {

// As many as callers fill and the writer has in hand, under load. What they keep is bounded by
// that and by the size of records: batches with a larger one go.
constexpr size_t kBatches = 16;
constexpr size_t kRecordBytes = 2 << 10;

bool is_to_be_kept(const Batch& batch) {
  return std::all_of(batch.records.begin(), batch.records.end(), [](const store::Record& record) {
    return record.payload.capacity() <= kRecordBytes;
  });
}

void empty(Batch* batch) {
  batch->records.clear();
  batch->read.clear();
  batch->verdicts.clear();
  Batch next;
  next.records = std::move(batch->records);
  next.read = std::move(batch->read);
  next.verdicts = std::move(batch->verdicts);
  *batch = std::move(next);
}

} // namespace

struct BatchPool::Kept {
  std::mutex mutex;
  std::vector<std::unique_ptr<Batch>> batches;
};

BatchPool::BatchPool() : kept_(std::make_shared<Kept>()) {}

BatchPtr BatchPool::take() {
  std::unique_ptr<Batch> batch;
  {
    const std::lock_guard lock(kept_->mutex);
    if (!kept_->batches.empty()) {
      batch = std::move(kept_->batches.back());
      kept_->batches.pop_back();
    }
  }
  if (batch == nullptr) batch = std::make_unique<Batch>();
  const auto give_back = [kept = kept_](Batch* used) {
    std::unique_ptr<Batch> back(used);
    if (!is_to_be_kept(*back)) return;
    empty(back.get());
    const std::lock_guard lock(kept->mutex);
    if (kept->batches.size() < kBatches) kept->batches.push_back(std::move(back));
  };
  return {batch.release(), give_back};
}

} // namespace beckon::engine
