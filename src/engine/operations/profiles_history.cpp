// profiles.timeline, export, explain: what happened to one person, all that is known of them, and
// how they came to be one.
#include <map>

#include "engine/emitted.h"
#include "engine/identity_notes.h"
#include "engine/operations/all.h"
#include "engine/operations/flows.h"
#include "engine/operations/segments.h"
#include "engine/operations/shapes.h"
#include "engine/suppression.h"
#include "schema/binary.h"

namespace beckon::engine {
namespace {

struct TimelineRequest {
  schema::Value profile;
  std::string event;
  std::optional<schema::Time> from, to;
  std::string cursor;
  uint32_t limit = 100;
};
struct ExportRequest {
  schema::Value profile;
  std::string cursor;
};
struct Exported {
  schema::Value profile;
  std::vector<schema::Value> identity, consents, suppressions, entries, sends, events;
  std::optional<std::string> cursor;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<TimelineRequest> {
  using S = TimelineRequest;
  static constexpr auto fields() {
    return std::tuple{
        required("profile", &S::profile, kProfileAbout).only(Kind::object),
        optional("event", &S::event, "Only events of this name"),
        optional("from", &S::from, "Only events of this time or later"),
        optional("to", &S::to, "Only events of this time or earlier"),
        optional("cursor", &S::cursor, kCursorAbout),
        optional("limit", &S::limit, kLimitAbout).between(1, limits::page_items, "page_items")};
  }
};
template <>
struct Describe<ExportRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("profile", &ExportRequest::profile, kProfileAbout).only(Kind::object),
        optional("cursor", &ExportRequest::cursor, "For older events: of the answer before")};
  }
};
template <>
struct Describe<Exported> {
  using S = Exported;
  static constexpr auto fields() {
    return std::tuple{
        required("profile", &S::profile, "As profiles.get shows it").only(Kind::object),
        required("identity", &S::identity, "As profiles.explain shows it").only(Kind::object),
        required("consents", &S::consents, "The ledger, oldest first").only(Kind::object),
        required("suppressions", &S::suppressions,
                 "Of the person's addresses: channel, address, reason, at")
            .only(Kind::object),
        required("entries", &S::entries, "Runs through flows").only(Kind::object),
        required("sends", &S::sends, "Messages, as sends.list shows them").only(Kind::object),
        required("events", &S::events, "The one recorded last first, a thousand at a time")
            .only(Kind::object),
        optional("cursor", &S::cursor, "When there are older events")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

std::map<event::NameNumber, std::string> event_names(const Reader& reader) {
  std::map<event::NameNumber, std::string> names;
  store::Cursor cursor = reader.txn().cursor(reader.table(T::names));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    names[get_big<uint16_t>(cursor.value())] = cursor.key();
  }
  return names;
}

// The cursor of a page is the place in the order of the journal of its last event.
Items timeline_page(const Reader& reader, const TimelineRequest& request, Millis now) {
  const ProfileView view(reader.source(), require_profile(reader, request.profile, "/profile"));
  TimelineQuery query{request.event, size_t{request.limit} + 1};
  if (!request.cursor.empty()) query.before = read_cursor(request.cursor);
  if (request.from) query.from = *request.from;
  if (request.to) query.to = *request.to;
  query.now = now;
  const auto names = event_names(reader);
  Items page;
  uint64_t last = 0;
  for (const TimelineEvent& row : view.timeline(query)) {
    if (page.items.size() == request.limit) {
      page.cursor = std::to_string(last);
      break;
    }
    page.items.push_back(
        schema::Value::object({{"event", names.at(row.place.name)},
                               {"at", format_time(row.row.at)},
                               {"properties", view.properties_of(row.row.offset)}}));
    last = journal_order(row.row.offset);
  }
  return page;
}

Items timeline(Workspace& workspace, const TimelineRequest& request) {
  const auto reader = workspace.read();
  return timeline_page(*reader, request, present(workspace, *reader));
}

Items explain(Workspace& workspace, const ProfileRequest& request) {
  const auto reader = workspace.read();
  Items all;
  all.items =
      identity_notes(reader->source(), require_profile(*reader, request.profile, "/profile"));
  return all;
}

std::vector<schema::Value> ledger_of(const Reader& reader, uint32_t number) {
  std::vector<schema::Value> rows;
  const std::string prefix = number_key(number);
  store::Cursor cursor = reader.txn().cursor(reader.table(T::consents));
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    ByteReader bytes(cursor.value());
    rows.push_back(schema::get_value(&bytes));
  }
  return rows;
}

std::vector<schema::Value> suppressions_of(const Reader& reader, uint32_t number) {
  std::vector<schema::Value> rows;
  const ProfileView view(reader.source(), number);
  for (const profile::Identifier& row : view.cold().identifiers) {
    const bool email = row.kind == profile::IdentifierKind::email;
    if (!email && row.kind != profile::IdentifierKind::phone) continue;
    const std::string_view channel = email ? "email" : "sms";
    const auto found =
        find_suppression(reader.txn(), reader.table(T::suppressions), channel, row.value);
    if (!found) continue;
    rows.push_back(schema::Value::object({{"channel", channel},
                                          {"address", row.value},
                                          {"reason", found->reason},
                                          {"at", format_time(found->at)}}));
  }
  return rows;
}

std::vector<schema::Value> entries_of(const Reader& reader, uint32_t number) {
  std::vector<schema::Value> rows;
  store::Cursor cursor = reader.txn().cursor(reader.table(T::entries));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const EntryRow row = decode_entry(get_big<uint64_t>(cursor.key()), cursor.value());
    if (!is_of_profile(reader, row.profile, number)) continue;
    rows.push_back(entry_value(reader, row, reader.definitions().flows().at(row.flow)->key));
  }
  return rows;
}

