#include "ingest/traffic.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
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
constexpr std::array<Share, kActions> kShares = {{{Action::page_viewed, 30},
                                                  {Action::product_viewed, 20},
                                                  {Action::search, 8},
                                                  {Action::product_added, 9},
                                                  {Action::email_opened, 8},
                                                  {Action::app_opened, 6},
                                                  {Action::email_clicked, 4},
                                                  {Action::checkout_started, 4},
                                                  {Action::order_placed, 6},
                                                  {Action::coupon_used, 2},
                                                  {Action::review_written, 2},
                                                  {Action::support_asked, 1}}};

Action draw_action(Random& random) {
  uint32_t left = random.below(100);
  for (const Share& share : kShares) {
    if (left < share.percent) return share.action;
    left -= share.percent;
  }
  return Action::page_viewed;
}

// The inverse of the law's distribution, taken as continuous.
uint32_t draw_person(Random* random, uint32_t people) {
  constexpr double kPower = 1 - Traffic::kZipf;
  const double share = static_cast<double>(random->next() >> 11) * 0x1p-53;
  const double end = std::pow(static_cast<double>(people) + 1, kPower);
  const double place = std::pow(1 + share * (end - 1), 1 / kPower) - 1;
  const uint64_t rank = std::min<uint64_t>(static_cast<uint64_t>(place), people - 1);
  return static_cast<uint32_t>(rank * 611'953 % people); // a prime: ranks lie anywhere
}

template <typename... Values>
std::string format(const char* pattern, Values... values) {
  std::array<char, 512> text;
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
  constexpr std::array<const char*, kActions> kNames = {
      "Page Viewed",  "Product Viewed", "Search",         "Product Added",
      "Email Opened", "App Opened",     "Email Clicked",  "Checkout Started",
      "Order Placed", "Coupon Used",    "Review Written", "Support Asked"};
  return kNames[static_cast<size_t>(action)];
}

const char* category_of(uint16_t product) { return kCategories[product % kCategories.size()]; }

std::string user_id(uint32_t person) { return format("u%07u", person); }

Traffic::Traffic(uint64_t seed, uint32_t people, uint32_t events, int64_t now, bool message_ids)
    : seed_(seed), people_(people), now_(now), message_ids_(message_ids) {
  Random random(seed);
  events_.reserve(events);
  for (uint32_t i = 0; i < events; ++i) {
    Event event;
    event.at = now - kSpan + kSpan / events * (i + 1);
    event.person = draw_person(&random, people);
    event.action = draw_action(random);
    event.cents = 500 + random.below(20'000);
    event.product = static_cast<uint16_t>(random.below(1'000));
    events_.push_back(event);
  }
  first_.assign(people + 1, 0);
  for (const Event& event : events_) ++first_[event.person + 1];
  for (uint32_t i = 0; i < people; ++i) first_[i + 1] += first_[i];
  by_person_.resize(events);
  std::vector<uint32_t> next(first_.begin(), first_.end() - 1);
  for (uint32_t i = 0; i < events; ++i) by_person_[next[events_[i].person]++] = i;
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

std::vector<Event> Traffic::history(uint32_t person) const {
  std::vector<Event> events;
  for (uint32_t i = first_[person]; i < first_[person + 1]; ++i) {
    events.push_back(events_[by_person_[i]]);
  }
  return events;
}

// What belongs to the action, and what SDKs send along with everything.
std::string Traffic::properties(const Event& event) const {
  const unsigned product = event.product;
  std::string own;
  switch (event.action) {
    case Action::email_opened:
    case Action::email_clicked: own = format(R"("campaign":"c%u")", product % 40U); break;
    case Action::search:
      own = format(R"("query":"%s %u")", category_of(event.product), product);
      break;
    case Action::product_viewed:
    case Action::product_added:
    case Action::review_written:
      own = format(R"("product_id":"p%u","category":"%s","price":)", product,
                   category_of(event.product)) +
            amount(event.cents / 4);
      break;
    case Action::checkout_started:
    case Action::order_placed:
    case Action::coupon_used:
      own = format(R"("items":%u,"total":)", 1 + product % 4U) + amount(event.cents);
      break;
    default: own = format(R"("screen":"s%u")", product % 20U); break;
  }
  return "{" + own +
         format(R"(,"path":"/shop/%s/p%u","referrer":"https://search.example/?q=%s",)"
                R"("device":"%s","session":"%08x%08x","locale":"en-GB"})",
                category_of(event.product), product, category_of(event.product),
                product % 3 == 0 ? "desktop" : "mobile", event.person * 2'654'435'761U,
                event.cents * 40'503U);
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

} // namespace bench
