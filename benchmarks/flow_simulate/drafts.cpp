#include "flow_simulate/drafts.h"

#include <unordered_map>

namespace bench {
namespace {

constexpr int64_t kHour = 3'600'000, kDay = 24 * kHour;

constexpr const char* kCart = R"({
  "key": "abandoned-cart", "trigger": {"event": "Checkout Started"}, "reentry": "after_exit",
  "exit_when": [{"event": "Order Placed"}], "start": "hour",
  "nodes": {"hour": {"type": "delay", "for": "1h", "next": "remind"},
            "remind": {"type": "message", "channel": "email", "template": "note"}}})";

std::string win_back(const char* days) {
  return R"({
  "key": "win-back", "trigger": {"event": "Order Placed"}, "reentry": "after_exit",
  "start": "again",
  "nodes": {"again": {"type": "wait_until",
                      "paths": [{"event": "Order Placed", "next": "bought"}],
                      "timeout": ")" +
         std::string(days) + R"(", "else": "miss"},
            "miss": {"type": "message", "channel": "email", "template": "note"},
            "bought": {"type": "exit"}}})";
}

// The clock comes to an instant, and what is due at it happens, before what is recorded at it.
constexpr int64_t kNever = INT64_MAX;

// What becomes of an entry that is under way at the end.
void close(int64_t due, int64_t to, Expected* found) {
  if (due <= to) ++found->sent;
  else if (due != kNever) ++found->active;
}

Expected expect_cart(const std::vector<Deed>& deeds, int64_t to) {
  Expected found;
  int64_t due = kNever; // of the entry under way
  for (const Deed& deed : deeds) {
    if (due <= deed.at) {
      ++found.sent;
      due = kNever;
    }
    if (deed.order) due = kNever;
    if (!deed.checkout) continue;
    if (due != kNever) {
      ++found.refused;
      continue;
    }
    ++found.started;
    due = deed.at + kHour;
  }
  close(due, to, &found);
  return found;
}

Expected expect_win_back(const std::vector<Deed>& deeds, int64_t to, int64_t patience) {
  Expected found;
  int64_t due = kNever;
  for (const Deed& deed : deeds) {
    if (!deed.order) continue;
    if (due <= deed.at) ++found.sent;
    ++found.started;
    due = deed.at + patience;
  }
  close(due, to, &found);
  return found;
}

} // namespace

DraftFlow abandoned_cart() { return {"abandoned_cart", kCart, expect_cart}; }

DraftFlow win_back_30() {
  return {"win_back", win_back("30d"), [](const std::vector<Deed>& deeds, int64_t to) {
            return expect_win_back(deeds, to, 30 * kDay);
          }};
}

DraftFlow win_back_90() {
  return {"win_back", win_back("90d"), [](const std::vector<Deed>& deeds, int64_t to) {
            return expect_win_back(deeds, to, 90 * kDay);
          }};
}

Expected expect(const DraftFlow& flow, const std::vector<Deed>& deeds, int64_t to) {
  std::unordered_map<uint32_t, std::vector<Deed>> by_person;
  for (const Deed& deed : deeds) by_person[deed.person].push_back(deed);
  Expected all;
  for (const auto& [person, own] : by_person) {
    const Expected one = flow.expect(own, to);
    all.started += one.started;
    all.refused += one.refused;
    all.sent += one.sent;
    all.active += one.active;
  }
  return all;
}

} // namespace bench
