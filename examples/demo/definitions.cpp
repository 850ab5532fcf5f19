#include "definitions.h"

#include <nlohmann/json.hpp>

namespace demo {
namespace {

constexpr std::string_view kActiveBuyers = R"({
  "key": "active-buyers",
  "where": {"event": "Order Placed", "within": "30d"}})";

constexpr std::string_view kRepeatBuyers = R"({
  "key": "repeat-buyers",
  "where": {"event": "Order Placed", "count": {"gte": 2}}})";

constexpr std::string_view kBigSpenders = R"({
  "key": "big-spenders",
  "where": {"event": "Order Placed", "where": [{"property": "total", "gte": 50}],
            "within": "90d"}})";

constexpr std::string_view kThanks = R"({
  "key": "thanks", "channel": "email", "kind": "marketing",
  "from": "CDNOW <music@cdnow.example>",
  "subject": "How do you like your new music, {{ profile.first_name | default: \"friend\" }}?",
  "html": "<p>A week ago you spent ${{ event.total }} on music. Enjoy!</p>",
  "text": "A week ago you spent ${{ event.total }} on music. Enjoy!"})";

constexpr std::string_view kWinBack = R"({
  "key": "we-miss-you", "channel": "email", "kind": "marketing",
  "from": "CDNOW <music@cdnow.example>",
  "subject": "Three months without new music?",
  "html": "<p>You have been with us since {{ profile.cohort }}. Here are 10 % off.</p>",
  "text": "You have been with us since {{ profile.cohort }}. Here are 10 % off."})";

constexpr std::string_view kPostPurchaseFlow = R"({
  "key": "post-purchase",
  "trigger": {"event": "Order Placed"},
  "reentry": "after_exit",
  "start": "week",
  "nodes": {"week": {"type": "delay", "for": "7d", "next": "thanks"},
            "thanks": {"type": "message", "channel": "email", "template": "thanks"}}})";

// Each purchase ends the entry and starts the next, so that the 90 days run from the newest one.
constexpr std::string_view kWinBackFlow = R"({
  "key": "win-back",
  "trigger": {"event": "Order Placed"},
  "exit_when": [{"event": "Order Placed"}],
  "reentry": "after_exit",
  "start": "quiet",
  "nodes": {"quiet": {"type": "delay", "for": "90d", "next": "offer"},
            "offer": {"type": "message", "channel": "email", "template": "we-miss-you"}}})";

} // namespace

void create_definitions(beckon::Engine& shop, const std::string& outbox) {
  const nlohmann::json provider = {
      {"key", "outbox"}, {"kind", "sandbox"}, {"channel", "email"}, {"directory", outbox}};
  shop.call("providers.create", provider.dump());
  for (const auto segment : {kActiveBuyers, kRepeatBuyers, kBigSpenders}) {
    shop.call("segments.create", segment);
  }
  for (const auto message : {kThanks, kWinBack}) shop.call("templates.create", message);
  for (const auto flow : {kPostPurchaseFlow, kWinBackFlow}) shop.call("flows.create", flow);
  for (const auto key : kFlows) {
    shop.call("flows.publish", nlohmann::json{{"key", key}}.dump());
  }
}

} // namespace demo
