// workspaces.*: the workspace as a whole.
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "engine/retention.h"
#include "segment/selector.h"

namespace beckon::engine {
namespace {

struct StatAnswer {
  uint64_t profiles = 0, events = 0, records = 0, entries = 0, sends = 0, suppressions = 0;
  std::map<std::string, uint64_t> events_by_name, removed_by_name;
  uint64_t segments = 0, lists = 0, flows = 0, templates = 0, imports = 0;
  schema::Time newest_record_at;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<StatAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required("profiles", &StatAnswer::profiles, "People"),
        required("events", &StatAnswer::events,
                 "Of all names, those of erased people included, and those whose time is "
                 "over until they are removed"),
        required("events_by_name", &StatAnswer::events_by_name, "The same name by name"),
        required("removed_by_name", &StatAnswer::removed_by_name,
                 "Events that were kept as long as the settings say and are not there any more"),
        required("records", &StatAnswer::records, "Of the journal"),
        required("newest_record_at", &StatAnswer::newest_record_at, "Time of the newest of them"),
        required("entries", &StatAnswer::entries, "Runs of profiles through flows, ended ones too"),
        required("sends", &StatAnswer::sends, "Messages decided on"),
        required("suppressions", &StatAnswer::suppressions, "Addresses not to be written to"),
        required("segments", &StatAnswer::segments, "Published"),
        required("lists", &StatAnswer::lists, "Published"),
        required("flows", &StatAnswer::flows, "Published"),
        required("templates", &StatAnswer::templates, "Published"),
        required("imports", &StatAnswer::imports, "Whose progress is kept")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

uint64_t count_of(const Reader& reader, T table) { return reader.txn().count(reader.table(table)); }

StatAnswer stat(Workspace& workspace, const Empty&) {
  const auto reader = workspace.read(true);
  StatAnswer answer;
  answer.profiles = count_of(*reader, T::profiles);
  answer.entries = count_of(*reader, T::entries);
  answer.sends = count_of(*reader, T::sends);
  answer.suppressions = count_of(*reader, T::suppressions);
  answer.imports = count_of(*reader, T::imports);
  const Meta meta = reader->meta();
  answer.records = meta.applied;
  answer.newest_record_at = meta.applied == 0 ? workspace.now() : meta.now;
  const event::Blocks blocks = reader->source().blocks();
  store::Cursor cursor = reader->txn().cursor(reader->table(T::names));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const std::string name(cursor.key());
    if (segment::is_reserved_event(name)) continue; // what became of messages
    const uint64_t removed =
        load_floor(reader->txn(), reader->table(T::event_floors), name).removed;
    const uint64_t count = blocks.count(get_big<uint16_t>(cursor.value())) - removed;
    if (removed > 0) answer.removed_by_name[name] = removed;
    answer.events_by_name[name] = count;
    answer.events += count;
  }
  const auto published = [&](DefinitionKind kind) {
    PageRequest all;
    all.limit = UINT32_MAX;
    return static_cast<uint64_t>(list_documents(workspace, kind, all).items.size());
  };
  answer.segments = reader->definitions().segment_keys().size();
  answer.lists = reader->definitions().list_keys().size();
  answer.flows = published(DefinitionKind::flow);
  answer.templates = published(DefinitionKind::template_);
  return answer;
}

} // namespace

void add_workspaces_operations(Registry& registry) {
  registry.add(operation<Empty, StatAnswer>({.name = "workspaces.stat",
                                             .summary = "Count what the workspace holds",
                                             .path = "/api/v1/workspace/stat",
                                             .examples = {{"All", "{}"}}},
                                            stat));
}

} // namespace beckon::engine
