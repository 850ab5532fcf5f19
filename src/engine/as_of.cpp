#include "engine/as_of.h"

#include "engine/evaluate.h"

namespace beckon::engine {

void each_as_of(const Reader& reader, const AsOf& as_of, const Watch& watch,
                const std::function<void(const AsOfView&)>& visit) {
  const uint64_t all = reader.txn().count(reader.table(T::profiles));
  uint64_t done = 0;
  store::Cursor cursor = reader.txn().cursor(reader.table(T::profiles));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    watch.step(done++, all);
    visit(AsOfView(reader.source(), get_big<uint32_t>(cursor.key()), as_of.at, as_of.now));
  }
  watch.report(all, all);
}

ProfileBits held_as_of(const Reader& reader, const segment::Condition& condition, const AsOf& as_of,
                       const Watch& watch) {
  ProfileBits bits(reader.meta().next_profile / 64 + 1);
  each_as_of(reader, as_of, watch, [&](const AsOfView& view) {
    if (!condition.holds(view, as_of.at)) return;
    bits[view.number() / 64] |= uint64_t{1} << (view.number() % 64);
  });
  return bits;
}

ProfileBits held_now(const Reader& reader, const segment::Condition& condition, Millis now,
                     const Watch& watch) {
  return evaluate_all(reader, condition, now, watch).words();
}

} // namespace beckon::engine
