#include "support/definitions.h"

#include <algorithm>

namespace bench {
namespace {

using Texts = std::vector<std::string>;

const std::string& one_of(Random* random, const Texts& texts) {
  return texts[random->below(static_cast<uint32_t>(texts.size()))];
}

const Texts kWindows = {"1d", "7d", "14d", "30d", "60d", "90d"};
const Texts kCounts = {"1", "1", "1", "2", "3", "5", "10"};
const Texts kTotals = {"20", "50", "100", "200"};
const Texts kSums = {"50", "100", "250", "500", "1000"};
const Texts kCategories = {"books", "music", "toys",  "garden", "sports",
                           "shoes", "food",  "games", "health", "travel"};
const Texts kChannels = {"web", "app", "store"};
const Texts kCountries = {"FR", "DE", "ES", "IT", "GB", "US", "NL", "BE", "PL", "SE"};
const Texts kPlans = {"free", "basic", "pro", "team"};
const Texts kCities = {"Paris", "Berlin", "Madrid", "Rome", "London", "Lyon", "Porto", "Ghent"};

std::string where(Random* random) {
  switch (random->below(6)) {
    case 0: return R"(,"where":[{"property":"total","gte":)" + one_of(random, kTotals) + "}]";
    case 1:
      return R"(,"where":[{"property":"category","eq":")" + one_of(random, kCategories) + "\"}]";
    case 2: return R"(,"where":[{"property":"channel","eq":")" + one_of(random, kChannels) + "\"}]";
    default: return "";
  }
}

std::string event(Random* random) { return R"("event":")" + any_event_name(random) + "\""; }
std::string within(Random* random) { return R"(,"within":")" + one_of(random, kWindows) + "\""; }

std::string counted(Random* random) {
  const std::string bound = random->below(4) == 0 ? std::string(R"({"lte":0})")
                                                  : R"({"gte":)" + one_of(random, kCounts) + "}";
  const std::string window = random->below(5) == 0 ? "" : within(random);
  return "{" + event(random) + where(random) + R"(,"count":)" + bound + window + "}";
}

std::string trait(Random* random) {
  switch (random->below(6)) {
    case 0: return R"({"trait":"country","eq":")" + one_of(random, kCountries) + "\"}";
    case 1: return R"({"trait":"plan","ne":")" + one_of(random, kPlans) + "\"}";
    case 2: return R"({"trait":"age","gte":)" + std::to_string(18 + 5 * random->below(10)) + "}";
    case 3:
      return R"({"trait":"lifetime_value","gt":)" + std::to_string(50 * random->below(20)) + "}";
    case 4: return R"({"trait":"city","eq":")" + one_of(random, kCities) + "\"}";
    default: return R"({"trait":"country","in":["FR","BE",")" + one_of(random, kCountries) + "\"]}";
  }
}

std::string aggregate(Random* random) {
  const std::string sum = R"(,"sum":{"property":"total","gt":)" + one_of(random, kSums) + "}";
  if (random->below(2) == 0) return "{" + event(random) + sum + "}";
  return "{" + event(random) + sum + within(random) + "}";
}

std::string last_event(Random* random) {
  return R"({"last_event":")" + any_event_name(random) +
         R"(","has":[{"property":"channel","eq":")" + one_of(random, kChannels) + "\"}]}";
}

std::string sequence(Random* random) {
  return R"({"sequence":[{)" + event(random) + "},{" + event(random) + R"(,"within":"2h"}])" +
         R"(,"within":"7d"})";
}

// One question, of the kinds that are common.
std::string leaf(Random* random, size_t earlier) {
  const uint32_t kind = random->below(100);
  if (kind < 50) return counted(random);
  if (kind < 80) return trait(random);
  if (kind < 86) return aggregate(random);
  if (kind < 88) return last_event(random);
  if (kind < 89) return sequence(random);
  if (kind < 92) return R"({"consent":"email","is":"granted"})";
  if (kind < 95) return R"({"list":")" + one_of(random, lists()) + "\"}";
  if (kind < 97 && earlier > 0) {
    const uint32_t used = random->below(static_cast<uint32_t>(earlier));
    return R"({"segment":"s)" + std::to_string(used) + "\"}";
  }
  return R"({"random":{"salt":"s)" + std::to_string(random->below(8)) + R"(","below":0.5}})";
}

std::string condition(Random* random, size_t earlier) {
  const uint32_t parts = 1 + random->below(3);
  if (parts == 1) return leaf(random, earlier);
  std::string text = random->below(4) == 0 ? R"({"any":[)" : R"({"all":[)";
  for (uint32_t i = 0; i < parts; ++i) {
    const std::string part = leaf(random, earlier);
    if (i > 0) text += ',';
    text += random->below(8) == 0 ? R"({"not":)" + part + "}" : part;
  }
  return text + "]}";
}

} // namespace

const Texts& lists() {
  static const Texts kLists = {"newsletter", "beta", "press"};
  return kLists;
}

const Texts& event_names() {
  static const Texts kNames = {"Page Viewed",    "Product Viewed",   "Product Added",
                               "Email Opened",   "Search",           "Order Placed",
                               "App Opened",     "Checkout Started", "Email Clicked",
                               "Review Written", "Coupon Used",      "Support Asked"};
  return kNames;
}

std::vector<Definition> definitions(uint64_t seed, size_t count) {
  Random random(seed);
  std::vector<Definition> all;
  for (size_t i = 0; i < count; ++i) {
    all.push_back({"s" + std::to_string(i), condition(&random, i)});
  }
  return all;
}

const std::string& any_event_name(Random* random) {
  const auto names = static_cast<uint32_t>(event_names().size());
  return event_names()[std::min(random->below(names), random->below(names))];
}

std::string any_properties(Random* random) {
  return R"({"total":)" + std::to_string(random->below(300)) + ".99" + R"(,"category":")" +
         one_of(random, kCategories) + R"(","channel":")" + one_of(random, kChannels) +
         R"(","quantity":)" + std::to_string(1 + random->below(5)) + "}";
}

std::string any_traits(Random* random) {
  return R"({"country":")" + one_of(random, kCountries) + R"(","plan":")" + one_of(random, kPlans) +
         R"(","age":)" + std::to_string(18 + random->below(60)) + R"(,"lifetime_value":)" +
         std::to_string(random->below(1200)) + R"(,"city":")" + one_of(random, kCities) + "\"}";
}

} // namespace bench
