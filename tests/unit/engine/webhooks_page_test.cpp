// docs/webhooks.md is true: its accounts and settings are accepted, it names every receiver, and
// its table of topics tells what events each topic comes to.
#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "engine/policy/policy.h"
#include "provider/receiver.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

std::vector<std::string> page_lines() {
  std::ifstream file(BECKON_DOCS "/webhooks.md");
  REQUIRE(file.good());
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream row(line);
  for (std::string cell; std::getline(row, cell, '|');) {
    const size_t first = cell.find_first_not_of(' ');
    if (first == std::string::npos) continue;
    cells.push_back(cell.substr(first, cell.find_last_not_of(' ') - first + 1));
  }
  return cells;
}

// "`a`, `b`" → a, b
std::vector<std::string> code_words(const std::string& cell) {
  std::vector<std::string> words;
  for (size_t at = cell.find('`'); at != std::string::npos; at = cell.find('`', at)) {
    const size_t end = cell.find('`', at + 1);
    REQUIRE(end != std::string::npos);
    words.push_back(cell.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return words;
}

TEST_CASE("the page of webhooks: accounts and settings are accepted") {
  std::istringstream page([] {
    std::string text;
    for (const std::string& line : page_lines()) text += line + "\n";
    return text;
  }());
  size_t accounts = 0, settings = 0;
  for (std::string line; std::getline(page, line);) {
    if (line != "```json") continue;
    std::string json;
    while (std::getline(page, line) && line != "```") json += line + "\n";
    CAPTURE(json);
    const schema::Value block = schema::parse_json(json);
    Issues issues;
    if (block.find("kind") != nullptr) {
      const auto* source = provider::find_source(schema::text_member(block, "kind"));
      REQUIRE(source != nullptr);
      source->check(block, &issues);
      ++accounts;
    } else if (block.find("soft_bounces") != nullptr) {
      const Policy policy = compile_policy(block, &issues);
      // It shows what holds when nothing is said.
      CHECK(policy.soft_bounces.limit == SoftBounceRule().limit);
      CHECK(policy.soft_bounces.over == SoftBounceRule().over);
      CHECK(policy.soft_bounces.within == SoftBounceRule().within);
      ++settings;
    }
    CHECK(issues.empty());
  }
  CHECK(accounts == 1);
  CHECK(settings == 1);
}

TEST_CASE("the page of webhooks names every receiver") {
  std::set<std::string> named;
  for (const std::string& line : page_lines()) {
    if (line.rfind("| `", 0) != 0) continue;
    for (const std::string& word : code_words(cells_of(line).at(0))) named.insert(word);
  }
  for (const char* kind :
       {"ses", "sendgrid", "postmark", "twilio", "klaviyo", "activecampaign", "mixmax"})
    CHECK(named.count(kind) == 1);
  for (const std::string& kind : provider::source_kinds()) CHECK(named.count(kind) == 1);
}

// A payload of the topic, as small as it may be.
std::string payload_of(const std::string& topic) {
  if (topic.rfind("customers/", 0) == 0) return R"({"id": 7, "email": "a@x.example"})";
  if (topic.rfind("orders/", 0) == 0) {
    return R"({"id": 1, "email": "a@x.example", "line_items": [{"price": "1.00"}]})";
  }
  return R"({"token": "c", "email": "a@x.example", "created_at": "2024-03-01T00:00:00Z",
             "updated_at": )" +
         std::string(topic == "checkouts/create" ? R"("2024-03-01T00:00:00Z"})"
                                                 : R"("2024-03-01T00:05:00Z"})");
}

std::string events_of(const std::string& topic) {
  provider::Account account;
  account.key = "shop";
  account.config = schema::Value::object();
  const provider::Delivery delivery{
      "", {{"X-Shopify-Topic", topic}}, payload_of(topic), 1'710'000'000'000};
  std::string events;
  for (const schema::Value& record :
       provider::find_receiver("shopify")->read(account, delivery).records) {
    const std::string event = schema::text_member(record, "event");
    if (!event.empty()) events += (events.empty() ? "" : ", ") + event;
  }
  return events.empty() ? "–" : events;
}

TEST_CASE("the page of webhooks: what the topics of a shop come to") {
  size_t topics = 0;
  for (const std::string& line : page_lines()) {
    if (line.rfind("| `", 0) != 0 || line.find('/') == std::string::npos) continue;
    const auto cells = cells_of(line);
    if (cells.size() != 2) continue;
    for (const std::string& topic : code_words(cells[0])) {
      CAPTURE(topic);
      CHECK(events_of(topic) == cells[1]);
      ++topics;
    }
  }
  CHECK(topics == 15);
}

} // namespace
} // namespace beckon::engine
