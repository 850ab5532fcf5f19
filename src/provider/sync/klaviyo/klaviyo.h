// What the files of Klaviyo share. Facts: its OpenAPI document of revision 2024-02-15.
#pragma once

#include "provider/http_account.h"
#include "provider/sync/sync_kind.h"

namespace beckon::provider::klaviyo {

inline constexpr std::string_view kBase = "https://a.klaviyo.com";
inline constexpr std::string_view kRevision = "2024-02-15";

// With the headers that every call carries. Paths end with a slash in this revision.
http::Request get(const Account& account, std::string_view path);
http::Request post(const Account& account, std::string_view path, const schema::Value& body);
http::Request call(const Account& account, std::string_view method, std::string_view path,
                   const schema::Value& body);

// The table of the house, refined by the errors of JSON:API.
Outcome read_answer(const http::Response& response);
// An HTTP status that says nothing about a single item: the whole call is to be repeated.
std::string data_id(const http::Response& response);
// Page by page along links.next, as far as it stays on the account's own host.
std::string next_page(const Account& account, const schema::Value& body);

// {"type": "profile", "attributes": …} of profile-import.
schema::Value profile_data(const SyncContact& contact);
// Where a trait goes: an attribute, a part of the location, or a custom property.
bool is_attribute(std::string_view field);
bool is_location(std::string_view field);

std::unique_ptr<SyncDelivery> deliver(const Account& account, std::vector<SyncContact> contacts);
std::unique_ptr<SyncDelivery> deliver_event(const Account& account, const SyncEvent& event);
std::unique_ptr<SyncDelivery> erase(const Account& account, SyncErasure erasure);
std::vector<std::string> collections();
std::unique_ptr<Listing> read_back(const Account& account, std::string_view collection);
std::unique_ptr<Listing> read_contacts(const Account& account);

// The body of POST /api/events/.
schema::Value event_body(const SyncEvent& event);

} // namespace beckon::provider::klaviyo
