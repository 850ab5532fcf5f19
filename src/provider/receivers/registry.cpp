#include "provider/receivers/registry.h"

#include <array>

#include "base/limits.h"
#include "provider/form.h"
#include "provider/headers.h"
#include "schema/fast_json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using Row = const Receiver& (*)();
constexpr std::array<Row, 7> kRows = {mixmax_receiver,        ses_receiver,    sendgrid_receiver,
                                      postmark_receiver,      twilio_receiver, klaviyo_receiver,
                                      activecampaign_receiver};

using SourceRow = const Source& (*)();
constexpr std::array<SourceRow, 1> kSources = {shopify_source};

} // namespace

const Receiver* find_receiver(std::string_view kind) {
  for (const Row row : kRows) {
    if (row().kind() == kind) return &row();
  }
  return find_source(kind);
}

const Source* find_source(std::string_view kind) {
  for (const SourceRow row : kSources) {
    if (row().kind() == kind) return &row();
  }
  return nullptr;
}

std::vector<std::string> source_kinds() {
  std::vector<std::string> kinds;
  for (const SourceRow row : kSources) kinds.emplace_back(row().kind());
  return kinds;
}

std::string_view privacy_name(PrivacyRequest::Kind kind) {
  switch (kind) {
    case PrivacyRequest::Kind::access: return "access";
    case PrivacyRequest::Kind::erase: return "erase";
    case PrivacyRequest::Kind::erase_all: return "erase_all";
  }
  return "access";
}

void refuse_delivery() {
  throw Error(Code::permission_denied, "the webhook is not signed as it should be", "",
              "check the account's secrets, and that the body is passed on byte by byte");
}

void refuse_shape(std::string_view what) {
  throw Error(Code::invalid_request, std::string(what), "/body");
}

schema::Value delivery_json(const Delivery& delivery) {
  schema::ReadLimits limits;
  limits.bytes = limits::document_bytes;
  limits.depth = limits::document_depth;
  try {
    return schema::parse_json_fast(delivery.body, limits);
  } catch (const Error& error) {
    refuse_shape("the webhook's body is no JSON: " + error.message());
  }
}

std::string header_text(const Delivery& delivery, std::string_view name) {
  const std::string* value = find_header(delivery.headers, name);
  return value == nullptr ? "" : *value;
}

std::string url_token(const Delivery& delivery) {
  const std::string_view url = delivery.url;
  const size_t query = url.find('?');
  if (query == std::string_view::npos) return {};
  const size_t end = std::min(url.find('#', query), url.size());
  for (const auto& [name, value] : parse_form(url.substr(query + 1, end - query - 1))) {
    if (name == "token") return value;
  }
  return {};
}

Millis time_member(const schema::Value& object, std::string_view key, Millis otherwise) {
  return parse_time(schema::text_member(object, key)).value_or(otherwise);
}

} // namespace beckon::provider
