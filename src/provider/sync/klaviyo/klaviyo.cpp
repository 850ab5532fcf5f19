// Klaviyo as a target: requests, answers and what the platform knows of fields.
#include "provider/sync/klaviyo/klaviyo.h"

#include <algorithm>
#include <array>

#include "provider/reason.h"
#include "provider/sync/registry.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace klaviyo {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

constexpr std::array<std::string_view, 5> kAttributes = {"first_name", "last_name", "organization",
                                                         "title", "image"};
constexpr std::array<std::string_view, 10> kPlaces = {
    "address1", "address2", "city",      "country",  "region",
    "zip",      "latitude", "longitude", "timezone", "ip"};
constexpr std::string_view kPlace = "location.";

std::string origin(const Account& account) {
  std::string base = config_text(account, "base_url", kBase);
  while (!base.empty() && base.back() == '/') base.pop_back();
  return base;
}

} // namespace

http::Request call(const Account& account, std::string_view method, std::string_view path,
                   const schema::Value& body) {
  http::Request request = http_request(account, kBase, path);
  request.method = method;
  request.headers = {{"Authorization", "Klaviyo-API-Key " + config_text(account, "api_key")},
                     {"revision", config_text(account, "revision", kRevision)},
                     {"Accept", "application/json"}};
  if (!body.is_null()) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = schema::to_json(body);
  }
  return request;
}

http::Request get(const Account& account, std::string_view path) {
  return call(account, "GET", path, {});
}

http::Request post(const Account& account, std::string_view path, const schema::Value& body) {
  return call(account, "POST", path, body);
}

// A pointer at the address says that the person cannot be written to there, whatever the rest.
Outcome read_answer(const http::Response& response) {
  Outcome outcome = classify_http(response);
  if (response.phase != http::Phase::complete || outcome.result == Result::accepted) {
    return outcome;
  }
  const schema::Value body = json_body(response);
  const schema::Value* errors = body.find("errors");
  if (errors == nullptr || !errors->is_array() || errors->size() == 0) return outcome;
  const schema::Value& error = errors->as_array().front();
  const std::string code = schema::text_member(error, "code");
  outcome.reason = readable("Klaviyo " + code + ": " + schema::text_member(error, "detail"));
  const schema::Value* source = error.find("source");
  const std::string pointer = source == nullptr ? "" : schema::text_member(*source, "pointer");
  const auto names = [&](std::string_view part) { return pointer.find(part) != std::string::npos; };
  if (response.status == 400 && (names("email") || names("phone_number"))) {
    blame(&outcome, Result::rejected, Fault::recipient);
  }
  // 409 is a profile that is there already: it comes again by its id, never by waiting.
  if (response.status == 409) blame(&outcome, Result::rejected, Fault::request);
  return outcome;
}

std::string data_id(const http::Response& response) {
  const schema::Value body = json_body(response);
  const schema::Value* data = body.find("data");
  return data == nullptr ? std::string() : readable(schema::text_member(*data, "id"));
}

// The key is shown to the account's own host alone, whatever an answer says.
std::string next_page(const Account& account, const schema::Value& body) {
  const schema::Value* links = body.find("links");
  const std::string next = links == nullptr ? "" : schema::text_member(*links, "next");
  const std::string base = origin(account);
  if (next.rfind(base + "/", 0) == 0) return next.substr(base.size());
  return next.rfind('/', 0) == 0 && next.rfind("//", 0) != 0 ? next : std::string();
}

bool is_attribute(std::string_view field) {
  return std::find(kAttributes.begin(), kAttributes.end(), field) != kAttributes.end();
}

bool is_location(std::string_view field) { return field.substr(0, kPlace.size()) == kPlace; }

