// segments.members, history and growth: who is in, who came and went, and when.
#include <algorithm>
#include <charconv>

#include "engine/membership_log.h"
#include "engine/operations/all.h"
#include "engine/operations/segments.h"

namespace beckon::engine {
namespace {

enum class MemberSort : uint8_t { id, joined_at };
enum class Order : uint8_t { asc, desc };

struct MembersRequest {
  std::string key;
  MemberSort sort = MemberSort::id;
  std::optional<Order> order;
  std::string cursor;
  uint32_t limit = 100;
};
struct HistoryRequest {
  schema::Value profile;
  std::string key, cursor;
  uint32_t limit = 100;
};
struct GrowthRequest {
  std::string key;
  schema::Time from, to;
};
struct GrowthDay {
  std::string day;
  uint64_t entered = 0, left = 0, members = 0;
};
struct GrowthAnswer {
  std::vector<GrowthDay> items;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<MemberSort> {
  static constexpr std::array values = {std::pair{MemberSort::id, "id"sv},
                                        std::pair{MemberSort::joined_at, "joined_at"sv}};
};
template <>
struct EnumNames<Order> {
  static constexpr std::array values = {std::pair{Order::asc, "asc"sv},
                                        std::pair{Order::desc, "desc"sv}};
};
template <>
struct Describe<MembersRequest> {
  static constexpr auto fields() {
    return std::tuple{required("key", &MembersRequest::key, kSegmentAbout)
                          .up_to_bytes(limits::key_bytes, "key_bytes"),
                      optional("sort", &MembersRequest::sort,
                               "By id, which is the order in which profiles came to be known, or "
                               "by the time they joined the segment"),
                      optional("order", &MembersRequest::order,
                               "asc or desc; by id asc, and by joined_at desc, when left out"),
                      optional("cursor", &MembersRequest::cursor, kCursorAbout),
                      optional("limit", &MembersRequest::limit, kLimitAbout)
                          .between(1, limits::page_items, "page_items")};
  }
};
template <>
struct Describe<HistoryRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("profile", &HistoryRequest::profile, kProfileAbout).only(Kind::object),
        optional("key", &HistoryRequest::key, "Only of this segment")
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("cursor", &HistoryRequest::cursor, kCursorAbout),
        optional("limit", &HistoryRequest::limit, kLimitAbout)
            .between(1, limits::page_items, "page_items")};
  }
};
template <>
struct Describe<GrowthRequest> {
  static constexpr auto fields() {
    return std::tuple{required("key", &GrowthRequest::key, kSegmentAbout)
                          .up_to_bytes(limits::key_bytes, "key_bytes"),
                      required("from", &GrowthRequest::from, "In the first day (UTC)"),
                      required("to", &GrowthRequest::to, "In the last day (UTC)")};
  }
};
template <>
struct Describe<GrowthDay> {
  static constexpr auto fields() {
    return std::tuple{
        required("day", &GrowthDay::day, "2024-03-09, of UTC"),
        required("entered", &GrowthDay::entered, "How often somebody entered"),
        required("left", &GrowthDay::left, "How often somebody left"),
        required("members", &GrowthDay::members, "Profiles in the segment at the end of the day")};
  }
};
template <>
struct Describe<GrowthAnswer> {
  static constexpr auto fields() {
    return std::tuple{required("items", &GrowthAnswer::items, "Every day, the first one first")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

constexpr Millis kDayMs = 86'400'000;

FlipReader flips_of(const Reader& reader) { return {reader.txn(), *reader.source().tables}; }

// Where a page by joined_at goes on: at a flip and, when that is a fill, at a profile of it.
struct JoinPlace {
  event::Position position = 0;
  uint32_t profile = 0;
};

JoinPlace read_place(const std::string& cursor) {
  const uint64_t packed = read_cursor(cursor);
  return {static_cast<event::Position>(packed >> 32), static_cast<uint32_t>(packed)};
}
std::string write_place(const JoinPlace& place) {
  return std::to_string((uint64_t{place.position} << 32) | place.profile);
}

// The members of one segment in the order in which they joined: along the segment's flips, those
// whose newest flip it is.
class JoinWalk {
 public:
  JoinWalk(const Reader& reader, uint32_t segment, const MembersRequest& request)
      : reader_(reader), flips_(flips_of(reader)), segment_(segment), request_(request) {}

  Items newest_first() {
    const JoinPlace from = read_place(request_.cursor);
    event::Position next = from.position != 0 ? from.position : flips_.head(segment_);
    while (next != 0 && !page_.cursor) {
      const FlipRow row = require(next);
      add(row, next == from.position ? from.profile : 0);
      next = row.previous_of_segment;
    }
    return std::move(page_);
  }

  // Day by day, since the chain leads back only.
  Items oldest_first() {
    const JoinPlace from = read_place(request_.cursor);
    const int32_t first = from.position == 0 ? INT32_MIN : day_of(require(from.position).at);
    event::Position before = 0; // the newest flip of the days before
    std::vector<std::pair<event::Position, event::Position>> days; // newest, and that of before
    flips_.each_day(segment_, INT32_MIN, INT32_MAX, [&](int32_t day, const Growth& growth) {
      if (day >= first) days.emplace_back(growth.newest, before);
      before = growth.newest;
    });
    for (const auto& [newest, older] : days) {
      std::vector<event::Position> positions;
      for (event::Position at = newest; at > older; at = require(at).previous_of_segment) {
        positions.push_back(at);
      }
      for (auto at = positions.rbegin(); at != positions.rend() && !page_.cursor; ++at) {
        if (*at >= from.position) add(require(*at), *at == from.position ? from.profile : 0);
      }
      if (page_.cursor) break;
    }
    return std::move(page_);
  }

 private:
  // A cursor that no page gave leads to a flip of another segment, or to none.
  FlipRow require(event::Position position) const {
    if (position <= flips_.count()) {
      const FlipRow row = flips_.at(position);
      if (row.segment == segment_) return row;
    }
    fail_invalid("the cursor is not one that a listing gave", "/cursor");
  }

  void add(const FlipRow& row, uint32_t from) {
    if (row.profile == 0) {
      flips_.each_filled(row, true, from, [&](uint32_t profile) {
        add_member(row, profile);
        return !page_.cursor;
      });
    } else if (row.entered) {
      add_member(row, row.profile);
    }
  }

  void add_member(const FlipRow& row, uint32_t profile) {
    if (!stored_member(reader_.txn(), reader_.table(T::members), segment_, profile)) return;
    const ProfileView view(reader_.source(), profile);
    const auto newest = flips_.newest(profile, view.hot().newest_flip, segment_);
    if (!newest || newest->position != row.position) return;
    if (page_.items.size() == request_.limit) {
      page_.cursor = write_place({row.position, profile});
      return;
    }
    schema::Value item = profile_value(reader_, profile);
    item.set("joined_at", format_time(row.at));
    page_.items.push_back(std::move(item));
  }

  const Reader& reader_;
  FlipReader flips_;
  uint32_t segment_;
  const MembersRequest& request_;
  Items page_;
};

// By number, which is the order in which profiles were made.
Items members_by_id(const Reader& reader, uint32_t segment, const MembersRequest& request) {
  const bool forward = request.order.value_or(Order::asc) == Order::asc;
  const auto from = static_cast<uint32_t>(read_cursor(request.cursor));
  const size_t wanted = size_t{request.limit} + 1;
  const auto numbers =
      forward ? stored_members(reader.txn(), reader.table(T::members), segment, from, wanted)
              : stored_members_down(reader.txn(), reader.table(T::members), segment,
                                    request.cursor.empty() ? UINT32_MAX : from, wanted);
  const FlipReader flips = flips_of(reader);
  Items page;
  for (size_t i = 0; i < std::min<size_t>(numbers.size(), request.limit); ++i) {
    schema::Value item = profile_value(reader, numbers[i]);
    const ProfileView view(reader.source(), numbers[i]);
    const auto newest = flips.newest(numbers[i], view.hot().newest_flip, segment);
    if (newest) item.set("joined_at", format_time(newest->at));
    page.items.push_back(std::move(item));
  }
  if (numbers.size() > request.limit) page.cursor = std::to_string(numbers[request.limit]);
  return page;
}

Items members(Workspace& workspace, const MembersRequest& request) {
  const auto reader = workspace.read();
  const uint32_t segment = require_segment(*reader, request.key).number;
  if (request.sort == MemberSort::id) return members_by_id(*reader, segment, request);
  JoinWalk walk(*reader, segment, request);
  return request.order.value_or(Order::desc) == Order::desc ? walk.newest_first()
                                                            : walk.oldest_first();
}

// Of deleted segments too.
std::map<uint32_t, std::string> segment_names(const Reader& reader) {
  std::map<uint32_t, std::string> names;
  const std::string prefix(1, static_cast<char>(DefinitionKind::segment));
  store::Cursor cursor = reader.txn().cursor(reader.table(T::heads));
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    const Head head = decode_head(cursor.key(), cursor.value());
    names[head.number] = head.key;
  }
  return names;
}

Items history(Workspace& workspace, const HistoryRequest& request) {
  const auto reader = workspace.read();
  const uint32_t profile = require_profile(*reader, request.profile, "/profile");
  const auto names = segment_names(*reader);
  uint32_t segment = 0;
  if (!request.key.empty()) {
    const auto known = std::find_if(names.begin(), names.end(),
                                    [&](const auto& row) { return row.second == request.key; });
    segment = known != names.end() ? known->first : require_segment(*reader, request.key).number;
  }
  const auto before = static_cast<event::Position>(read_cursor(request.cursor));
  const ProfileView view(reader->source(), profile);
  Items page;
  event::Position last = 0;
  flips_of(*reader).each_of_profile(
      profile, view.hot().newest_flip, segment, before, [&](const FlipRow& row) {
        if (page.items.size() == request.limit) {
          page.cursor = std::to_string(last);
          return false;
        }
        last = row.position;
        page.items.push_back(schema::Value::object({{"segment", names.at(row.segment)},
                                                    {"change", row.entered ? "entered" : "left"},
                                                    {"at", format_time(row.at)},
                                                    {"cause", cause_name(row.cause)}}));
        return true;
      });
  return page;
}

GrowthAnswer growth(Workspace& workspace, const GrowthRequest& request) {
  const auto reader = workspace.read();
  const segment::PlanSegment& segment = require_segment(*reader, request.key);
  const int32_t first = day_of(request.from);
  const int32_t last = std::min(day_of(request.to), day_of(present(workspace, *reader)));
  if (request.to.ms < request.from.ms) fail_invalid("to lies before from", "/to");
  if (day_of(request.to) - int64_t{first} >= int64_t{limits::growth_days}) {
    throw Error(Code::limit_exceeded, "from and to are more than limits::growth_days apart",
                "/from", "ask in parts");
  }
  // From what is in the segment now back to the day: each day's end is the next one's beginning.
  auto members =
      static_cast<int64_t>(stored_count(reader->txn(), reader->table(T::members), segment.number));
  std::map<int32_t, Growth> days;
  flips_of(*reader).each_day(segment.number, first, INT32_MAX,
                             [&](int32_t day, const Growth& growth) { days[day] = growth; });
  for (const auto& [day, change] : days) members -= int64_t{change.entered} - change.left;
  GrowthAnswer answer;
  for (int32_t day = first; day <= last; ++day) {
    const Growth change = days.count(day) != 0 ? days.at(day) : Growth();
    members += int64_t{change.entered} - change.left;
    answer.items.push_back({format_time(day * kDayMs).substr(0, 10), change.entered, change.left,
                            static_cast<uint64_t>(members)});
  }
  return answer;
}

} // namespace

void add_segments_members(Registry& registry) {
  registry.add(operation<MembersRequest, Items>(
      {.name = "segments.members",
       .summary = "List the profiles in a segment, with the time they joined",
       .path = "/api/v1/segments/{key}/members",
       .examples = {{"The first ten", R"({"key": "vip", "limit": 10})"},
                    {"Who joined last", R"({"key": "vip", "sort": "joined_at"})"}}},
      members));
  registry.add(operation<HistoryRequest, Items>(
      {.name = "segments.history",
       .summary = "List when a profile entered and left segments, the newest first",
       .method = Method::post,
       .path = "/api/v1/segments/history",
       .details = "Each item has `segment`, `change` (`entered` or `left`), `at` and `cause`: "
                  "`record` (something was recorded about the profile), `time` (time alone), "
                  "`definition` (a segment was published), `manual` (by hand), `merge`, `erasure` "
                  "or `deletion` (of the segment).",
       .examples = {{"Of all segments", R"({"profile": {"user_id": "u1"}})"},
                    {"Of one", R"({"profile": {"user_id": "u1"}, "key": "vip"})"}}},
      history));
  registry.add(operation<GrowthRequest, GrowthAnswer>(
      {.name = "segments.growth",
       .summary = "Count by day who entered and left a segment, and who was in it",
       .path = "/api/v1/segments/{key}/growth",
       .examples = {{"A week", R"({"key": "vip", "from": "2024-03-04", "to": "2024-03-10"})"}}},
      growth));
}

} // namespace beckon::engine
