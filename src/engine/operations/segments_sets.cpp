// segments.estimate, overlap and difference: questions about whole sets of profiles.
#include <algorithm>
#include <bit>
#include <set>

#include "engine/as_of.h"
#include "engine/membership_log.h"
#include "engine/operations/all.h"
#include "engine/operations/segments.h"

namespace beckon::engine {
namespace {

struct EstimateRequest {
  schema::Value where;
  uint32_t sample = 10;
  std::optional<schema::Time> at;
};
struct Estimate {
  uint64_t count = 0, of = 0;
  std::vector<schema::Value> sample;
};
struct OverlapRequest {
  std::vector<std::string> keys;
};
struct Size {
  std::string key;
  uint64_t count = 0, only = 0;
};
struct PairSize {
  std::vector<std::string> keys;
  uint64_t both = 0, either = 0;
};
struct Overlap {
  std::vector<Size> segments;
  std::vector<PairSize> pairs;
  uint64_t all = 0, any = 0;
};
struct DifferenceRequest {
  std::string key, without, cursor;
  uint32_t limit = 100;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<EstimateRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("where", &EstimateRequest::where, kConditionAbout)
            .only(Kind::object, Kind::string),
        optional("sample", &EstimateRequest::sample, "How many of the profiles to show")
            .between(0, limits::sample_profiles, "sample_profiles"),
        optional("at", &EstimateRequest::at, kAsOfAbout)};
  }
};
template <>
struct Describe<Estimate> {
  static constexpr auto fields() {
    return std::tuple{
        required("count", &Estimate::count, "Profiles for which the condition holds"),
        required("of", &Estimate::of, "Profiles in all"),
        required("sample", &Estimate::sample, "Some of them, from the oldest to the newest")
            .only(Kind::object)};
  }
};
template <>
struct Describe<OverlapRequest> {
  static constexpr auto fields() {
    return std::tuple{required("keys", &OverlapRequest::keys, "Two to ten segments")
                          .up_to_bytes(limits::key_bytes, "key_bytes")};
  }
  static void check(const OverlapRequest& request, const std::string& pointer, Issues* issues) {
    const std::string keys = pointer_join(pointer, "keys");
    if (request.keys.size() < 2) issues->push_back({keys, "name at least two segments", ""});
    if (request.keys.size() > limits::overlap_segments) {
      issues->push_back({keys, "more segments than limits::overlap_segments", ""});
    }
    const std::set<std::string> distinct(request.keys.begin(), request.keys.end());
    if (distinct.size() < request.keys.size()) {
      issues->push_back({keys, "a segment is named twice", ""});
    }
  }
};
template <>
struct Describe<Size> {
  static constexpr auto fields() {
    return std::tuple{required("key", &Size::key, kSegmentAbout),
                      required("count", &Size::count, "Profiles in it"),
                      required("only", &Size::only, "Profiles in it and in none of the others")};
  }
};
template <>
struct Describe<PairSize> {
  static constexpr auto fields() {
    return std::tuple{required("keys", &PairSize::keys, "Two of them"),
                      required("both", &PairSize::both, "Profiles in both"),
                      required("either", &PairSize::either, "Profiles in one or both")};
  }
};
template <>
struct Describe<Overlap> {
  static constexpr auto fields() {
    return std::tuple{required("segments", &Overlap::segments, "Each by itself, as it was named"),
                      required("pairs", &Overlap::pairs, "Each with each"),
                      required("all", &Overlap::all, "Profiles in all of them"),
                      required("any", &Overlap::any, "Profiles in one of them at least")};
  }
};
template <>
struct Describe<DifferenceRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &DifferenceRequest::key, kSegmentAbout)
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        required("without", &DifferenceRequest::without, "The segment whose profiles are left out")
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("cursor", &DifferenceRequest::cursor, kCursorAbout),
        optional("limit", &DifferenceRequest::limit, kLimitAbout)
            .between(1, limits::page_items, "page_items")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

ProfileBits bits_of(const Reader& reader, uint32_t segment) {
  return stored_bits(reader.txn(), reader.table(T::members), segment);
}

uint64_t word(const ProfileBits& bits, size_t index) {
  return index < bits.size() ? bits[index] : 0;
}

// Evenly spread over those for whom it holds: the same again for the same profiles.
std::vector<schema::Value> sample_of(const Reader& reader, const ProfileBits& bits, uint64_t count,
                                     uint32_t wanted) {
  std::vector<schema::Value> shown;
  uint64_t rank = 0; // among those for whom it holds
  for (size_t i = 0; i < bits.size() && shown.size() < wanted; ++i) {
    for (uint64_t left = bits[i]; left != 0; left &= left - 1, ++rank) {
      const uint64_t due = count <= wanted ? rank : shown.size() * count / wanted;
      if (rank != due || shown.size() == wanted) continue;
      const auto profile =
          static_cast<uint32_t>(i * 64 + static_cast<size_t>(std::countr_zero(left)));
      shown.push_back(profile_value(reader, profile));
    }
  }
  return shown;
}

