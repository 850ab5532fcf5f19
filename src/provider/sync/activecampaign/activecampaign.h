// What the files of ActiveCampaign share. Facts: its v3 reference.
#pragma once

#include "provider/http_account.h"
#include "provider/sync/sync_kind.h"

namespace beckon::provider::activecampaign {

// The account's own address, base_url, without a path; calls go below /api/3.
http::Request call(const Account& account, std::string_view method, std::string_view path,
                   const schema::Value& body = {});
// The table of the house, refined by the shapes that its errors have.
Outcome read_answer(const http::Response& response);

std::unique_ptr<SyncDelivery> deliver(const Account& account, SyncContact contact);
std::unique_ptr<SyncDelivery> deliver(const Account& account, std::vector<SyncContact> contacts);
std::unique_ptr<SyncDelivery> erase(const Account& account, SyncErasure erasure);

// Event tracking: a form to another host, which says in its body how it went.
http::Request event_request(const Account& account, const std::string& name,
                            const std::string& data, const std::string& email);
Outcome read_event(const http::Response& response);

std::vector<std::string> collections();
std::unique_ptr<Listing> read_back(const Account& account, std::string_view collection);
std::unique_ptr<Listing> read_contacts(const Account& account);

} // namespace beckon::provider::activecampaign
