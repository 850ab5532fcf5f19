// suppressions.*: addresses that must not be written to.
#include <array>

#include "base/crypto.h"
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "engine/suppression.h"
#include "message/address.h"

namespace beckon::engine {
namespace {

enum class SuppressedChannel : uint8_t { email, sms };
enum class Reason : uint8_t { manual, hard_bounce, complaint, unsubscribe };

struct AddressRequest {
  SuppressedChannel channel = SuppressedChannel::email;
  std::string address;
};
struct SuppressRequest : AddressRequest {
  Reason reason = Reason::manual;
};
struct Removed {
  bool removed = false;
};
struct SuppressionState {
  bool suppressed = false;
  std::optional<std::string> reason;
  std::optional<schema::Time> at;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<SuppressedChannel> {
  static constexpr std::array values = {std::pair{SuppressedChannel::email, "email"sv},
                                        std::pair{SuppressedChannel::sms, "sms"sv}};
};
template <>
struct EnumNames<Reason> {
  static constexpr std::array values = {
      std::pair{Reason::manual, "manual"sv}, std::pair{Reason::hard_bounce, "hard_bounce"sv},
      std::pair{Reason::complaint, "complaint"sv}, std::pair{Reason::unsubscribe, "unsubscribe"sv}};
};
constexpr auto address_fields() {
  return std::tuple{required("channel", &AddressRequest::channel, "Of the address"),
                    required("address", &AddressRequest::address, "E-mail address or number")};
}
template <>
struct Describe<AddressRequest> {
  static constexpr auto fields() { return address_fields(); }
};
template <>
struct Describe<SuppressRequest> {
  static constexpr auto fields() {
    return std::tuple_cat(
        address_fields(),
        std::tuple{optional("reason", &SuppressRequest::reason,
                            "unsubscribe stops marketing; the others stop everything")});
  }
};
template <>
struct Describe<Removed> {
  static constexpr auto fields() {
    return std::tuple{required("removed", &Removed::removed, "Whether it was suppressed")};
  }
};
template <>
struct Describe<SuppressionState> {
  static constexpr auto fields() {
    return std::tuple{required("suppressed", &SuppressionState::suppressed, "Whether it is"),
                      optional("reason", &SuppressionState::reason, "Why"),
                      optional("at", &SuppressionState::at, "Since when")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

std::string channel_name(SuppressedChannel channel) {
  return channel == SuppressedChannel::email ? "email" : "sms";
}

std::string normal_address(const AddressRequest& request) {
  const auto normal = request.channel == SuppressedChannel::email
                          ? message::normalize_email(request.address)
                          : message::normalize_phone(request.address);
  if (!normal) fail_invalid("address is not valid for the channel", "/address");
  return *normal;
}

// Suppressing is an opt-out: it goes through on a full disk too.
Empty add(Workspace& workspace, const SuppressRequest& request) {
  workspace.submit(
      store::RecordKind::suppress,
      schema::Value::object({{"channel", channel_name(request.channel)},
                             {"address", normal_address(request)},
                             {"reason", schema::encode(request).find("reason")->as_string()}}),
      true);
  return {};
}

Removed remove(Workspace& workspace, const AddressRequest& request) {
  const Answer answer =
      workspace.submit(store::RecordKind::suppress,
                       schema::Value::object({{"channel", channel_name(request.channel)},
                                              {"address", normal_address(request)},
                                              {"remove", true}}));
  return {answer.value.find("removed")->as_bool()};
}

SuppressionState get(Workspace& workspace, const AddressRequest& request) {
  const auto reader = workspace.read();
  const auto row = find_suppression(reader->txn(), reader->table(T::suppressions),
                                    channel_name(request.channel), normal_address(request));
  if (!row) return {};
  return {true, row->reason, schema::Time(row->at)};
}

// Addresses are kept as hashes: the list tells channel, hash, reason and time.
Items list(Workspace& workspace, const PageRequest& request) {
  const auto reader = workspace.read();
  Items page;
  uint64_t index = 0;
  const uint64_t from = read_cursor(request.cursor);
  store::Cursor cursor = reader->txn().cursor(reader->table(T::suppressions));
  for (bool found = cursor.first(); found; found = cursor.next(), ++index) {
    if (index < from) continue;
    if (page.items.size() == request.limit) {
      page.cursor = std::to_string(index);
      break;
    }
    const size_t end = cursor.key().find('\0');
    const Suppression row = decode_suppression(cursor.value());
    page.items.push_back(
        schema::Value::object({{"channel", cursor.key().substr(0, end)},
                               {"address_hash", to_hex(cursor.key().substr(end + 1))},
                               {"reason", row.reason},
                               {"at", format_time(row.at)}}));
  }
  return page;
}

constexpr const char* kOne = R"({"channel": "email", "address": "ann@example.com"})";

} // namespace

void add_suppressions_operations(Registry& registry) {
  registry.add(operation<SuppressRequest, Empty>({.name = "suppressions.add",
                                                  .summary = "Never write to an address again",
                                                  .permission = Permission::write,
                                                  .method = Method::post,
                                                  .path = "/api/v1/suppressions",
                                                  .examples = {{"By hand", kOne}}},
                                                 add));
  registry.add(operation<AddressRequest, Removed>({.name = "suppressions.remove",
                                                   .summary = "Lift a suppression",
                                                   .permission = Permission::write,
                                                   .method = Method::post,
                                                   .path = "/api/v1/suppressions/remove",
                                                   .examples = {{"One", kOne}}},
                                                  remove));
  registry.add(operation<AddressRequest, SuppressionState>(
      {.name = "suppressions.get",
       .summary = "Tell whether an address is suppressed, and why",
       .method = Method::post,
       .path = "/api/v1/suppressions/get",
       .examples = {{"One", kOne}}},
      get));
  registry.add(operation<PageRequest, Items>({.name = "suppressions.list",
                                              .summary = "List suppressions by channel and hash",
                                              .path = "/api/v1/suppressions",
                                              .examples = {{"All", "{}"}}},
                                             list));
}

} // namespace beckon::engine