Estimate estimate(Workspace& workspace, const EstimateRequest& request, const Watch& watch) {
  const auto reader = workspace.read();
  const segment::ConditionPtr condition = require_condition(*reader, request.where);
  const Millis now = present(workspace, *reader);
  const ProfileBits bits =
      request.at ? held_as_of(*reader, *condition,
                              {require_past(workspace, *reader, *request.at), now}, watch)
                 : held_now(*reader, *condition, now, watch);
  Estimate answer;
  for (const uint64_t held : bits) answer.count += static_cast<uint64_t>(std::popcount(held));
  answer.of = reader->txn().count(reader->table(T::profiles));
  watch.report(answer.of, answer.of);
  answer.sample = sample_of(*reader, bits, answer.count, request.sample);
  return answer;
}

// Counts word by word: 64 profiles at a time.
void count_words(const std::vector<ProfileBits>& sets, size_t index, Overlap* overlap) {
  uint64_t all = ~uint64_t{0}, any = 0, many = 0; // many: in two sets or more
  for (const ProfileBits& set : sets) {
    many |= any & word(set, index);
    any |= word(set, index);
    all &= word(set, index);
  }
  const auto count = [](uint64_t held) { return static_cast<uint64_t>(std::popcount(held)); };
  overlap->all += count(all);
  overlap->any += count(any);
  size_t pair = 0;
  for (size_t i = 0; i < sets.size(); ++i) {
    const uint64_t own = word(sets[i], index);
    overlap->segments[i].count += count(own);
    overlap->segments[i].only += count(own & ~many);
    for (size_t j = i + 1; j < sets.size(); ++j, ++pair) {
      overlap->pairs[pair].both += count(own & word(sets[j], index));
      overlap->pairs[pair].either += count(own | word(sets[j], index));
    }
  }
}

Overlap overlap(Workspace& workspace, const OverlapRequest& request, const Watch& watch) {
  const auto reader = workspace.read();
  Overlap answer;
  std::vector<ProfileBits> sets;
  size_t words = 0;
  for (size_t i = 0; i < request.keys.size(); ++i) {
    const auto& segment = require_segment(*reader, request.keys[i], pointer_join("/keys", i));
    sets.push_back(bits_of(*reader, segment.number));
    words = std::max(words, sets.back().size());
    answer.segments.push_back({segment.key, 0, 0});
    for (size_t j = i + 1; j < request.keys.size(); ++j) {
      answer.pairs.push_back({{request.keys[i], request.keys[j]}, 0, 0});
    }
  }
  for (size_t i = 0; i < words; ++i) {
    watch.step(i, words);
    count_words(sets, i, &answer);
  }
  return answer;
}

Items difference(Workspace& workspace, const DifferenceRequest& request) {
  const auto reader = workspace.read();
  const ProfileBits in = bits_of(*reader, require_segment(*reader, request.key).number);
  const ProfileBits out =
      bits_of(*reader, require_segment(*reader, request.without, "/without").number);
  const uint64_t from = read_cursor(request.cursor);
  Items page;
  for (size_t i = from / 64; i < in.size() && !page.cursor; ++i) {
    uint64_t left = in[i] & ~word(out, i);
    if (i == from / 64) left &= ~uint64_t{0} << (from % 64);
    for (; left != 0; left &= left - 1) {
      const size_t profile = i * 64 + static_cast<size_t>(std::countr_zero(left));
      if (page.items.size() == request.limit) {
        page.cursor = std::to_string(profile);
        break;
      }
      page.items.push_back(profile_value(*reader, static_cast<uint32_t>(profile)));
    }
  }
  return page;
}

} // namespace

void add_segments_sets(Registry& registry) {
  registry.add(operation<EstimateRequest, Estimate>(
      {.name = "segments.estimate",
       .summary = "Count the profiles for which a condition holds that nobody has published",
       .method = Method::post,
       .path = "/api/v1/segments/estimate",
       .examples = {{"With three of them",
                     R"({"where": {"trait": "country", "eq": "FR"}, "sample": 3})"}}},
      estimate));
  registry.add(operation<OverlapRequest, Overlap>(
      {.name = "segments.overlap",
       .summary = "Count the profiles that segments have in common",
       .method = Method::post,
       .path = "/api/v1/segments/overlap",
       .examples = {{"Two", R"({"keys": ["vip", "lapsed"]})"}}},
      overlap));
  registry.add(operation<DifferenceRequest, Items>(
      {.name = "segments.difference",
       .summary = "List the profiles in one segment that are not in another",
       .path = "/api/v1/segments/{key}/difference",
       .examples = {{"Without the lapsed", R"({"key": "vip", "without": "lapsed"})"}}},
      difference));
}

} // namespace beckon::engine
