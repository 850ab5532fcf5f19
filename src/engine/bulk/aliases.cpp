#include "engine/bulk/aliases.h"

#include <algorithm>

namespace beckon::engine::bulk {
namespace {

struct Alias {
  std::string_view header; // plain
  std::string_view target;
  CellType type = CellType::text;
};

// A phone number goes into a trait: many exports have it without a country, and then it identifies
// nobody but is kept. One that is international identifies all the same.
constexpr Alias kContacts[] = {
    {"email", "email"},
    {"emailaddress", "email"},
    {"userid", "user_id"},
    {"externalid", "user_id"},
    {"anonymousid", "anonymous_id"},
    {"phone", "traits.phone"},
    {"phonenumber", "traits.phone"},
    {"mobile", "traits.phone"},
    {"firstname", "traits.first_name"},
    {"lastname", "traits.last_name"},
    {"fullname", "traits.name"},
    {"name", "traits.name"},
    {"company", "traits.company"},
    {"organization", "traits.company"},
    {"title", "traits.title"},
    {"address", "traits.address"},
    {"address1", "traits.address1"},
    {"address2", "traits.address2"},
    {"city", "traits.city"},
    {"stateregion", "traits.region"},
    {"state", "traits.region"},
    {"region", "traits.region"},
    {"country", "traits.country"},
    {"zip", "traits.zip"},
    {"zipcode", "traits.zip"},
    {"postcode", "traits.zip"},
    {"birthday", "traits.birthday"},
    {"gender", "traits.gender"},
    {"locale", "traits.locale"},
    {"language", "traits.locale"},
    {"timezone", "traits.timezone"},
    {"tags", "traits.tags", CellType::list},
    {"createdat", "traits.created_at", CellType::time},
};
constexpr Alias kKlaviyo[] = {
    {"klaviyoid", "traits.klaviyo_id"},
    {"profilecreatedon", "traits.created_at", CellType::time},
    {"firstactive", "traits.first_active", CellType::time},
    {"lastactive", "traits.last_active", CellType::time},
    {"initialsource", "traits.initial_source"},
    {"emailmarketingconsent", "ignore"},
    {"emailmarketingconsenttimestamp", "ignore"},
    {"smsmarketingconsent", "ignore"},
    {"smsmarketingconsenttimestamp", "ignore"},
};
constexpr Alias kMailchimp[] = {
    {"memberrating", "traits.mailchimp_rating", CellType::integer},
    {"latitude", "traits.latitude", CellType::number},
    {"longitude", "traits.longitude", CellType::number},
    {"cc", "traits.country"},
    {"euid", "traits.mailchimp_euid"},
    {"notes", "traits.notes"},
    {"optintime", "traits.opted_in_at", CellType::time},
    {"optinip", "ignore"},
    {"confirmtime", "ignore"},
    {"confirmip", "ignore"},
    {"gmtoff", "ignore"},
    {"dstoff", "ignore"},
    {"lastchanged", "ignore"},
    {"leid", "ignore"},
    {"unsubtime", "ignore"},
    {"unsubcampaigntitle", "ignore"},
    {"unsubcampaignid", "ignore"},
    {"unsubreason", "traits.unsubscribe_reason"},
    {"unsubreasonother", "ignore"},
    {"cleantime", "ignore"},
    {"cleancampaigntitle", "ignore"},
    {"cleancampaignid", "ignore"},
};
constexpr Alias kShopify[] = {
    {"customerid", "traits.shopify_id", CellType::integer},
    {"defaultaddresscompany", "traits.company"},
    {"defaultaddressaddress1", "traits.address1"},
    {"defaultaddressaddress2", "traits.address2"},
    {"defaultaddresscity", "traits.city"},
    {"defaultaddressprovincecode", "traits.region"},
    {"defaultaddresscountrycode", "traits.country"},
    {"defaultaddresszip", "traits.zip"},
    {"defaultaddressphone", "traits.phone"},
    {"totalspent", "traits.total_spent", CellType::number},
    {"totalorders", "traits.total_orders", CellType::integer},
    {"note", "traits.note"},
    {"taxexempt", "traits.tax_exempt", CellType::boolean},
    {"acceptsemailmarketing", "ignore"},
    {"acceptssmsmarketing", "ignore"},
};
constexpr Alias kListmonk[] = {
    {"uuid", "traits.listmonk_uuid"},
    {"attributes", "traits", CellType::json},
    {"status", "ignore"},
    {"updatedat", "ignore"},
};

template <size_t N>
const Alias* find_in(const Alias (&rows)[N], std::string_view header) {
  const auto* row = std::find_if(std::begin(rows), std::end(rows),
                                 [&](const Alias& alias) { return alias.header == header; });
  return row == std::end(rows) ? nullptr : row;
}

const Alias* find_alias(Preset preset, std::string_view header) {
  const Alias* own = nullptr;
  if (preset == Preset::klaviyo) own = find_in(kKlaviyo, header);
  if (preset == Preset::mailchimp) own = find_in(kMailchimp, header);
  if (preset == Preset::shopify) own = find_in(kShopify, header);
  if (preset == Preset::listmonk) own = find_in(kListmonk, header);
  return own != nullptr ? own : find_in(kContacts, header);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}
char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

ConsentColumn consent(std::string channel, std::string column) {
  ConsentColumn made;
  made.channel = std::move(channel);
  made.column = std::move(column);
  return made;
}

std::vector<ConsentColumn> klaviyo_consents() {
  std::vector<ConsentColumn> columns = {consent("email", "Email Marketing Consent"),
                                        consent("sms", "SMS Marketing Consent")};
  for (ConsentColumn& column : columns) {
    column.granted = {"SUBSCRIBED"};
    column.denied = {"UNSUBSCRIBED"};
    column.none = {"NEVER_SUBSCRIBED", "NEVER SUBSCRIBED"};
    column.at = column.column + " Timestamp";
  }
  return columns;
}

// A confirmed opt-in comes with the time and the address it was confirmed from. What took the
// permission back stands behind it; the times decide. An address that was "cleaned" bounced.
std::vector<ConsentColumn> mailchimp_consents() {
  ConsentColumn confirmed = consent("email", "CONFIRM_TIME");
  confirmed.granted = {"*"};
  confirmed.at = "CONFIRM_TIME";
  confirmed.ip = "CONFIRM_IP";
  confirmed.proof = {"CONFIRM_TIME", "CONFIRM_IP"};
  std::vector<ConsentColumn> columns = {confirmed};
  for (const char* taken_back : {"UNSUB_TIME", "CLEAN_TIME"}) {
    columns.push_back(consent("email", taken_back));
    columns.back().denied = {"*"};
    columns.back().at = taken_back;
  }
  return columns;
}

std::vector<ConsentColumn> shopify_consents() {
  std::vector<ConsentColumn> columns = {consent("email", "Accepts Email Marketing"),
                                        consent("sms", "Accepts SMS Marketing")};
  for (ConsentColumn& column : columns) {
    column.granted = {"yes", "true"};
    column.denied = {"no", "false"};
  }
  return columns;
}

std::vector<ConsentColumn> listmonk_consents() {
  ConsentColumn status = consent("email", "status");
  status.denied = {"blocklisted"};
  status.none = {"enabled", "disabled"};
  return {status};
}

std::vector<ConsentColumn> all_consents(Preset preset) {
  switch (preset) {
    case Preset::klaviyo: return klaviyo_consents();
    case Preset::mailchimp: return mailchimp_consents();
    case Preset::shopify: return shopify_consents();
    case Preset::listmonk: return listmonk_consents();
    case Preset::none: break;
  }
  return {};
}

// The header as it is written in this table; "" when it has none like it.
std::string column_like(const std::vector<std::string>& header, const std::string& name) {
  const std::string wanted = plain_header(name);
  for (const std::string& column : header) {
    if (!wanted.empty() && plain_header(column) == wanted) return column;
  }
  return {};
}

} // namespace

std::string plain_header(std::string_view header) {
  std::string plain;
  for (const char c : header) {
    if (is_word(c)) plain.push_back(small(c));
  }
  return plain;
}

std::string snake_case(std::string_view header) {
  std::string name;
  for (const char c : header) {
    if (is_word(c)) name.push_back(small(c));
    else if (!name.empty() && name.back() != '_') name.push_back('_');
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  return name;
}

Preset preset_of(const std::vector<std::string>& header) {
  const auto has = [&](const char* name) { return !column_like(header, name).empty(); };
  if (has("Klaviyo ID")) return Preset::klaviyo;
  if (has("LEID") || has("EUID") || has("MEMBER_RATING")) return Preset::mailchimp;
  if (has("Accepts Email Marketing")) return Preset::shopify;
  if (has("email") && has("attributes")) return Preset::listmonk;
  return Preset::none;
}

Column known_column(Preset preset, const std::string& header) {
  const Alias* alias = find_alias(preset, plain_header(header));
  if (alias == nullptr) return {};
  Column column;
  column.name = header;
  column.target = read_target(alias->target, "");
  column.form.type = alias->type;
  return column;
}

std::vector<ConsentColumn> known_consents(Preset preset, const std::vector<std::string>& header) {
  std::vector<ConsentColumn> found;
  for (ConsentColumn& consent : all_consents(preset)) {
    consent.column = column_like(header, consent.column);
    if (consent.column.empty()) continue;
    consent.at = column_like(header, consent.at);
    consent.ip = column_like(header, consent.ip);
    for (std::string& proof : consent.proof) {
      const std::string column = column_like(header, proof);
      if (column.empty()) continue; // it stays absent, and with it the proof
      proof = column;
    }
    found.push_back(std::move(consent));
  }
  return found;
}

} // namespace beckon::engine::bulk
