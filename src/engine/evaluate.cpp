#include "engine/evaluate.h"

#include "engine/columns.h"
#include "segment/bulk/evaluate.h"

namespace beckon::engine {

segment::bulk::Bits evaluate_all(const Reader& reader, const segment::Condition& condition,
                                 Millis now, const Watch& watch) {
  ColumnView columns(reader.source().columns, reader.source(), reader.meta(), true);
  return segment::bulk::evaluate(condition, &columns, now, watch);
}

} // namespace beckon::engine
