// Tables in and out, backups. An import or export knows its engine by the handle, and leases it for
// each call: it may outlive it.
#include "base/limits.h"
#include "capi/answer.h"
#include "capi/hooks.h"
#include "engine/engine.h"

using namespace beckon::capi;

struct beckon_import {
  beckon_engine* engine;
  std::unique_ptr<beckon::engine::Import> import;
};
struct beckon_export {
  beckon_engine* engine;
  std::unique_ptr<beckon::engine::Export> rows;
};

namespace {

constexpr size_t kPathBytes = 4'096;

beckon::schema::Value parse(beckon_str document, const char* name) {
  const std::string_view given = bytes(document, name);
  return beckon::schema::parse_json(given.empty() ? "{}" : given);
}

// `body` takes the Import.
template <typename Body>
beckon_status run(beckon_import* import, beckon_buffer* result, beckon_error** err,
                  Body&& body) noexcept {
  clear(result);
  return guard(err, [&] {
    require(import, "import");
    const Lease lease(import->engine);
    const beckon::schema::Value told = body(import->import.get());
    if (result != nullptr) fill(result, beckon::schema::to_json(told));
  });
}

} // namespace

beckon_status beckon_import_open(beckon_engine* engine, beckon_str definition, beckon_import** out,
                                 beckon_error** err) BECKON_NOEXCEPT {
  if (out != nullptr) *out = nullptr;
  return act(engine, err, [&](const Lease& lease) {
    require(out, "out");
    auto import = lease->import(parse(definition, "definition"));
    *out = new beckon_import{engine, std::move(import)};
  });
}

beckon_status beckon_import_write(beckon_import* import, beckon_str text, beckon_buffer* result,
                                  beckon_error** err) BECKON_NOEXCEPT {
  return run(import, result, err,
             [&](beckon::engine::Import* open) { return open->write(bytes(text, "bytes")); });
}

beckon_status beckon_import_finish(beckon_import* import, beckon_buffer* result,
                                   beckon_error** err) BECKON_NOEXCEPT {
  return run(import, result, err, [](beckon::engine::Import* open) { return open->finish(); });
}

void beckon_import_destroy(beckon_import** import) BECKON_NOEXCEPT {
  if (import == nullptr) return;
  delete *import;
  *import = nullptr;
}

beckon_status beckon_export_open(beckon_engine* engine, beckon_str request, beckon_export** out,
                                 beckon_error** err) BECKON_NOEXCEPT {
  if (out != nullptr) *out = nullptr;
  return act(engine, err, [&](const Lease& lease) {
    require(out, "out");
    auto rows = lease->export_rows(parse(request, "request"));
    *out = new beckon_export{engine, std::move(rows)};
  });
}

beckon_status beckon_export_read(beckon_export* rows, beckon_buffer* part,
                                 beckon_error** err) BECKON_NOEXCEPT {
  clear(part);
  return guard(err, [&] {
    require(rows, "rows");
    require(part, "part");
    const Lease lease(rows->engine);
    const std::string text = rows->rows->read();
    if (!text.empty()) fill(part, text);
  });
}

void beckon_export_destroy(beckon_export** rows) BECKON_NOEXCEPT {
  if (rows == nullptr) return;
  delete *rows;
  *rows = nullptr;
}

beckon_status beckon_backup(beckon_engine* engine, beckon_str path, beckon_progress_hook progress,
                            beckon_buffer* result, beckon_error** err) BECKON_NOEXCEPT {
  return answer(engine, result, err, [&](const Lease& lease) {
    return lease->backup(std::string(text(path, "path", kPathBytes)), make_watch(progress));
  });
}

beckon_status beckon_compact(beckon_str path, beckon_progress_hook progress, beckon_buffer* result,
                             beckon_error** err) BECKON_NOEXCEPT {
  clear(result);
  return guard(err, [&] {
    const std::string directory(text(path, "path", kPathBytes));
    const auto told = beckon::engine::compact_workspace(directory, make_watch(progress));
    if (result != nullptr) fill(result, beckon::schema::to_json(told));
  });
}