schema::Value profile_data(const SyncContact& contact) {
  schema::Value attributes = schema::Value::object(), properties = schema::Value::object();
  schema::Value location = schema::Value::object(), unset = schema::Value::array();
  if (!contact.email.empty()) attributes.set("email", contact.email);
  if (!contact.phone.empty()) attributes.set("phone_number", contact.phone);
  if (!contact.external_id.empty()) attributes.set("external_id", contact.external_id);
  for (const schema::Member& field : contact.fields.as_object()) {
    if (is_attribute(field.key)) attributes.set(field.key, field.value);
    else if (is_location(field.key)) location.set(field.key.substr(kPlace.size()), field.value);
    else if (field.value.is_null()) unset.push_back(field.key);
    else properties.set(field.key, field.value);
  }
  if (location.size() > 0) attributes.set("location", std::move(location));
  if (properties.size() > 0) attributes.set("properties", std::move(properties));
  schema::Value data = schema::Value::object({{"type", "profile"}});
  if (!contact.remote_id.empty()) data.set("id", contact.remote_id);
  data.set("attributes", std::move(attributes));
  if (unset.size() > 0) {
    data.set("meta", schema::Value::object(
                         {{"patch_properties", schema::Value::object({{"unset", unset}})}}));
  }
  return data;
}

} // namespace klaviyo

namespace {

class Klaviyo final : public SyncKind {
 public:
  std::string_view kind() const override { return "klaviyo"; }
  bool takes_phones() const override { return true; }
  bool lists_need_consent() const override { return false; }

  void check_field(const std::string& field, const std::string& pointer,
                   Issues* issues) const override {
    const std::string place =
        klaviyo::is_location(field) ? field.substr(klaviyo::kPlace.size()) : std::string();
    const bool known = std::find(klaviyo::kPlaces.begin(), klaviyo::kPlaces.end(), place) !=
                       klaviyo::kPlaces.end();
    if (!place.empty() && !known) {
      issues->push_back({pointer, "a location has no \"" + place + "\"",
                         "address1, address2, city, country, region, zip, latitude, longitude, "
                         "timezone, ip"});
    }
    if (field.empty() || field == "email" || field == "phone_number" || field == "external_id" ||
        field.front() == '$') {
      issues->push_back({pointer, "\"" + field + "\" cannot be set from a trait",
                         "name a property, or first_name, last_name, organization, title, image, "
                         "location.city …"});
    }
  }

  std::string default_field(std::string_view trait) const override {
    if (trait == "email" || trait == "phone") return {};
    if (trait == "firstName") return "first_name";
    if (trait == "lastName") return "last_name";
    if (trait == "company") return "organization";
    if (trait == "avatar") return "image";
    if (trait == "timezone") return "location.timezone";
    return std::string(trait);
  }

  // Tier L, that of profile-import: 75 a second, 700 a minute.
  Rate pace() const override { return {700, Duration{60'000, 0}, 75}; }
  bool repeats_events() const override { return true; } // by unique_id

  size_t bulk_least() const override { return 50; }
  size_t bulk_most() const override { return 10'000; }
  size_t bulk_bytes() const override { return 4'500'000; } // of 5 MB
  // Lists and joined contacts are told by ids, which a job does not answer.
  bool fits_bulk(const SyncContact& contact) const override {
    return contact.absorbed.empty() && (contact.lists.empty() || !contact.remote_id.empty());
  }

  std::unique_ptr<SyncDelivery> contact(const Account& account,
                                        SyncContact contact) const override {
    return klaviyo::deliver(account, {std::move(contact)});
  }
  std::unique_ptr<SyncDelivery> contacts(const Account& account,
                                         std::vector<SyncContact> contacts) const override {
    return klaviyo::deliver(account, std::move(contacts));
  }
  std::unique_ptr<SyncDelivery> event(const Account& account, SyncEvent event) const override {
    return klaviyo::deliver_event(account, event);
  }
  std::unique_ptr<SyncDelivery> erase(const Account& account, SyncErasure erasure) const override {
    return klaviyo::erase(account, std::move(erasure));
  }
  std::vector<std::string> collections() const override { return klaviyo::collections(); }
  std::unique_ptr<Listing> read_back(const Account& account,
                                     std::string_view collection) const override {
    return klaviyo::read_back(account, collection);
  }
  bool reads_all_fields() const override { return true; }
  std::unique_ptr<Listing> read_contacts(const Account& account) const override {
    return klaviyo::read_contacts(account);
  }
};

} // namespace

const SyncKind& klaviyo_sync() {
  static const Klaviyo kind;
  return kind;
}

} // namespace beckon::provider
