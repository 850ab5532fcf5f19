// profiles.search: by the beginning of an identifier, by a condition, in an order.
#include <algorithm>
#include <set>

#include "base/crypto.h"
#include "engine/evaluate.h"
#include "engine/operations/all.h"
#include "engine/operations/segments.h"
#include "engine/operations/shapes.h"
#include "engine/question_view.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

using segment::bulk::Bits;

enum class Order : uint8_t { ascending, descending };
struct Prefix {
  std::string kind, value;
};
struct Sort {
  std::optional<std::string> trait;
  Order order = Order::ascending;
};
struct SearchRequest {
  std::optional<Prefix> prefix;
  schema::Value where;
  std::optional<Sort> sort;
  std::string cursor;
  uint32_t limit = 100;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<Order> {
  static constexpr std::array values = {std::pair{Order::ascending, "asc"sv},
                                        std::pair{Order::descending, "desc"sv}};
};
template <>
struct Describe<Prefix> {
  static constexpr auto fields() {
    return std::tuple{
        required("kind", &Prefix::kind, "user_id, anonymous_id, email, phone or an own kind"),
        required("value", &Prefix::value, "What it begins with")
            .up_to_bytes(limits::identifier_bytes, "identifier_bytes")};
  }
};
template <>
struct Describe<Sort> {
  static constexpr auto fields() {
    return std::tuple{
        optional("trait", &Sort::trait, "By the value at this path; without: as they were made"),
        optional("order", &Sort::order, "Profiles without the trait come last in either")};
  }
};
template <>
struct Describe<SearchRequest> {
  static constexpr auto fields() {
    return std::tuple{
        optional("prefix", &SearchRequest::prefix, "Only who has such an identifier"),
        optional("where", &SearchRequest::where, kConditionAbout).only(Kind::object, Kind::string),
        optional("sort", &SearchRequest::sort,
                 "Left out: by the identifier when there is a prefix, else as they were made"),
        optional("cursor", &SearchRequest::cursor, kCursorAbout),
        optional("limit", &SearchRequest::limit, kLimitAbout)
            .between(1, limits::page_items, "page_items")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

[[noreturn]] void fail_cursor() {
  fail_invalid("the cursor is not one that this search gave", "/cursor");
}

// Keys of T::identities that the prefix finds, in order. E-mail addresses are kept in small
// letters.
std::string prefix_key(const Reader& reader, const Prefix& prefix) {
  profile::Identifier identifier = profile::make_identifier(prefix.kind, prefix.value);
  const bool known = identifier.kind == profile::IdentifierKind::own
                         ? reader.definitions().identifiers().has_own(prefix.kind)
                         : identifier.kind != profile::IdentifierKind::id;
  if (!known) {
    fail_invalid("nothing is found by a beginning of \"" + prefix.kind + "\"", "/prefix/kind");
  }
  if (prefix.value.empty()) fail_invalid("value must not be empty", "/prefix/value");
  if (identifier.kind == profile::IdentifierKind::email) {
    for (char& c : identifier.value) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return identity_key(identifier);
}

// Several identifiers of a person may begin so: the first stands for all.
bool is_first(const Reader& reader, uint32_t number, const std::string& key,
              const std::string& prefix) {
  const ProfileView view(reader.source(), number);
  const auto& held = view.cold().identifiers;
  return std::none_of(held.begin(), held.end(), [&](const profile::Identifier& row) {
    const std::string other = identity_key(row);
    return other < key && other.compare(0, prefix.size(), prefix) == 0;
  });
}

Items by_identifier(const Reader& reader, const SearchRequest& request, const Bits* wanted) {
  const std::string prefix = prefix_key(reader, *request.prefix);
  const auto after = from_base64url(request.cursor);
  if (!after) fail_cursor();
  Items page;
  std::string last;
  store::Cursor cursor = reader.txn().cursor(reader.table(T::identities));
  bool found = cursor.seek(std::max(prefix, *after));
  if (found && !after->empty() && cursor.key() == *after) found = cursor.next();
  for (; found && cursor.key_starts_with(prefix); found = cursor.next()) {
    const auto number = get_big<uint32_t>(cursor.value());
    if (wanted != nullptr && !(number < wanted->size() && wanted->test(number))) continue;
    const std::string key(cursor.key());
    if (!is_first(reader, number, key, prefix)) continue;
    if (page.items.size() == request.limit) {
      page.cursor = to_base64url(last);
      break;
    }
    page.items.push_back(profile_value(reader, number));
    last = key;
  }
  return page;
}

Bits all_profiles(const Reader& reader) {
  Bits all(reader.meta().next_profile);
  store::Cursor cursor = reader.txn().cursor(reader.table(T::profiles));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    all.set(get_big<uint32_t>(cursor.key()));
  }
  return all;
}

Bits with_prefix(const Reader& reader, const Prefix& prefix) {
  Bits found_bits(reader.meta().next_profile);
  const std::string key = prefix_key(reader, prefix);
  store::Cursor cursor = reader.txn().cursor(reader.table(T::identities));
  for (bool found = cursor.seek(key); found && cursor.key_starts_with(key); found = cursor.next()) {
    found_bits.set(get_big<uint32_t>(cursor.value()));
  }
  return found_bits;
}

Items as_made(const Reader& reader, const SearchRequest& request, const Bits& wanted) {
  const bool down = request.sort && request.sort->order == Order::descending;
  const uint64_t start = read_cursor(request.cursor);
  std::vector<size_t> numbers;
  wanted.each([&](size_t number) {
    if (start == 0 || (down ? number <= start : number >= start)) numbers.push_back(number);
  });
  if (down) std::reverse(numbers.begin(), numbers.end());
  Items page;
  for (const size_t number : numbers) {
    if (page.items.size() == request.limit) {
      page.cursor = std::to_string(number);
      break;
    }
    page.items.push_back(profile_value(reader, static_cast<uint32_t>(number)));
  }
  return page;
}

// Values of different kinds do not compare: they come kind by kind.
int rank_of(const schema::Value& value) {
  if (value.is_bool()) return 0;
  if (value.is_number()) return 1;
  return value.is_string() ? 2 : 3;
}

int compare(const schema::Value& a, const schema::Value& b) {
  if (rank_of(a) != rank_of(b)) return rank_of(a) < rank_of(b) ? -1 : 1;
  if (a.is_number()) return schema::compare_numbers(a, b);
  if (a.is_string()) return a.as_string().compare(b.as_string());
  return schema::to_canonical_json(a).compare(schema::to_canonical_json(b));
}

struct Place {
  schema::Value value; // null: missing
  uint32_t number = 0;
};

struct Before {
  bool down;
  bool operator()(const Place& a, const Place& b) const {
    if (a.value.is_null() != b.value.is_null()) return b.value.is_null();
    const int order = a.value.is_null() ? 0 : compare(a.value, b.value);
    if (order != 0) return (order < 0) != down;
    return a.number < b.number;
  }
};

std::optional<Place> read_place(const std::string& cursor) {
  if (cursor.empty()) return std::nullopt;
  const auto text = from_base64url(cursor);
  if (!text) fail_cursor();
  try {
    const schema::Value pair = schema::parse_json(*text);
    if (!pair.is_array() || pair.size() != 2 || !pair.as_array()[1].is_integer()) fail_cursor();
    return Place{pair.as_array()[0], static_cast<uint32_t>(pair.as_array()[1].as_integer())};
  } catch (const Error&) {
    fail_cursor();
  }
}

// One pass over all that are wanted, keeping the page: memory does not grow with their number.
Items by_trait(const Reader& reader, const SearchRequest& request, const Bits& wanted,
               const Watch& watch) {
  const Before before{request.sort->order == Order::descending};
  const schema::Path path(*request.sort->trait);
  const auto after = read_place(request.cursor);
  std::set<Place, Before> kept(before);
  uint64_t done = 0;
  const uint64_t all = wanted.count();
  wanted.each([&](size_t number) {
    watch.step(++done, all);
    const ProfileView view(reader.source(), static_cast<uint32_t>(number));
    const schema::Value* first = view.trait(path.first());
    const schema::Value* value = nullptr;
    if (first != nullptr) {
      value = first;
      for (size_t i = 1; i < path.steps().size() && value != nullptr; ++i) {
        value = value->find(path.steps()[i]);
      }
    }
    Place place{value == nullptr ? schema::Value() : *value, static_cast<uint32_t>(number)};
    if (after && !before(*after, place)) return;
    kept.insert(std::move(place));
    if (kept.size() > size_t{request.limit} + 1) kept.erase(std::prev(kept.end()));
  });
  Items page;
  const Place* last = nullptr;
  for (const Place& place : kept) {
    if (page.items.size() == request.limit) {
      page.cursor = to_base64url(
          schema::to_json(schema::Value::array({last->value, uint64_t{last->number}})));
      break;
    }
    page.items.push_back(profile_value(reader, place.number));
    last = &place;
  }
  return page;
}

Items search(Workspace& workspace, const SearchRequest& request, const Watch& watch) {
  const auto reader = workspace.read();
  std::optional<Bits> wanted;
  if (!request.where.is_null()) {
    wanted = evaluate_all(*reader, *require_condition(*reader, request.where),
                          std::max(workspace.now(), reader->meta().now), watch);
    wanted->resize(reader->meta().next_profile);
  }
  if (request.prefix && !request.sort) {
    return by_identifier(*reader, request, wanted ? &*wanted : nullptr);
  }
  if (request.prefix) {
    const Bits found = with_prefix(*reader, *request.prefix);
    if (wanted) *wanted &= found;
    else wanted = found;
  }
  if (!wanted) wanted = all_profiles(*reader);
  if (request.sort && request.sort->trait) return by_trait(*reader, request, *wanted, watch);
  return as_made(*reader, request, *wanted);
}

} // namespace

void add_profiles_search(Registry& registry) {
  registry.add(operation<SearchRequest, Items>(
      {.name = "profiles.search",
       .summary = "Find profiles by a beginning of an identifier and by a condition",
       .method = Method::post,
       .path = "/api/v1/profiles/search",
       .details = "Pages go on by `cursor`; a profile that changes in between is found where it "
                  "stands when its page is asked for.",
       .examples = {{"By the beginning of an address",
                     R"({"prefix": {"kind": "email", "value": "ann"}})"},
                    {"The best customers of a city",
                     R"({"where": {"trait": "city", "eq": "Lyon"},
 "sort": {"trait": "revenue", "order": "desc"}, "limit": 10})"}}},
      search));
}

} // namespace beckon::engine
