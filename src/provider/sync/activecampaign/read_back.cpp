// ActiveCampaign: what is read back, a hundred at a time; contacts by growing number, so that what
// is added meanwhile moves no page.
#include <array>

#include "provider/sync/activecampaign/activecampaign.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider::activecampaign {
namespace {

using Result = Outcome::Result;

constexpr size_t kPage = 100;

struct Collection {
  std::string_view name, path, member;
};
// A campaign carries its own figures: send_amt, opens, uniqueopens, linkclicks, unsubscribes …
constexpr std::array<Collection, 6> kCollections = {{{"campaigns", "/campaigns", "campaigns"},
                                                     {"flows", "/automations", "automations"},
                                                     {"templates", "/messages", "messages"},
                                                     {"lists", "/lists", "lists"},
                                                     {"fields", "/fields", "fields"},
                                                     {"tags", "/tags", "tags"}}};

std::string id_of(const schema::Value& row) {
  const schema::Value* id = row.find("id");
  if (id == nullptr) return {};
  return id->is_string() ? id->as_string() : schema::to_json(*id);
}

class Pages : public Listing {
 public:
  Pages(const Account& account, const Collection& collection)
      : account_(account), collection_(collection) {}

  Step next(const http::Response* answer) override {
    if (answer == nullptr) return {call(account_, "GET", page()), 0};
    const Outcome outcome = read_answer(*answer);
    if (outcome.result == Result::retry && tries_ < kTries) {
      ++tries_;
      return {std::nullopt, outcome.retry_after_ms.value_or(Millis{1'000} << tries_)};
    }
    const schema::Value body = json_body(*answer);
    const schema::Value* rows = body.find(collection_.member);
    if (outcome.result != Result::accepted || rows == nullptr || !rows->is_array()) {
      failure_ = outcome;
      if (failure_->reason.empty()) failure_->reason = "the answer cannot be read";
      return {};
    }
    tries_ = 0;
    for (const schema::Value& row : rows->as_array()) items_.push_back(shape(row));
    read_ += rows->size();
    if (rows->size() < kPage) return {};
    if (rows->size() > 0) last_ = id_of(rows->as_array().back());
    return {call(account_, "GET", page()), 0};
  }

 protected:
  virtual std::string page() const {
    return std::string(collection_.path) + "?limit=" + std::to_string(kPage) +
           "&offset=" + std::to_string(read_);
  }
  virtual schema::Value shape(const schema::Value& row) const { return row; }

  static constexpr int kTries = 5;
  const Account account_;
  const Collection collection_;
  size_t read_ = 0;
  std::string last_; // number of the last row
  int tries_ = 0;
};

class Contacts final : public Pages {
 public:
  explicit Contacts(const Account& account)
      : Pages(account, {"contacts", "/contacts", "contacts"}) {}

 private:
  std::string page() const override {
    std::string path = "/contacts?limit=" + std::to_string(kPage) + "&orders%5Bid%5D=ASC";
    if (!last_.empty()) path += "&id_greater=" + last_;
    return path;
  }
  schema::Value shape(const schema::Value& row) const override {
    RemoteContact contact{id_of(row), schema::text_member(row, "email"),
                          schema::text_member(row, "phone"), "", schema::Value::object()};
    for (const char* name : {"firstName", "lastName"}) {
      if (const schema::Value* value = row.find(name)) contact.fields.set(name, *value);
    }
    return to_value(contact);
  }
};

} // namespace

std::vector<std::string> collections() {
  std::vector<std::string> names;
  for (const Collection& row : kCollections) names.emplace_back(row.name);
  return names;
}

std::unique_ptr<Listing> read_back(const Account& account, std::string_view collection) {
  for (const Collection& row : kCollections) {
    if (row.name == collection) return std::make_unique<Pages>(account, row);
  }
  throw Error(Code::invalid_request, "activecampaign has no \"" + std::string(collection) + "\"");
}

std::unique_ptr<Listing> read_contacts(const Account& account) {
  return std::make_unique<Contacts>(account);
}

} // namespace beckon::provider::activecampaign
