#include "segment_fill/population.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace bench {
namespace {

constexpr int64_t kNow = 1'709'283'600'000; // 2024-03-01T09:00:00Z
constexpr int64_t kDay = 86'400'000;
constexpr int64_t kSpan = 90 * kDay;

constexpr std::array<std::string_view, 12> kCountries = {"US", "DE", "FR", "GB", "ES", "IT",
                                                         "NL", "PL", "SE", "BR", "JP", "IN"};
constexpr std::array<std::string_view, 4> kPlans = {"free", "basic", "pro", "team"};
constexpr std::array<std::string_view, 6> kLanguages = {"en", "de", "fr", "es", "it", "pt"};
constexpr std::array<std::string_view, 5> kDevices = {"phone", "tablet", "desktop", "tv", "watch"};
constexpr std::array<std::string_view, 8> kReferrers = {"search", "social", "friend",  "press",
                                                        "ad",     "event",  "partner", "direct"};
constexpr std::array<std::string_view, 8> kCategories = {"shoes", "books", "garden",  "music",
                                                         "toys",  "tools", "kitchen", "games"};
constexpr std::array<std::string_view, 10> kNameStarts = {"Nord", "Süd",  "Alt",  "Neu",  "Blau",
                                                          "Grün", "Gold", "Berg", "Wald", "See"};

enum Kind : size_t {
  page_viewed,
  product_viewed,
  email_delivered,
  email_opened,
  signed_in,
  product_added,
  searched,
  order_placed,
  checkout_started,
  email_clicked,
  support_contacted,
  plan_changed
};
// Of a hundred events.
constexpr std::array<uint32_t, 12> kShares = {28, 20, 12, 9, 8, 6, 5, 4, 4, 2, 1, 1};

template <typename Items>
std::string_view any_of(Random* random, const Items& items) {
  return items[random->below(static_cast<uint32_t>(items.size()))];
}

// 0 to 1, both excluded.
double share(Random* random) {
  return (static_cast<double>(random->next() >> 11) + 0.5) * 0x1.0p-53;
}

// Many small amounts and few large ones, to the cent.
double amount(Random* random, double mean) {
  return std::round(-std::log(share(random)) * mean * 100) / 100;
}

Kind draw_kind(Random* random) {
  uint32_t left = random->below(100);
  size_t kind = 0;
  while (left >= kShares[kind]) left -= kShares[kind++];
  return static_cast<Kind>(kind);
}

} // namespace

std::string Population::name() const {
  return "made-" + std::to_string(people_) + "-" + std::to_string(deeds_);
}

int64_t Population::now() const { return kNow; }

const std::vector<Column>& Population::traits() const {
  static const std::vector<Column> columns = {
      {"country", "VARCHAR"}, {"city", "VARCHAR"},     {"language", "VARCHAR"},
      {"plan", "VARCHAR"},    {"age", "INTEGER"},      {"lifetime_value", "DOUBLE"},
      {"score", "DOUBLE"},    {"opted_in", "BOOLEAN"}, {"signed_up", "VARCHAR"},
      {"company", "VARCHAR"}, {"referrer", "VARCHAR"}, {"device", "VARCHAR"},
      {"points", "INTEGER"},  {"tier", "VARCHAR"},     {"visits", "INTEGER"}};
  return columns;
}

const std::vector<Column>& Population::properties() const {
  static const std::vector<Column> columns = {{"total", "DECIMAL(12,2)"},
                                              {"items", "INTEGER"},
                                              {"category", "VARCHAR"},
                                              {"price", "DECIMAL(12,2)"},
                                              {"label", "VARCHAR"}};
  return columns;
}

const std::vector<std::string>& Population::event_names() const {
  static const std::vector<std::string> names = {
      "Page Viewed",      "Product Viewed", "Email Delivered",   "Email Opened",
      "Signed In",        "Product Added",  "Searched",          "Order Placed",
      "Checkout Started", "Email Clicked",  "Support Contacted", "Plan Changed"};
  return names;
}

void Population::each_person(const VisitPerson& visit) const {
  std::vector<Field> traits;
  for (uint32_t id = 1; id <= people_; ++id) {
    Random random(seed_ * 1'000'003 + id);
    // A few countries have most of the people.
    const double where = share(&random);
    const auto country = static_cast<size_t>(where * where * 12);
    const std::string city = "city " + std::to_string(random.below(200));
    char day[16];
    const uint32_t ago = random.below(365 * 3);
    std::snprintf(day, sizeof day, "20%02u-%02u-%02u", 21 + ago / 365, 1 + ago % 365 / 31,
                  1 + ago % 28);
    const std::string company = std::string(any_of(&random, kNameStarts)) +
                                std::string(any_of(&random, kCategories)) + " " +
                                std::to_string(random.below(60));
    const bool has_company = random.below(3) == 0;
    traits = {kCountries[country],
              std::string_view(city),
              any_of(&random, kLanguages),
              kPlans[random.below(10) < 6 ? 0 : 1 + random.below(3)],
              int64_t{16 + random.below(70)},
              amount(&random, 80),
              std::round(share(&random) * 1'000) / 10,
              random.below(3) != 0,
              std::string_view(day),
              has_company ? Field(std::string_view(company)) : Field(),
              any_of(&random, kReferrers),
              any_of(&random, kDevices),
              int64_t{random.below(100'000)},
              std::string_view(random.below(20) == 0 ? "gold" : "plain"),
              int64_t{random.below(500)}};
    visit(id, traits);
  }
}

// Most of what happens happens to few.
uint32_t Population::draw_person(Random* random) const {
  const double place = std::pow(share(random), 1.8);
  const auto rank = static_cast<uint64_t>(place * people_);
  return static_cast<uint32_t>(rank * 611'953 % people_) + 1; // a prime: ranks lie anywhere
}

void Population::each_deed(const VisitDeed& visit) const {
  std::vector<Field> fields(properties().size());
  Random random(seed_);
  for (uint64_t i = 0; i < deeds_; ++i) {
    Deed deed;
    deed.at = kNow - kSpan + static_cast<int64_t>(i * static_cast<uint64_t>(kSpan) / deeds_);
    deed.person = draw_person(&random);
    const Kind kind = draw_kind(&random);
    deed.name = event_names()[kind];
    fields.assign(fields.size(), Field());
    std::string label;
    if (kind == order_placed || kind == checkout_started) {
      fields[0] = amount(&random, 60);
      fields[1] = int64_t{1 + random.below(8)};
    }
    if (kind == order_placed || kind == product_viewed || kind == product_added) {
      fields[2] = any_of(&random, kCategories);
    }
    if (kind == product_viewed || kind == product_added) fields[3] = amount(&random, 40);
    if (kind == page_viewed) label = "/page/" + std::to_string(random.below(400));
    if (kind == email_delivered || kind == email_opened || kind == email_clicked) {
      label = "mail " + std::to_string(random.below(100));
    }
    if (kind == plan_changed) label = std::string(kPlans[random.below(4)]);
    if (!label.empty()) fields[4] = std::string_view(label);
    visit(deed, fields);
  }
}

} // namespace bench
