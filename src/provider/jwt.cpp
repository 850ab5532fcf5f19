#include "provider/jwt.h"

#include "base/public_key.h"
#include "schema/json.h"

namespace beckon::provider {
namespace {

std::string signing_input(const schema::Value& header, const schema::Value& claims) {
  return to_base64url(schema::to_json(header)) + "." + to_base64url(schema::to_json(claims));
}

std::optional<std::string> joined(const std::string& input,
                                  const std::optional<std::string>& signature) {
  if (!signature) return std::nullopt;
  return input + "." + to_base64url(*signature);
}

} // namespace

std::optional<std::string> jwt_es256(const schema::Value& header, const schema::Value& claims,
                                     const std::string& private_key) {
  const std::string input = signing_input(header, claims);
  return joined(input, sign_es256(private_key, input));
}

std::optional<std::string> jwt_rs256(const schema::Value& header, const schema::Value& claims,
                                     const std::string& private_key) {
  const std::string input = signing_input(header, claims);
  return joined(input, sign_rs256(private_key, input));
}

} // namespace beckon::provider
