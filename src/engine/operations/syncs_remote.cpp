// syncs.remote and syncs.reconcile: what the platform has, and how it differs.
#include <algorithm>

#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "engine/sync/read_back.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

struct RemoteRequest {
  std::string key, collection;
  bool refresh = false;
};
struct RemoteCollection {
  std::string collection;
  schema::Time read_at;
  std::vector<schema::Value> items;
};
struct ReconcileRequest {
  std::string key;
  bool repair = false;
  uint32_t samples = 100;
};
struct ReconcileReport {
  uint64_t here = 0, there = 0, same = 0, pending = 0, differs = 0, missing = 0, only_there = 0;
  uint64_t queued = 0;
  std::vector<schema::Value> samples;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<RemoteRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &RemoteRequest::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
        required("collection", &RemoteRequest::collection,
                 "campaigns, flows, templates, metrics, lists …: what the platform has"),
        optional("refresh", &RemoteRequest::refresh,
                 "Whether it is read now; else what was read last, if anything was")};
  }
};
template <>
struct Describe<RemoteCollection> {
  static constexpr auto fields() {
    return std::tuple{required("collection", &RemoteCollection::collection, "As it was asked for"),
                      required("read_at", &RemoteCollection::read_at, "When the platform told it"),
                      required("items", &RemoteCollection::items, "As the platform tells them")
                          .only(Kind::object)};
  }
};
template <>
struct Describe<ReconcileRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &ReconcileRequest::key, kKeyAbout)
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("repair", &ReconcileRequest::repair,
                 "Whether contacts that differ or are missing there are told again"),
        optional("samples", &ReconcileRequest::samples, "Differences shown one by one")
            .between(0, limits::page_items, "page_items")};
  }
};
template <>
struct Describe<ReconcileReport> {
  using S = ReconcileReport;
  static constexpr auto fields() {
    return std::tuple{
        required("here", &S::here, "Contacts that the platform should have"),
        required("there", &S::there, "Contacts that it has"),
        required("same", &S::same, "In both, and alike"),
        required("pending", &S::pending, "That change just now"),
        required("differs", &S::differs, "In both, with other values"),
        required("missing", &S::missing, "Here and not there"),
        required("only_there", &S::only_there, "There and unknown here"),
        required("queued", &S::queued, "Contacts that are told again"),
        required("samples", &S::samples,
                 R"({"what": "differs", "missing" or "only_there", "profile", "email", "fields"})")
            .only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

std::string note_name(const std::string& collection) { return "collection/" + collection; }

void require_collection(const SyncLine& line, const std::string& collection) {
  const std::vector<std::string> known = line.kind->collections();
  if (std::find(known.begin(), known.end(), collection) != known.end()) return;
  const std::string near = nearest_name(collection, known);
  throw Error(Code::invalid_request,
              std::string(line.kind->kind()) + " has no \"" + collection + "\"", "/collection",
              near.empty() ? "" : "did you mean \"" + near + "\"?");
}

RemoteCollection read_now(Workspace& workspace, const SyncLine& line, const std::string& collection,
                          const Watch& watch) {
  schema::Array items;
  const auto listing = line.kind->read_back(line.account, collection);
  read_listing(workspace.transport(), listing.get(), watch, [&](std::vector<schema::Value> page) {
    if (items.size() + page.size() > limits::sync_remote_items) {
      throw Error(Code::limit_exceeded,
                  "the platform has more than limits::sync_remote_items of them");
    }
    for (schema::Value& item : page) items.push_back(std::move(item));
  });
  const Millis now = workspace.now();
  workspace.catalog().put_sync_note(
      {line.target.key, note_name(collection), schema::to_json(schema::Value(items)), now});
  return {collection, now, std::move(items)};
}

RemoteCollection remote(Workspace& workspace, const RemoteRequest& request, const Watch& watch) {
  const SyncLine line = sync_line(workspace, request.key);
  require_collection(line, request.collection);
  if (request.refresh) return read_now(workspace, line, request.collection, watch);
  const auto note = workspace.catalog().sync_note(request.key, note_name(request.collection));
  if (!note) return read_now(workspace, line, request.collection, watch);
  schema::ReadLimits limits;
  limits.bytes = note->document.size(); // it was ours before it was stored
  return {request.collection, note->updated_at,
          schema::parse_json(note->document, limits).as_array()};
}

uint64_t tell_again(Workspace& workspace, uint32_t target, const std::vector<uint32_t>& profiles,
                    bool anew) {
  uint64_t queued = 0;
  for (size_t begin = 0; begin < profiles.size(); begin += limits::sync_slice) {
    schema::Value numbers = schema::Value::array();
    const size_t end = std::min(profiles.size(), begin + limits::sync_slice);
    for (size_t i = begin; i < end; ++i) numbers.push_back(profiles[i]);
    const schema::Value answer =
        workspace
            .submit(store::RecordKind::sync_control,
                    schema::Value::object({{"target", target},
                                           {"do", "queue"},
                                           {"contacts", std::move(numbers)},
                                           {"anew", anew}}))
            .value;
    queued += static_cast<uint64_t>(answer.find("queued")->as_integer());
  }
  return queued;
}

ReconcileReport reconcile_now(Workspace& workspace, const ReconcileRequest& request,
                              const Watch& watch) {
  const SyncLine line = sync_line(workspace, request.key);
  Reconciliation found = reconcile(workspace, line, request.samples, watch);
  ReconcileReport report;
  report.here = found.here;
  report.there = found.there;
  report.same = found.same;
  report.pending = found.pending;
  report.differs = found.differs;
  report.missing = found.missing;
  report.only_there = found.only_there;
  report.samples = std::move(found.samples);
  if (request.repair) {
    report.queued = tell_again(workspace, line.target.number, found.to_mend, false) +
                    tell_again(workspace, line.target.number, found.to_make, true);
  }
  return report;
}

} // namespace

void add_syncs_remote(Registry& registry) {
  registry.add(operation<RemoteRequest, RemoteCollection>(
      {.name = "syncs.remote",
       .summary = "Show campaigns, flows, templates or metrics of the platform",
       .path = "/api/v1/syncs/{key}/remote/{collection}",
       .details = "What was read is kept and shown again until it is asked for with `refresh`. "
                  "Klaviyo has campaigns, sms_campaigns, flows, templates, metrics, lists, "
                  "segments and, of the last 30 days, campaign_values and flow_values; "
                  "ActiveCampaign campaigns, flows, templates, lists, fields and tags.",
       .examples = {{"Campaigns", R"({"key": "crm", "collection": "campaigns"})"}}},
      remote));
  registry.add(operation<ReconcileRequest, ReconcileReport>(
      {.name = "syncs.reconcile",
       .summary = "Compare every contact of the platform with the profiles here",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/syncs/{key}/reconcile",
       .details = "Reads all contacts over there, page by page. Nothing is changed without "
                  "`repair`, and nothing is ever deleted over there.",
       .examples = {{"Look", R"({"key": "crm"})"}}},
      reconcile_now));
}

} // namespace beckon::engine
