// ActiveCampaign as a target: requests, answers and what the platform knows of fields.
#include "provider/sync/activecampaign/activecampaign.h"

#include <algorithm>

#include "provider/form.h"
#include "provider/reason.h"
#include "provider/sync/registry.h"
#include "provider/sync/single_call.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace activecampaign {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

namespace {

constexpr std::string_view kEvents = "https://trackcmp.net";
constexpr size_t kEventName = 32; // bytes that it takes

} // namespace

http::Request call(const Account& account, std::string_view method, std::string_view path,
                   const schema::Value& body) {
  http::Request request = http_request(account, "", "/api/3" + std::string(path));
  request.method = method;
  request.headers = {{"Api-Token", config_text(account, "api_key")},
                     {"Accept", "application/json"}};
  if (!body.is_null()) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = schema::to_json(body);
  }
  return request;
}

// It has no single form of errors: a list of {"title", "detail", "code", "source"}, or a message.
Outcome read_answer(const http::Response& response) {
  Outcome outcome = classify_http(response);
  if (response.phase != http::Phase::complete || outcome.result == Result::accepted) {
    return outcome;
  }
  const schema::Value body = json_body(response);
  std::string text = schema::text_member(body, "message"), pointer, code;
  const schema::Value* errors = body.find("errors");
  if (errors != nullptr && errors->is_array() && errors->size() > 0) {
    const schema::Value& error = errors->as_array().front();
    text = schema::text_member(error, "title") + " " + schema::text_member(error, "detail");
    code = schema::text_member(error, "code");
    const schema::Value* source = error.find("source");
    if (source != nullptr) pointer = schema::text_member(*source, "pointer");
  }
  if (!text.empty()) {
    outcome.reason = readable("HTTP " + std::to_string(response.status) + ": " + text);
  }
  const bool address = pointer.find("email") != std::string::npos || code == "email_invalid";
  if (response.status == 422 && address) blame(&outcome, Result::rejected, Fault::recipient);
  if (response.status == 409) blame(&outcome, Result::rejected, Fault::request);
  return outcome;
}

http::Request event_request(const Account& account, const std::string& name,
                            const std::string& data, const std::string& email) {
  http::Request request = http_request(account, "", "");
  request.url = config_text(account, "event_url", kEvents) + "/event";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  std::string shown = name.substr(0, kEventName);
  while (shown.size() < name.size() && !shown.empty() &&
         (static_cast<unsigned char>(name[shown.size()]) & 0xc0) == 0x80) {
    shown.pop_back(); // whole characters
  }
  const std::string visit = schema::to_json(schema::Value::object({{"email", email}}));
  request.body = "actid=" + url_encode(config_text(account, "event_account")) +
                 "&key=" + url_encode(config_text(account, "event_key")) +
                 "&event=" + url_encode(shown) + "&eventdata=" + url_encode(data) +
                 "&visit=" + url_encode(visit);
  return request;
}

// HTTP 200 comes with errors too.
Outcome read_event(const http::Response& response) {
  Outcome outcome = classify_http(response);
  if (response.phase != http::Phase::complete || outcome.result != Result::accepted) {
    return outcome;
  }
  const schema::Value body = json_body(response);
  const schema::Value* success = body.find("success");
  if (success == nullptr) return outcome; // a 2xx that cannot be read
  const bool well = (success->is_integer() && success->as_integer() == 1) ||
                    (success->is_bool() && success->as_bool());
  if (well) return outcome;
  blame(&outcome, Result::rejected, Fault::request);
  outcome.reason = readable("ActiveCampaign: " + schema::text_member(body, "message"));
  return outcome;
}

} // namespace activecampaign

namespace {

constexpr std::string_view kDigits = "0123456789";

class ActiveCampaign final : public SyncKind {
 public:
  std::string_view kind() const override { return "activecampaign"; }
  bool takes_phones() const override { return false; }
  bool lists_need_consent() const override { return true; }

  void check_field(const std::string& field, const std::string& pointer,
                   Issues* issues) const override {
    if (field == "firstName" || field == "lastName") return;
    if (!field.empty() && field.find_first_not_of(kDigits) == std::string::npos) return;
    issues->push_back({pointer, "\"" + field + "\" is no field of ActiveCampaign",
                       "firstName, lastName, or the number of a custom field"});
  }

  std::string default_field(std::string_view trait) const override {
    if (trait == "first_name" || trait == "firstName") return "firstName";
    if (trait == "last_name" || trait == "lastName") return "lastName";
    return {};
  }

  Rate pace() const override { return {5, Duration{1'000, 0}, 5}; } // of an account
  bool repeats_events() const override { return false; }

  size_t bulk_least() const override { return 25; }
  size_t bulk_most() const override { return 250; }
  size_t bulk_bytes() const override { return 380'000; } // of 400 kB
  bool fits_bulk(const SyncContact& contact) const override {
    return std::none_of(contact.lists.begin(), contact.lists.end(),
                        [](const auto& row) { return row.again; });
  }

  std::unique_ptr<SyncDelivery> contact(const Account& account,
                                        SyncContact contact) const override {
    return activecampaign::deliver(account, std::move(contact));
  }
  std::unique_ptr<SyncDelivery> contacts(const Account& account,
                                         std::vector<SyncContact> contacts) const override {
    return activecampaign::deliver(account, std::move(contacts));
  }
  std::unique_ptr<SyncDelivery> event(const Account& account, SyncEvent event) const override {
    return std::make_unique<SingleCall>(
        activecampaign::event_request(account, event.name, schema::to_json(event.properties),
                                      event.email),
        activecampaign::read_event);
  }
  std::unique_ptr<SyncDelivery> erase(const Account& account, SyncErasure erasure) const override {
    return activecampaign::erase(account, std::move(erasure));
  }
  std::vector<std::string> collections() const override { return activecampaign::collections(); }
  std::unique_ptr<Listing> read_back(const Account& account,
                                     std::string_view collection) const override {
    return activecampaign::read_back(account, collection);
  }
  bool reads_all_fields() const override { return false; }
  std::unique_ptr<Listing> read_contacts(const Account& account) const override {
    return activecampaign::read_contacts(account);
  }
};

} // namespace

const SyncKind& activecampaign_sync() {
  static const ActiveCampaign kind;
  return kind;
}

} // namespace beckon::provider
