#include "engine/hot_merge.h"

#include <utility>

namespace beckon::engine {

void HotMerge::add(store::Cursor cursor, const HotLayer* layer) {
  Source source{std::move(cursor), layer, kNone};
  settle(&source, source.cursor.seek(number_key(from_)));
  if (source.number == kNone) return;
  sources_.push_back(std::move(source));
  choose();
}

void HotMerge::next() {
  for (Source& source : sources_)
    if (source.number == number_) settle(&source, source.cursor.next());
  choose();
}

void HotMerge::settle(Source* source, bool found) const {
  source->number = kNone;
  for (; found; found = source->cursor.next()) {
    const auto number = get_big<uint32_t>(source->cursor.key());
    if (number >= to_) return;
    if (source->layer != nullptr && layers_.has_merged(*source->layer, number)) continue;
    source->number = number;
    return;
  }
}

void HotMerge::choose() {
  number_ = kNone;
  for (size_t i = 0; i < sources_.size(); ++i) {
    if (sources_[i].number >= number_) continue;
    number_ = sources_[i].number;
    newest_ = i;
  }
}

} // namespace beckon::engine
