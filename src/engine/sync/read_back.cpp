#include "engine/sync/read_back.h"

#include <chrono>
#include <thread>

#include "engine/sync/compose.h"
#include "message/address.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

using profile::IdentifierKind;

constexpr Millis kLongestWaitMs = 60'000; // for a pause that the platform asks for

// As two platforms may write the same value: absent, null and "" are one, and numbers are texts
// where there are only texts.
std::string comparable(const schema::Value* value) {
  if (value == nullptr || value->is_null()) return {};
  return value->is_string() ? value->as_string() : schema::to_json(*value);
}

class Comparison {
 public:
  Comparison(Workspace& workspace, const SyncLine& line, size_t samples)
      : workspace_(workspace), line_(line), most_(samples) {}

  void see(const std::vector<schema::Value>& page) {
    const auto reader = workspace_.read();
    seen_.resize(std::max<size_t>(seen_.size(), reader->meta().next_profile));
    for (const schema::Value& item : page) see_one(*reader, provider::remote_contact(item));
  }

  Reconciliation finish(const Watch& watch) {
    const auto reader = workspace_.read();
    const uint32_t end = reader->meta().next_profile;
    seen_.resize(std::max<size_t>(seen_.size(), end));
    for (uint32_t number = 1; number < end; ++number) {
      watch.step(number, end);
      if (!is_wanted(*reader, number)) continue;
      ++found_.here;
      if (seen_[number]) continue;
      if (is_pending(*reader, number)) {
        ++found_.pending;
        continue;
      }
      ++found_.missing;
      found_.to_make.push_back(number);
      sample("missing", reader->ids().profile(number), "", {});
    }
    return std::move(found_);
  }

 private:
  bool is_wanted(const Reader& reader, uint32_t number) const {
    const ProfileView view(reader.source(), number);
    if (!view.exists() || !line_.target.reaches(view.cold())) return false;
    const std::string& audience = line_.target.definition.segment;
    if (audience.empty() || view.in_segment(audience)) return true;
    const auto row = row_of(reader, number);
    return row && row->delivered_at != 0;
  }

  std::optional<SyncRow> row_of(const Reader& reader, uint32_t number) const {
    const auto bytes =
        reader.get(T::sync_items, sync_key({line_.target.number, SyncWhat::contact, number}));
    if (!bytes) return std::nullopt;
    return decode_sync(*bytes);
  }

  bool is_pending(const Reader& reader, uint32_t number) const {
    const auto row = row_of(reader, number);
    return row && is_unsettled(row->state);
  }

  static uint32_t find(const Reader& reader, const provider::RemoteContact& contact) {
    uint32_t number = 0;
    if (!contact.email.empty()) {
      const auto email = message::normalize_email(contact.email);
      if (email) number = find_profile(reader.source(), {IdentifierKind::email, *email});
    }
    if (number == 0 && !contact.phone.empty()) {
      const auto phone = message::normalize_phone(contact.phone);
      if (phone) number = find_profile(reader.source(), {IdentifierKind::phone, *phone});
    }
    if (number == 0 && !contact.external_id.empty()) {
      number = find_profile(reader.source(), {IdentifierKind::user_id, contact.external_id});
    }
    return number;
  }

  void see_one(const Reader& reader, const provider::RemoteContact& contact) {
    ++found_.there;
    const uint32_t number = find(reader, contact);
    if (number == 0) {
      ++found_.only_there;
      return sample("only_there", "", contact.email, {});
    }
    seen_[number] = true;
    if (!is_wanted(reader, number)) return;
    if (is_pending(reader, number)) {
      ++found_.pending;
      return;
    }
    const std::vector<std::string> fields = differences(reader, number, contact);
    if (fields.empty()) {
      ++found_.same;
      return;
    }
    ++found_.differs;
    found_.to_mend.push_back(number);
    sample("differs", reader.ids().profile(number), "", fields);
  }

  std::vector<std::string> differences(const Reader& reader, uint32_t number,
                                       const provider::RemoteContact& contact) const {
    const ProfileView view(reader.source(), number);
    const schema::Value ours = sync_fields(view.cold(), line_.target, *line_.kind);
    std::vector<std::string> fields;
    for (const schema::Member& field : ours.as_object()) {
      const schema::Value* theirs = contact.fields.find(field.key);
      if (theirs == nullptr && !line_.kind->reads_all_fields()) continue;
      if (comparable(&field.value) != comparable(theirs)) fields.push_back(field.key);
    }
    return fields;
  }

  void sample(std::string_view what, const std::string& profile, const std::string& email,
              const std::vector<std::string>& fields) {
    if (found_.samples.size() >= most_) return;
    schema::Value row = schema::Value::object({{"what", what}});
    if (!profile.empty()) row.set("profile", profile);
    if (!email.empty()) row.set("email", email);
    schema::Value names = schema::Value::array();
    for (const std::string& field : fields) names.push_back(field);
    if (!fields.empty()) row.set("fields", std::move(names));
    found_.samples.push_back(std::move(row));
  }

  Workspace& workspace_;
  const SyncLine& line_;
  const size_t most_;
  Reconciliation found_;
  std::vector<bool> seen_; // by number of the profile
};

} // namespace

SyncLine sync_line(Workspace& workspace, const std::string& key) {
  const DefinitionsPtr definitions = workspace.definitions();
  const SyncTarget* target = definitions->find_sync(key);
  if (target == nullptr) throw Error(Code::not_found, "there is no sync \"" + key + "\"", "/key");
  const auto row = workspace.catalog().account(target->definition.provider);
  SyncLine line{*target, {}, provider::find_sync_kind(target->kind)};
  if (!row || line.kind == nullptr) {
    throw Error(Code::conflict, "the account of \"" + key + "\" cannot be synchronised to", "/key");
  }
  line.account.key = row->key;
  line.account.config = schema::parse_json(row->document);
  line.account.kind = schema::text_member(line.account.config, "kind");
  return line;
}

void read_listing(http::Transport& transport, provider::Listing* listing, const Watch& watch,
                  const std::function<void(std::vector<schema::Value>)>& visit) {
  uint64_t read = 0;
  std::optional<http::Response> answer;
  while (true) {
    provider::Step step = listing->next(answer ? &*answer : nullptr);
    answer.reset();
    std::vector<schema::Value> items = listing->take();
    read += items.size();
    if (!items.empty()) visit(std::move(items));
    watch.report(read, 0);
    if (step.is_over()) break;
    if (!step.request) {
      std::this_thread::sleep_for(
          std::chrono::milliseconds(std::min(step.wait_ms, kLongestWaitMs)));
      continue;
    }
    transport.perform({&*step.request, 1},
                      [&](size_t, http::Response response) { answer = std::move(response); });
  }
  if (!listing->failure()) return;
  throw Error(Code::io_error, "the platform does not answer: " + listing->failure()->reason, "",
              "check the account; what was read before is left as it was");
}

Reconciliation reconcile(Workspace& workspace, const SyncLine& line, size_t samples,
                         const Watch& watch) {
  Comparison comparison(workspace, line, samples);
  const auto listing = line.kind->read_contacts(line.account);
  read_listing(workspace.transport(), listing.get(), watch,
               [&](const std::vector<schema::Value>& page) { comparison.see(page); });
  return comparison.finish(watch);
}

} // namespace beckon::engine