// All pages of a listing that asks for the person.
std::vector<schema::Value> all_pages(Workspace& workspace, const std::string& operation,
                                     const schema::Value& profile) {
  schema::Value request =
      schema::Value::object({{"profile", profile}, {"limit", uint64_t{limits::page_items}}});
  std::vector<schema::Value> rows;
  while (true) {
    const schema::Value page = workspace.call(operation, request, Watch());
    const auto& items = page.find("items")->as_array();
    rows.insert(rows.end(), items.begin(), items.end());
    const schema::Value* cursor = page.find("cursor");
    if (cursor == nullptr || cursor->is_null()) return rows;
    request.set("cursor", *cursor);
  }
}

Exported export_one(Workspace& workspace, const ExportRequest& request) {
  Exported all;
  all.profile = workspace.call("profiles.get",
                               schema::Value::object({{"profile", request.profile}}), Watch());
  all.sends = all_pages(workspace, "sends.list", request.profile);
  const auto reader = workspace.read();
  const uint32_t number = require_profile(*reader, request.profile, "/profile");
  all.identity = identity_notes(reader->source(), number);
  all.consents = ledger_of(*reader, number);
  all.suppressions = suppressions_of(*reader, number);
  all.entries = entries_of(*reader, number);
  TimelineRequest events;
  events.profile = request.profile;
  events.cursor = request.cursor;
  events.limit = limits::page_items;
  Items page = timeline_page(*reader, events, present(workspace, *reader));
  all.events = std::move(page.items);
  all.cursor = std::move(page.cursor);
  return all;
}

constexpr const char* kOne = R"({"profile": {"user_id": "u1"}})";

} // namespace

void add_profiles_history(Registry& registry) {
  registry.add(operation<TimelineRequest, Items>(
      {.name = "profiles.timeline",
       .summary = "List a profile's events, the one recorded last first",
       .method = Method::post,
       .path = "/api/v1/profiles/timeline",
       .examples = {{"All", kOne},
                    {"Orders of a month", R"({"profile": {"user_id": "u1"}, "event": "Order Placed",
 "from": "2024-03-01T00:00:00Z", "to": "2024-03-31T23:59:59Z"})"}}},
      timeline));
  registry.add(operation<ExportRequest, Exported>(
      {.name = "profiles.export",
       .summary = "Show all that is known of one person",
       .method = Method::post,
       .path = "/api/v1/profiles/export",
       .details = "What a person may ask for: profile, consents with their history, suppressions, "
                  "flows, messages and events. It is large: call it for one person at a time.",
       .examples = {{"By user_id", kOne}}},
      export_one));
  registry.add(operation<ProfileRequest, Items>(
      {.name = "profiles.explain",
       .summary = "Show how a profile came to be who it is",
       .method = Method::post,
       .path = "/api/v1/profiles/explain",
       .details = "Oldest first. `absorbed`: a profile that became part of it, with what "
                  "identified it. `kept_apart`: an identifier that a record named and that it did "
                  "not get, because it is another user_id's (`user_id`) or because of a limit "
                  "(`limit`). `record` is the place in the journal.",
       .examples = {{"By user_id", kOne}}},
      explain));
}

} // namespace beckon::engine
