// What customers did: identify, track, alias, consent, ingest.
#include "capi/answer.h"
#include "engine/engine.h"

using namespace beckon::capi;
using beckon::engine::to_value;

beckon_status beckon_identify(beckon_engine* engine, beckon_str json, beckon_buffer* result,
                              beckon_error** err) BECKON_NOEXCEPT {
  return answer(engine, result, err,
                [&](const Lease& lease) { return to_value(lease->identify(bytes(json, "json"))); });
}

beckon_status beckon_track(beckon_engine* engine, beckon_str json, beckon_buffer* result,
                           beckon_error** err) BECKON_NOEXCEPT {
  return answer(engine, result, err,
                [&](const Lease& lease) { return to_value(lease->track(bytes(json, "json"))); });
}

beckon_status beckon_alias(beckon_engine* engine, beckon_str json, beckon_buffer* result,
                           beckon_error** err) BECKON_NOEXCEPT {
  return answer(engine, result, err,
                [&](const Lease& lease) { return to_value(lease->alias(bytes(json, "json"))); });
}

beckon_status beckon_consent(beckon_engine* engine, beckon_str json, beckon_buffer* result,
                             beckon_error** err) BECKON_NOEXCEPT {
  return answer(engine, result, err,
                [&](const Lease& lease) { return to_value(lease->consent(bytes(json, "json"))); });
}

beckon_status beckon_ingest(beckon_engine* engine, beckon_str ndjson, beckon_buffer* result,
                            beckon_error** err) BECKON_NOEXCEPT {
  return answer(engine, result, err, [&](const Lease& lease) {
    return to_value(lease->ingest(bytes(ndjson, "ndjson")));
  });
}
