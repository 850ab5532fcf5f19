// What the accounts of all HTTP providers have in common: where they are, how long they may take,
// how their answers are read.
#pragma once

#include <string>
#include <string_view>

#include "provider/config_reader.h"
#include "provider/provider.h"

namespace beckon::provider {

// The address under `member` (https, or http where private addresses are allowed), timeout,
// allow_private.
void check_http_account(ConfigReader* reader, std::string_view member = "base_url");

// A text of the configuration, else what stands for it.
std::string config_text(const Account& account, std::string_view name,
                        std::string_view otherwise = {});

// A POST to the account's base_url, or `base`, with `path` after it.
http::Request http_request(const Account& account, std::string_view base, std::string_view path);

// What the account says of "timeout" and "allow_private", whatever the protocol.
void set_reach(const Account& account, http::Request* request);

// The answer's body; null when it is no JSON.
schema::Value json_body(const http::Response& response);

// Moves an outcome to another class, keeping its reason.
void blame(Outcome* outcome, Outcome::Result result, Outcome::Fault fault);

} // namespace beckon::provider
