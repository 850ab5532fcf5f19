// Events, name by name and within one in the order in which they were recorded: in the form of
// ingest, so that what was exported can be imported.
#include <algorithm>
#include <map>

#include "engine/bulk/export.h"
#include "engine/emitted.h"
#include "engine/former.h"
#include "engine/workspace.h"
#include "segment/selector.h"

namespace beckon::engine::bulk {
namespace {

using schema::Value;

constexpr size_t kProfilesKept = 100'000; // in memory, of those whose identifiers were looked up

struct EventName {
  std::string name;
  event::NameNumber number = 0;
  segment::Keep keep;
};

class EventRows final : public RowStream {
 public:
  EventRows(const ExportRequest& request, std::vector<EventName> names, Millis now)
      : from_(request.from), to_(request.to), now_(now), names_(std::move(names)) {}

  Value next(const Reader& reader) override {
    const event::Blocks blocks = reader.source().blocks();
    for (; name_ < names_.size(); ++name_, position_ = 1) {
      const event::NameNumber number = names_[name_].number;
      const event::Position last = blocks.count(number);
      position_ = std::max(position_, blocks.first(number));
      while (position_ <= last) {
        const event::EventRow row = blocks.at({number, position_++});
        const bool wanted = !row.removed() && (!from_ || row.at >= *from_) &&
                            (!to_ || row.at <= *to_) && names_[name_].keep.has(row.at, now_);
        const uint32_t profile = wanted ? canonical_profile(reader.source(), row.profile) : 0;
        if (profile != 0) return row_of(reader, profile, row);
      }
    }
    return {};
  }

  std::vector<std::string> default_columns(const Reader&) override {
    return {"event", "at", "user_id",    "anonymous_id", "email",
            "phone", "id", "message_id", "properties"};
  }

 private:
  Value row_of(const Reader& reader, uint32_t profile, const event::EventRow& event) {
    Value row = Value::object({{"type", "track"}});
    put_name({identifier_of(reader, profile)}, &row);
    row.set("event", names_[name_].name);
    row.set("at", format_time(event.at));
    if (is_emitted(event.offset)) {
      row.set("properties",
              emitted_properties(reader.txn(), reader.table(T::emitted), event.offset));
      return row;
    }
    const std::string_view payload = reader.source().payload_at(event.offset);
    if (payload.empty()) return row; // somebody was erased since
    const Input& input = input_.read(payload, store::RecordKind::track);
    if (!input.message_id.empty()) row.set("message_id", input.message_id);
    row.set("properties", input_.properties());
    return row;
  }

  // The strongest: the others would say that they are one person.
  const profile::Identifier& identifier_of(const Reader& reader, uint32_t profile) {
    if (who_.size() >= kProfilesKept) who_.clear();
    const auto [place, added] = who_.try_emplace(profile);
    if (!added) return place->second;
    const ProfileView view(reader.source(), profile);
    const auto& all = view.cold().identifiers;
    place->second = all.empty() ? profile::Identifier{profile::IdentifierKind::id, view.cold().id}
                                : all.front(); // of a kind that the workspace declares
    using Kind = profile::IdentifierKind;
    for (const Kind kind : {Kind::user_id, Kind::anonymous_id, Kind::email, Kind::phone}) {
      if (const std::string* value = view.cold().identifier(kind)) {
        place->second = {kind, *value};
        break;
      }
    }
    return place->second;
  }

  const std::optional<Millis> from_, to_;
  const Millis now_;
  const std::vector<EventName> names_;
  size_t name_ = 0;
  event::Position position_ = 1;
  std::map<uint32_t, profile::Identifier> who_;
  InputReader input_;
};

} // namespace

std::unique_ptr<RowStream> make_event_rows(const ExportRequest& request, const Reader& reader,
                                           Millis now) {
  const auto retention = reader.definitions().retention();
  std::vector<EventName> names;
  std::vector<std::string> known;
  store::Cursor cursor = reader.txn().cursor(reader.table(T::names));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const std::string name(cursor.key());
    if (segment::is_reserved_event(name)) continue; // what became of messages: no caller's
    known.push_back(name);
    const bool wanted =
        request.events.empty() ||
        std::find(request.events.begin(), request.events.end(), name) != request.events.end();
    if (!wanted) continue;
    const segment::Keep keep = retention == nullptr ? segment::Keep() : retention->of(name);
    names.push_back({name, get_big<uint16_t>(cursor.value()), keep});
  }
  for (size_t i = 0; i < request.events.size(); ++i) {
    if (std::find(known.begin(), known.end(), request.events[i]) != known.end()) continue;
    throw Error(Code::not_found, "there is no event \"" + request.events[i] + "\"",
                pointer_join("/events", i), nearest_name(request.events[i], known));
  }
  return std::make_unique<EventRows>(request, std::move(names), now);
}

} // namespace beckon::engine::bulk
