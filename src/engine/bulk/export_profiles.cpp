// Profiles, oldest first: all of them, or those in a segment or on a list.
#include <algorithm>
#include <set>

#include "base/limits.h"
#include "engine/bulk/export.h"

namespace beckon::engine::bulk {
namespace {

using schema::Value;

constexpr size_t kMembersAhead = 1'000;

// {"id", "created_at", "user_id", …: the newest of each kind, "identifiers", "traits", "consents"}
Value row_of(const profile::Profile& profile) {
  Value row = Value::object({{"id", profile.id}, {"created_at", format_time(profile.created_at)}});
  Value identifiers = Value::array();
  for (const profile::Identifier& identifier : profile.identifiers) {
    const std::string_view kind = profile::kind_name(identifier);
    if (identifier.own_kind.empty()) row.set(kind, identifier.value);
    identifiers.push_back(Value::object({{"kind", kind}, {"value", identifier.value}}));
  }
  Value consents = Value::array();
  for (const profile::ConsentState& consent : profile.consents) {
    Value shown = Value::object({{"channel", consent.channel}});
    if (!consent.topic.empty()) shown.set("topic", consent.topic);
    shown.set("state", profile::kConsentStates.at(consent.state));
    shown.set("at", format_time(consent.at));
    if (!consent.source.empty()) shown.set("source", consent.source);
    consents.push_back(std::move(shown));
  }
  row.set("identifiers", std::move(identifiers));
  row.set("traits", profile.traits_value());
  row.set("consents", std::move(consents));
  return row;
}

class ProfileRows final : public RowStream {
 public:
  explicit ProfileRows(uint32_t set) : set_(set) {}

  Value next(const Reader& reader) override {
    const auto found = next_profile(reader, &next_);
    return found ? row_of(*found) : Value();
  }

  std::vector<std::string> default_columns(const Reader& reader) override {
    std::set<std::string> traits;
    uint32_t from = 0;
    for (auto found = next_profile(reader, &from); found; found = next_profile(reader, &from)) {
      const Value known = found->traits_value();
      for (const schema::Member& trait : known.as_object()) traits.insert(trait.key);
    }
    std::vector<std::string> columns = {"id",           "created_at", "user_id",
                                        "anonymous_id", "email",      "phone"};
    for (const std::string& trait : traits) {
      if (columns.size() == limits::import_columns) {
        throw Error(Code::limit_exceeded,
                    "the profiles have more than limits::import_columns different traits",
                    "/columns", "name those that you want");
      }
      // Paths have no escape for a quote: such a trait is for NDJSON.
      const bool has_path = !trait.empty() && trait.find('"') == std::string::npos;
      if (has_path) columns.push_back("traits.\"" + trait + "\"");
    }
    return columns;
  }

 private:
  std::optional<profile::Profile> next_profile(const Reader& reader, uint32_t* from) {
    store::Cursor cursor = reader.txn().cursor(reader.table(T::profiles));
    for (bool found = cursor.seek(number_key(*from)); found; found = cursor.next()) {
      const auto number = get_big<uint32_t>(cursor.key());
      *from = number + 1;
      if (set_ == 0) return profile::decode(number, cursor.value());
      const uint32_t member = next_member(reader, number);
      if (member == 0) break;
      *from = member + 1;
      if (member == number) return profile::decode(number, cursor.value());
      const auto row = reader.get(T::profiles, number_key(member));
      if (row) return profile::decode(member, *row);
    }
    *from = UINT32_MAX;
    return std::nullopt;
  }

  // The first member with that number or a greater one, or 0.
  uint32_t next_member(const Reader& reader, uint32_t from) {
    auto ahead = std::lower_bound(members_.begin(), members_.end(), from);
    if (ahead == members_.end() || members_.front() > from) {
      members_ = stored_members(reader.txn(), reader.table(T::members), set_, from, kMembersAhead);
      ahead = members_.begin();
    }
    return ahead == members_.end() ? 0 : *ahead;
  }

  const uint32_t set_; // 0: all
  uint32_t next_ = 0;
  std::vector<uint32_t> members_; // some of them, ascending
};

uint32_t set_of(const ExportRequest& request, const Definitions& definitions) {
  if (!request.segment.empty()) {
    const segment::PlanSegment* segment = definitions.plan()->find(request.segment);
    if (segment != nullptr) return segment->number;
    throw Error(Code::not_found, "there is no segment \"" + request.segment + "\"", "/segment",
                nearest_name(request.segment, definitions.segment_keys()));
  }
  if (request.list.empty()) return 0;
  if (const uint32_t* set = definitions.find_list(request.list)) return *set;
  throw Error(Code::not_found, "there is no list \"" + request.list + "\"", "/list",
              nearest_name(request.list, definitions.list_keys()));
}

} // namespace

std::unique_ptr<RowStream> make_profile_rows(const ExportRequest& request, const Reader& reader) {
  return std::make_unique<ProfileRows>(set_of(request, reader.definitions()));
}

} // namespace beckon::engine::bulk
