#include "ingest/traffic.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "support/random.h"

namespace bench {
namespace {

constexpr int64_t kSpan = int64_t{60} * 86'400'000;
constexpr std::array kCountries = {"DE", "FR", "IT", "ES", "US", "GB", "NL", "PL", "SE", "JP"};
constexpr std::array kPlans = {"free", "free", "free", "basic", "basic", "pro"};
constexpr std::array kCategories = {"jazz", "rock", "classical", "folk", "opera"};

struct Share {
  Action action;
  uint32_t percent;
};
constexpr std::array<Share, 6> kShares = {{{Action::page_viewed, 40},
                                           {Action::product_viewed, 25},
                                           {Action::product_added, 12},
                                           {Action::email_opened, 10},
                                           {Action::checkout_started, 5},
                                           {Action::order_placed, 8}}};

Action draw_action(Random& random) {
  uint32_t left = random.below(100);
  for (const Share& share : kShares) {
    if (left < share.percent) return share.action;
    left -= share.percent;
  }
  return Action::page_viewed;
}

template <typename... Values>
std::string format(const char* pattern, Values... values) {
  std::array<char, 256> text;
  const int size = std::snprintf(text.data(), text.size(), pattern, values...);
  return std::string(text.data(), static_cast<size_t>(size));
}

std::string iso(int64_t at) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(at)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return format("%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
}

std::string amount(uint32_t cents) { return format("%u.%02u", cents / 100, cents % 100); }

std::string identify_line(const Person& person, int64_t at) {
  const std::string id = user_id(person.number);
  std::string line = R"({"type":"identify","user_id":")" + id + R"(","email":")" + id +
                     R"(@shop.example","at":")" + iso(at) + R"(","traits":{"country":")" +
                     person.country + R"(","plan":")" + person.plan + R"(","age":)" +
                     std::to_string(person.age);
  if (person.has_company)
    line += R"(,"company":"Company )" + std::to_string(person.number % 97) + "\"";
  line += person.likes_music ? R"(,"tags":["news","music"]}})" : R"(,"tags":["news"]}})";
  return line;
}

} // namespace

const char* name_of(Action action) {
  constexpr std::array kNames = {"Page Viewed",  "Product Viewed",   "Product Added",
                                 "Email Opened", "Checkout Started", "Order Placed"};
  return kNames[static_cast<size_t>(action)];
}

std::string user_id(uint32_t person) { return format("u%07u", person); }

Traffic::Traffic(uint64_t seed, uint32_t people, uint32_t events, int64_t now, bool message_ids)
    : seed_(seed), people_(people), now_(now), message_ids_(message_ids) {
  Random random(seed);
  events_.reserve(events);
  for (uint32_t i = 0; i < events; ++i) {
    Event event;
    event.at = now - kSpan + kSpan / events * (i + 1);
    event.person = random.below(people);
    event.action = draw_action(random);
    event.cents = 500 + random.below(20'000);
    event.product = static_cast<uint16_t>(random.below(1'000));
    event.category = kCategories[event.product % kCategories.size()];
    events_.push_back(event);
  }
  first_.assign(people + 1, 0);
  for (const Event& event : events_) ++first_[event.person + 1];
  for (uint32_t i = 0; i < people; ++i) first_[i + 1] += first_[i];
  by_person_.resize(events);
  std::vector<uint32_t> next(first_.begin(), first_.end() - 1);
  for (const Event& event : events_) by_person_[next[event.person]++] = event;
}

Person Traffic::person(uint32_t number) const {
  Random random(seed_ ^ (uint64_t{number} + 1) * 0xD1B54A32D192ED03);
  Person person;
  person.number = number;
  person.country = kCountries[random.below(kCountries.size())];
  person.plan = kPlans[random.below(kPlans.size())];
  person.age = 18 + random.below(63);
  person.has_company = random.below(4) == 0;
  person.likes_music = random.below(3) == 0;
  return person;
}

std::span<const Event> Traffic::history(uint32_t person) const {
  return std::span(by_person_).subspan(first_[person], first_[person + 1] - first_[person]);
}

std::string Traffic::properties(const Event& event) const {
  switch (event.action) {
    case Action::page_viewed: return format(R"({"path":"/p/%u"})", unsigned{event.product});
    case Action::email_opened: return format(R"({"campaign":"c%u"})", event.product % 40U);
    case Action::product_viewed:
    case Action::product_added:
      return format(R"({"product_id":"p%u","category":"%s","price":)", unsigned{event.product},
                    event.category) +
             amount(event.cents / 4) + "}";
    case Action::checkout_started:
    case Action::order_placed: break;
  }
  return format(R"({"items":%u,"total":)", 1 + event.product % 4U) + amount(event.cents) + "}";
}

std::vector<std::string> Traffic::identify_batches(uint32_t size) const {
  std::vector<std::string> batches;
  for (uint32_t i = 0; i < people_; ++i) {
    if (i % size == 0) batches.emplace_back();
    batches.back() += identify_line(person(i), now_ - kSpan) + "\n";
  }
  return batches;
}

std::string Traffic::event_batch(size_t begin, size_t end) const {
  std::string batch;
  for (size_t i = begin; i < end; ++i) {
    const Event& event = events_[i];
    batch += R"({"type":"track","event":")";
    batch += name_of(event.action);
    batch += R"(","user_id":")" + user_id(event.person) + R"(","at":")" + iso(event.at);
    if (message_ids_) {
      batch += R"(","message_id":")" + format("m%016x", static_cast<uint32_t>(i));
    }
    batch += R"(","properties":)" + properties(event) + "}\n";
  }
  return batch;
}

std::vector<std::string> Traffic::event_batches(uint32_t size) const {
  std::vector<std::string> batches;
  for (size_t i = 0; i < events_.size(); i += size) {
    batches.push_back(event_batch(i, std::min<size_t>(events_.size(), i + size)));
  }
  return batches;
}

} // namespace bench
