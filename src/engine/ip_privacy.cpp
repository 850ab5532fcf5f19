#include "engine/ip_privacy.h"

#include "base/ip_address.h"
#include "base/limits.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

// Whether the member was there; nothing is left of what is no address.
bool shield(schema::Value* object, IpAddresses rule) {
  const schema::Value* ip = object->find("ip");
  if (ip == nullptr) return false;
  const auto network = ip->is_string() ? truncate_ip(ip->as_string()) : std::nullopt;
  if (network && rule == IpAddresses::truncated) object->set("ip", *network);
  else object->erase("ip");
  return true;
}

} // namespace

std::optional<std::string> without_full_ip(const InputReader& reader, IpAddresses rule) {
  if (!reader.may_name_ip()) return std::nullopt;
  schema::Value record = reader.whole();
  const schema::Value* ip = record.find("ip");
  if (ip != nullptr && !(ip->is_string() && truncate_ip(ip->as_string()))) {
    fail_invalid("ip is not an IP address", "/ip");
  }
  if (rule == IpAddresses::kept) return std::nullopt;
  bool changed = shield(&record, rule);
  if (const schema::Value* context = record.find("context"); context != nullptr) {
    schema::Value shielded = *context;
    if (shield(&shielded, rule)) {
      record.set("context", std::move(shielded));
      changed = true;
    }
  }
  if (!changed) return std::nullopt;
  std::string shielded = schema::to_json(record);
  // A number may be longer than it was written; what is stored must be readable again.
  if (shielded.size() > limits::record_bytes) {
    throw Error(Code::limit_exceeded, "the record is larger than limits::record_bytes", "",
                "its numbers take more room as they are stored: send a smaller one");
  }
  return shielded;
}

} // namespace beckon::engine
