// Klaviyo: what is read back, page by page along links.next.
#include <array>
#include <functional>

#include "provider/sync/klaviyo/klaviyo.h"
#include "schema/members.h"

namespace beckon::provider::klaviyo {
namespace {

using Result = Outcome::Result;

struct Collection {
  std::string_view name, path;
};
// Brackets and quotes of queries are written as they stand on the wire. Campaigns must be asked for
// by channel.
constexpr std::array<Collection, 7> kCollections = {
    {{"campaigns", "/api/campaigns/?filter=equals%28messages.channel%2C%27email%27%29"},
     {"sms_campaigns", "/api/campaigns/?filter=equals%28messages.channel%2C%27sms%27%29"},
     {"flows", "/api/flows/?page%5Bsize%5D=50"},
     {"templates", "/api/templates/?fields%5Btemplate%5D=name%2Ceditor_type%2Ccreated%2Cupdated"},
     {"metrics", "/api/metrics/"},
     {"lists", "/api/lists/"},
     {"segments", "/api/segments/"}}};
constexpr std::string_view kProfiles =
    "/api/profiles/?page%5Bsize%5D=50&fields%5Bprofile%5D=email%2Cphone_number%2Cexternal_id%2C"
    "first_name%2Clast_name%2Corganization%2Ctitle%2Cimage%2Clocation%2Cproperties";

// What became of campaigns and flows in the last 30 days, by a report that is asked for with the
// metric whose conversions count.
constexpr std::array<Collection, 2> kReports = {
    {{"campaign_values", "campaign-values-report"}, {"flow_values", "flow-values-report"}}};
constexpr std::array<std::string_view, 14> kStatistics = {
    "recipients",   "delivered",       "delivery_rate", "opens",           "opens_unique",
    "open_rate",    "clicks",          "clicks_unique", "click_rate",      "bounced",
    "unsubscribes", "spam_complaints", "conversions",   "conversion_value"};

constexpr int kTries = 5;

// A page that cannot be had now is asked for again; nothing: it is not to be waited for.
std::optional<Step> pause_of(const Outcome& outcome, int* tries) {
  if (outcome.result != Result::retry || *tries >= kTries) return std::nullopt;
  ++*tries;
  return Step{std::nullopt, outcome.retry_after_ms.value_or(Millis{1'000} << *tries)};
}

void fail(const Outcome& outcome, std::optional<Outcome>* failure) {
  *failure = outcome;
  if ((*failure)->reason.empty()) (*failure)->reason = "the answer cannot be read";
}

class Report final : public Listing {
 public:
  Report(const Account& account, std::string_view type) : account_(account), type_(type) {}

  Step next(const http::Response* answer) override {
    if (answer == nullptr) return {request(), 0};
    const Outcome outcome = read_answer(*answer);
    if (auto pause = pause_of(outcome, &tries_)) return std::move(*pause);
    const schema::Value body = json_body(*answer);
    const schema::Value* data = body.find("data");
    const schema::Value* attributes = data == nullptr ? nullptr : data->find("attributes");
    const schema::Value* results = attributes == nullptr ? nullptr : attributes->find("results");
    if (outcome.result != Result::accepted || results == nullptr || !results->is_array()) {
      fail(outcome, &failure_);
      return {};
    }
    for (const schema::Value& result : results->as_array()) items_.push_back(row(result));
    return {};
  }

 private:
  http::Request request() const {
    schema::Value statistics = schema::Value::array();
    for (const std::string_view name : kStatistics) statistics.push_back(name);
    schema::Value attributes = schema::Value::object({{"statistics", std::move(statistics)}});
    attributes.set("timeframe", schema::Value::object({{"key", "last_30_days"}}));
    attributes.set("conversion_metric_id", config_text(account_, "conversion_metric"));
    schema::Value data = schema::Value::object({{"type", type_}});
    data.set("attributes", std::move(attributes));
    return post(account_, "/api/" + type_ + "s/", schema::Value::object({{"data", data}}));
  }

  // Groupings and statistics side by side.
  static schema::Value row(const schema::Value& result) {
    schema::Value flat = schema::Value::object();
    for (const char* part : {"groupings", "statistics"}) {
      const schema::Value* members = result.find(part);
      if (members == nullptr || !members->is_object()) continue;
      for (const schema::Member& member : members->as_object()) {
        flat.set(member.key, member.value);
      }
    }
    return flat;
  }

  const Account account_;
  const std::string type_;
  int tries_ = 0;
};

class Pages final : public Listing {
 public:
  using Shape = std::function<schema::Value(const schema::Value&)>;
  Pages(const Account& account, std::string_view path, Shape shape)
      : account_(account), path_(path), shape_(std::move(shape)) {}

  Step next(const http::Response* answer) override {
    if (answer == nullptr) return {get(account_, path_), 0};
    const Outcome outcome = read_answer(*answer);
    if (auto pause = pause_of(outcome, &tries_)) return std::move(*pause);
    const schema::Value body = json_body(*answer);
    const schema::Value* items = body.find("data");
    if (outcome.result != Result::accepted || items == nullptr || !items->is_array()) {
      fail(outcome, &failure_);
      return {};
    }
    for (const schema::Value& item : items->as_array()) items_.push_back(shape_(item));
    tries_ = 0;
    path_ = next_page(account_, body);
    if (path_.empty()) return {};
    return {get(account_, path_), 0};
  }

 private:
  const Account account_;
  std::string path_;
  Shape shape_;
  int tries_ = 0;
};

// {"id", …attributes}: what JSON:API wraps.
schema::Value flattened(const schema::Value& item) {
  schema::Value flat = schema::Value::object({{"id", schema::text_member(item, "id")}});
  const schema::Value* attributes = item.find("attributes");
  if (attributes == nullptr || !attributes->is_object()) return flat;
  for (const schema::Member& member : attributes->as_object()) flat.set(member.key, member.value);
  return flat;
}

schema::Value contact_of(const schema::Value& item) {
  const schema::Value flat = flattened(item);
  RemoteContact contact{schema::text_member(flat, "id"), schema::text_member(flat, "email"),
                        schema::text_member(flat, "phone_number"),
                        schema::text_member(flat, "external_id"), schema::Value::object()};
  for (const schema::Member& member : flat.as_object()) {
    if (is_attribute(member.key)) contact.fields.set(member.key, member.value);
    if (member.key != "location" && member.key != "properties") continue;
    if (!member.value.is_object()) continue;
    const std::string prefix = member.key == "location" ? "location." : "";
    for (const schema::Member& inner : member.value.as_object()) {
      contact.fields.set(prefix + inner.key, inner.value);
    }
  }
  return to_value(contact);
}

} // namespace

std::vector<std::string> collections() {
  std::vector<std::string> names;
  for (const Collection& row : kCollections) names.emplace_back(row.name);
  for (const Collection& row : kReports) names.emplace_back(row.name);
  return names;
}

std::unique_ptr<Listing> read_back(const Account& account, std::string_view collection) {
  for (const Collection& row : kCollections) {
    if (row.name == collection) return std::make_unique<Pages>(account, row.path, flattened);
  }
  for (const Collection& row : kReports) {
    if (row.name != collection) continue;
    if (config_text(account, "conversion_metric").empty()) {
      throw Error(Code::conflict, "the account has no conversion_metric, which a report asks for",
                  "/collection", "its id is among the metrics that syncs.remote shows");
    }
    return std::make_unique<Report>(account, row.path);
  }
  throw Error(Code::invalid_request, "klaviyo has no \"" + std::string(collection) + "\"");
}

std::unique_ptr<Listing> read_contacts(const Account& account) {
  return std::make_unique<Pages>(account, kProfiles, contact_of);
}

} // namespace beckon::provider::klaviyo
