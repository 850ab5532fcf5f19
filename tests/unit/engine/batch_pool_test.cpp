// Batches that are filled again.
#include "engine/batch_pool.h"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

namespace beckon::engine {
namespace {

void fill(Batch* batch, size_t payload_bytes) {
  store::Record& record = batch->records.add();
  record.payload.assign(payload_bytes, 'x');
  batch->read.add().input.event = "Order Completed";
  batch->answers.emplace_back();
  batch->verdicts.emplace_back().duplicate = true;
  batch->failure = Error(Code::disk_full, "full");
  batch->telling = false;
  batch->opt_out = batch->foreseen = batch->done = true;
  batch->fire_until = batch->fired_at = 7;
  batch->keeps = std::make_shared<int>(1);
}

TEST_CASE("a batch that comes back is empty and brings its memory along") {
  BatchPool pool;
  BatchPtr batch = pool.take();
  fill(batch.get(), 500);
  const std::weak_ptr<const void> kept = batch->keeps;
  const Batch* const place = batch.get();
  const char* const memory = batch->records[0].payload.data();
  batch.reset();
  CHECK(kept.expired());

  batch = pool.take();
  CHECK(batch.get() == place);
  CHECK(batch->records.empty());
  CHECK(batch->read.empty());
  CHECK(batch->answers.empty());
  CHECK(batch->verdicts.empty());
  CHECK_FALSE(batch->failure);
  CHECK(batch->telling);
  CHECK_FALSE(batch->opt_out);
  CHECK_FALSE(batch->foreseen);
  CHECK_FALSE(batch->done);
  CHECK_FALSE(batch->fire_until);
  CHECK_FALSE(batch->fired_at);
  CHECK(batch->read_by == nullptr);
  CHECK(batch->records.add().payload.data() == memory);
  CHECK(pool.take().get() != place);
}

TEST_CASE("a batch with a large record is not kept") {
  BatchPool pool;
  BatchPtr batch = pool.take();
  fill(batch.get(), 500);
  store::Record& large = batch->records.add();
  large.payload.assign(100'000, 'x');
  batch.reset();
  CHECK(pool.take()->records.add().payload.capacity() < 100);
}

TEST_CASE("no more batches are kept than are in use under load") {
  BatchPool pool;
  std::vector<BatchPtr> taken;
  for (int i = 0; i < 40; ++i) {
    taken.push_back(pool.take());
    fill(taken.back().get(), 500);
  }
  taken.clear();
  size_t kept = 0;
  for (int i = 0; i < 40; ++i) {
    taken.push_back(pool.take());
    if (taken.back()->records.add().payload.capacity() >= 500) ++kept;
  }
  CHECK(kept == 16);
}

TEST_CASE("a batch may outlive its pool") {
  auto pool = std::make_unique<BatchPool>();
  BatchPtr batch = pool->take();
  fill(batch.get(), 500);
  pool.reset();
  CHECK(batch->records[0].payload.size() == 500);
}

} // namespace
} // namespace beckon::engine
