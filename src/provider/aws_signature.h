// AWS Signature Version 4: a request signed with an access key, as Amazon's services demand it.
// Source: AWS General Reference, "Signature Version 4 signing process".
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "http/transport.h"

namespace beckon::provider {

struct AwsKeys {
  std::string access_key_id, secret_access_key;
  std::string session_token; // of temporary keys; else empty
};

struct AwsTarget {
  std::string region, service; // "eu-west-1", "ses"
  bool normalize_path = true;  // "." and ".." are resolved; S3 alone does not
};

// The text whose hash is signed. `request` holds every header that is to be signed; its URL is
// http(s)://host[:port]/path?query. One line each: method, path, query, headers (and a blank
// line), names of the headers, hash of the body.
std::string aws_canonical_request(const http::Request& request, const AwsTarget& target);

// Adds X-Amz-Date, X-Amz-Security-Token and Authorization. `at` is when the request leaves: Amazon
// takes it for five minutes. Host is signed whether or not it is among the headers.
void sign_aws(const AwsKeys& keys, const AwsTarget& target, Millis at, http::Request* request);

} // namespace beckon::provider
