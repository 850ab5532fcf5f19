// Klaviyo: what is read back, page by page along links.next.
#include <array>
#include <functional>

#include "provider/sync/klaviyo/klaviyo.h"
#include "schema/members.h"

namespace beckon::provider::klaviyo {
namespace {

using Result = Outcome::Result;

struct Collection {
  std::string_view name, path;
};
// Brackets and quotes of queries are written as they stand on the wire. Campaigns must be asked for
// by channel.
constexpr std::array<Collection, 7> kCollections = {
    {{"campaigns", "/api/campaigns/?filter=equals%28messages.channel%2C%27email%27%29"},
     {"sms_campaigns", "/api/campaigns/?filter=equals%28messages.channel%2C%27sms%27%29"},
     {"flows", "/api/flows/?page%5Bsize%5D=50"},
     {"templates", "/api/templates/?fields%5Btemplate%5D=name%2Ceditor_type%2Ccreated%2Cupdated"},
     {"metrics", "/api/metrics/"},
     {"lists", "/api/lists/"},
     {"segments", "/api/segments/"}}};
constexpr std::string_view kProfiles =
    "/api/profiles/?page%5Bsize%5D=50&fields%5Bprofile%5D=email%2Cphone_number%2Cexternal_id%2C"
    "first_name%2Clast_name%2Corganization%2Ctitle%2Cimage%2Clocation%2Cproperties";

class Pages final : public Listing {
 public:
  using Shape = std::function<schema::Value(const schema::Value&)>;
  Pages(const Account& account, std::string_view path, Shape shape)
      : account_(account), path_(path), shape_(std::move(shape)) {}

  // A page that cannot be had now is asked for again; read_back gives up on what will not pass.
  Step next(const http::Response* answer) override {
    if (answer == nullptr) return {get(account_, path_), 0};
    const Outcome outcome = read_answer(*answer);
    if (outcome.result == Result::retry && tries_ < kTries) {
      ++tries_;
      return {std::nullopt, outcome.retry_after_ms.value_or(Millis{1'000} << tries_)};
    }
    const schema::Value body = json_body(*answer);
    const schema::Value* items = body.find("data");
    if (outcome.result != Result::accepted || items == nullptr || !items->is_array()) {
      failure_ = outcome;
      if (failure_->reason.empty()) failure_->reason = "the answer cannot be read";
      return {};
    }
    for (const schema::Value& item : items->as_array()) items_.push_back(shape_(item));
    tries_ = 0;
    path_ = next_page(account_, body);
    if (path_.empty()) return {};
    return {get(account_, path_), 0};
  }

 private:
  static constexpr int kTries = 5;
  const Account account_;
  std::string path_;
  Shape shape_;
  int tries_ = 0;
};

// {"id", …attributes}: what JSON:API wraps.
schema::Value flattened(const schema::Value& item) {
  schema::Value flat = schema::Value::object({{"id", schema::text_member(item, "id")}});
  const schema::Value* attributes = item.find("attributes");
  if (attributes == nullptr || !attributes->is_object()) return flat;
  for (const schema::Member& member : attributes->as_object()) flat.set(member.key, member.value);
  return flat;
}

schema::Value contact_of(const schema::Value& item) {
  const schema::Value flat = flattened(item);
  RemoteContact contact{schema::text_member(flat, "id"), schema::text_member(flat, "email"),
                        schema::text_member(flat, "phone_number"),
                        schema::text_member(flat, "external_id"), schema::Value::object()};
  for (const schema::Member& member : flat.as_object()) {
    if (is_attribute(member.key)) contact.fields.set(member.key, member.value);
    if (member.key != "location" && member.key != "properties") continue;
    if (!member.value.is_object()) continue;
    const std::string prefix = member.key == "location" ? "location." : "";
    for (const schema::Member& inner : member.value.as_object()) {
      contact.fields.set(prefix + inner.key, inner.value);
    }
  }
  return to_value(contact);
}

} // namespace

std::vector<std::string> collections() {
  std::vector<std::string> names;
  for (const Collection& row : kCollections) names.emplace_back(row.name);
  return names;
}

std::unique_ptr<Listing> read_back(const Account& account, std::string_view collection) {
  for (const Collection& row : kCollections) {
    if (row.name == collection) return std::make_unique<Pages>(account, row.path, flattened);
  }
  throw Error(Code::invalid_request, "klaviyo has no \"" + std::string(collection) + "\"");
}

std::unique_ptr<Listing> read_contacts(const Account& account) {
  return std::make_unique<Pages>(account, kProfiles, contact_of);
}

} // namespace beckon::provider::klaviyo
