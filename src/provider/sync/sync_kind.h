// A platform that contacts and events are synchronised to. One file a concern in klaviyo/ and
// activecampaign/, one row a kind in registry.cpp. Immutable; as long as the process.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "provider/sync/conversation.h"
#include "provider/terms.h"

namespace beckon::provider {

// What the platform is to know of one person.
struct SyncContact {
  std::string email, phone, external_id; // "" when there is none
  std::string remote_id;                 // over there; "" when it is not known
  schema::Value fields;                  // by the platform's names; null: to be removed
  // What has changed since it was told last.
  struct Consent {
    std::string channel; // "email" or "sms"
    bool granted = false;
    Millis at = 0;
  };
  std::vector<Consent> consents;
  struct Membership {
    std::string list; // the platform's id
    bool on = false;
    bool again = false; // was on it, was taken off, and comes back
  };
  std::vector<Membership> lists;
  std::vector<std::string> absorbed; // ids over there of contacts that were found to be this one
};

struct SyncEvent {
  std::string unique_id, name; // the id is the same however often it is told
  Millis at = 0;
  std::string email, phone, external_id; // of whom
  schema::Value properties;
};

struct SyncErasure {
  std::string email, phone; // "" once they are forgotten here
  std::vector<std::string> remote_ids;
};

// A contact as the platform has it.
struct RemoteContact {
  std::string id, email, phone, external_id;
  schema::Value fields; // by the platform's names
};

class SyncKind {
 public:
  virtual ~SyncKind() = default;
  virtual std::string_view kind() const = 0;
  // Whether a phone number alone makes a contact there.
  virtual bool takes_phones() const = 0;
  // Appends an issue when the platform has no such field.
  virtual void check_field(const std::string& field, const std::string& pointer,
                           Issues* issues) const = 0;
  // Whether members of a list are written to by being on it, so that only who agreed may be.
  virtual bool lists_need_consent() const = 0;
  // Where traits go that the definition does not name; "" leaves them out.
  virtual std::string default_field(std::string_view trait) const = 0;
  // The pace of an account that has no terms of its own.
  virtual Rate pace() const = 0;
  // Whether an event may be told twice without counting twice.
  virtual bool repeats_events() const = 0;

  // From so many waiting contacts on they go together, up to `bulk_most` and about `bulk_bytes`.
  virtual size_t bulk_least() const = 0;
  virtual size_t bulk_most() const = 0;
  virtual size_t bulk_bytes() const = 0;
  virtual bool fits_bulk(const SyncContact& contact) const = 0;

  virtual std::unique_ptr<SyncDelivery> contact(const Account& account,
                                                SyncContact contact) const = 0;
  virtual std::unique_ptr<SyncDelivery> contacts(const Account& account,
                                                 std::vector<SyncContact> contacts) const = 0;
  virtual std::unique_ptr<SyncDelivery> event(const Account& account, SyncEvent event) const = 0;
  virtual std::unique_ptr<SyncDelivery> erase(const Account& account,
                                              SyncErasure erasure) const = 0;

  // What can be read back: "campaigns", "flows" …
  virtual std::vector<std::string> collections() const = 0;
  // REQUIRES: one of collections().
  virtual std::unique_ptr<Listing> read_back(const Account& account,
                                             std::string_view collection) const = 0;
  // Whether read_contacts() tells every field; else those alone that it names.
  virtual bool reads_all_fields() const = 0;
  // All contacts, each item as to_value() of a RemoteContact.
  virtual std::unique_ptr<Listing> read_contacts(const Account& account) const = 0;
};

// Null for a kind of account that nothing can be synchronised to.
const SyncKind* find_sync_kind(std::string_view kind);
std::vector<std::string> sync_kinds();

schema::Value to_value(const RemoteContact& contact);
RemoteContact remote_contact(const schema::Value& value);

} // namespace beckon::provider
