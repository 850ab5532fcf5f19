// imports.*: tables that come in. The rows themselves come through beckon_import_write.
#include "engine/bulk/import.h"
#include "engine/bulk/preview.h"
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"

namespace beckon::engine {
namespace {

struct PreviewRequest {
  std::string sample;
  schema::Value definition = schema::Value::object();
};
struct PreviewAnswer {
  std::string format, preset;
  std::vector<schema::Value> columns, records, rejects;
  uint64_t withheld = 0;
  schema::Value definition;
};
struct ImportView {
  std::string key;
  uint64_t rows = 0, bytes = 0, records = 0, rejected = 0;
  schema::Time started_at, updated_at;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<PreviewRequest> {
  static constexpr auto fields() {
    return std::tuple{required("sample", &PreviewRequest::sample,
                               "The first lines of the table, header included"),
                      optional("definition", &PreviewRequest::definition,
                               "How columns become records; found by the header when left out")
                          .only(Kind::object)};
  }
};
template <>
struct Describe<PreviewAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required("format", &PreviewAnswer::format, "csv or ndjson"),
        required("preset", &PreviewAnswer::preset, "Whose export it was taken for"),
        required("columns", &PreviewAnswer::columns,
                 "column, to, type and some samples, column by column")
            .only(Kind::object),
        required("records", &PreviewAnswer::records, "What the first ten rows would become")
            .only(Kind::object),
        required("rejects", &PreviewAnswer::rejects, "Those of them that would be refused")
            .only(Kind::object),
        required("withheld", &PreviewAnswer::withheld,
                 "Consents granted in these rows without proof: not imported"),
        required("definition", &PreviewAnswer::definition,
                 "The definition in full, to be looked through and imported with")
            .only(Kind::object)};
  }
};
template <>
struct Describe<ImportView> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &ImportView::key, "Of the import"),
        required("rows", &ImportView::rows, "Read of the table, those rejected included"),
        required("bytes", &ImportView::bytes, "Read of the table"),
        required("records", &ImportView::records, "That the rows became"),
        required("rejected", &ImportView::rejected, "Rows that could not be read"),
        required("started_at", &ImportView::started_at, "First group"),
        required("updated_at", &ImportView::updated_at, "Newest group")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

PreviewAnswer preview(Workspace&, const PreviewRequest& request) {
  const schema::Value told = bulk::preview(request.sample, request.definition);
  PreviewAnswer answer;
  answer.format = told.find("format")->as_string();
  answer.preset = told.find("preset")->as_string();
  answer.columns = told.find("columns")->as_array();
  answer.records = told.find("records")->as_array();
  answer.rejects = told.find("rejects")->as_array();
  answer.withheld = static_cast<uint64_t>(told.find("withheld")->as_integer());
  answer.definition = *told.find("definition");
  return answer;
}

ImportView view_of(std::string_view key, std::string_view row) {
  const bulk::ImportProgress progress = bulk::decode_import_progress(row);
  return {std::string(key),  progress.rows,       progress.bytes,     progress.records,
          progress.rejected, progress.started_at, progress.updated_at};
}

ImportView get(Workspace& workspace, const KeyRequest& request) {
  const auto reader = workspace.read();
  const auto row = reader->get(T::imports, request.key);
  if (!row) throw Error(Code::not_found, "there is no import \"" + request.key + "\"", "/key");
  return view_of(request.key, *row);
}

Items list(Workspace& workspace, const PageRequest& request) {
  const auto reader = workspace.read();
  Items page;
  store::Cursor cursor = reader->txn().cursor(reader->table(T::imports));
  for (bool found = cursor.seek(request.cursor); found; found = cursor.next()) {
    if (page.items.size() == request.limit) {
      page.cursor = std::string(cursor.key());
      break;
    }
    page.items.push_back(schema::encode(view_of(cursor.key(), cursor.value())));
  }
  return page;
}

Empty erase(Workspace& workspace, const KeyRequest& request) {
  workspace.submit(store::RecordKind::import_progress,
                   schema::Value::object({{"key", request.key}, {"forget", true}}));
  return {};
}

constexpr const char* kOne = R"({"key": "customers-2024-03"})";
constexpr const char* kSample = R"({"sample": "Email,First Name,Plan\nann@example.com,Ann,pro\n"})";

} // namespace

void add_imports_operations(Registry& registry) {
  registry.add(operation<PreviewRequest, PreviewAnswer>(
      {.name = "imports.preview",
       .summary = "Show what an import would make of a table's first rows",
       .method = Method::post,
       .path = "/api/v1/imports/preview",
       .details = "Stores nothing. The answer's `definition` can be given to the import as it is; "
                  "see [Import](import.md).",
       .examples = {{"Contacts", kSample}}},
      preview));
  registry.add(
      operation<PageRequest, Items>({.name = "imports.list",
                                     .summary = "List the imports whose progress is kept, by key",
                                     .path = "/api/v1/imports",
                                     .examples = {{"All", "{}"}}},
                                    list));
  registry.add(operation<KeyRequest, ImportView>({.name = "imports.get",
                                                  .summary = "Show how far an import has come",
                                                  .path = "/api/v1/imports/{key}",
                                                  .examples = {{"One", kOne}}},
                                                 get));
  registry.add(operation<KeyRequest, Empty>(
      {.name = "imports.delete",
       .summary = "Forget how far an import has come; what it stored stays",
       .permission = Permission::write,
       .method = Method::remove,
       .path = "/api/v1/imports/{key}",
       .examples = {{"One", kOne}}},
      erase));
}

} // namespace beckon::engine
