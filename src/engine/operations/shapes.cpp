#include "engine/operations/shapes.h"

#include <algorithm>
#include <charconv>

#include "engine/former.h"

namespace beckon::engine {

uint64_t read_cursor(const std::string& cursor) {
  if (cursor.empty()) return 0;
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), number);
  if (error != std::errc() || end != cursor.data() + cursor.size()) {
    fail_invalid("the cursor is not one that a listing gave", "/cursor");
  }
  return number;
}

void check_key(const std::string& key) {
  if (key.empty()) fail_invalid("key must not be empty", "/key");
  for (const char c : key) {
    const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.';
    if (fine) continue;
    fail_invalid("key must be made of letters, digits, \"-\", \"_\" and \".\"", "/key");
  }
}

Published publish(Workspace& workspace, DefinitionKind kind, const std::string& key,
                  const schema::Value& document, bool create, bool start_flows) {
  check_key(key);
  if (!create) {
    const auto head = workspace.read()->head(kind, key);
    if (!head || head->version == 0) {
      throw Error(Code::not_found,
                  "there is no " + std::string(kind_name(kind)) + " \"" + key + "\"", "/key");
    }
  }
  // Mistakes are told before anything is journalled.
  check_definition(kind, key, document, *workspace.definitions());
  const Answer answer = workspace.submit(store::RecordKind::publish,
                                         schema::Value::object({{"kind", kind_name(kind)},
                                                                {"key", key},
                                                                {"document", document},
                                                                {"create", create},
                                                                {"start_flows", start_flows}}));
  return {key, static_cast<uint32_t>(answer.value.find("version")->as_integer())};
}

namespace {

Document document_of(const Reader& reader, const Head& head, uint32_t version) {
  Document document{head.key, version, {}, head.created_at, head.updated_at, {}};
  if (!head.status.empty()) document.status = head.status;
  document.definition = reader.document(head.kind, head.key, version);
  return document;
}

} // namespace

Document get_document(Workspace& workspace, DefinitionKind kind, const VersionRequest& request) {
  const auto reader = workspace.read();
  const auto head = reader->head(kind, request.key);
  if (!head || head->version == 0) {
    throw Error(Code::not_found,
                "there is no " + std::string(kind_name(kind)) + " \"" + request.key + "\"", "/key");
  }
  return document_of(*reader, *head, request.version.value_or(head->version));
}

Items list_documents(Workspace& workspace, DefinitionKind kind, const PageRequest& request) {
  const auto reader = workspace.read();
  Items page;
  const std::string prefix(1, static_cast<char>(kind));
  store::Cursor cursor = reader->txn().cursor(reader->table(T::heads));
  // The cursor of a listing by key is the last key shown.
  bool found = cursor.seek(prefix + request.cursor);
  if (found && !request.cursor.empty() && cursor.key() == prefix + request.cursor) {
    found = cursor.next();
  }
  for (; found && cursor.key_starts_with(prefix); found = cursor.next()) {
    const Head head = decode_head(cursor.key(), cursor.value());
    if (head.version == 0) continue;
    if (page.items.size() == request.limit) {
      page.cursor = page.items.back().find("key")->as_string();
      break;
    }
    page.items.push_back(schema::encode(document_of(*reader, head, head.version)));
  }
  return page;
}

Empty erase_document(Workspace& workspace, DefinitionKind kind, const std::string& key) {
  workspace.submit(store::RecordKind::erase_definition,
                   schema::Value::object({{"kind", kind_name(kind)}, {"key", key}}));
  return {};
}

Items member_page(const Reader& reader, uint32_t set, const KeyPageRequest& request) {
  const auto from = static_cast<uint32_t>(read_cursor(request.cursor));
  const auto numbers =
      stored_members(reader.txn(), reader.table(T::members), set, from, size_t{request.limit} + 1);
  Items page;
  for (size_t i = 0; i < std::min<size_t>(numbers.size(), request.limit); ++i) {
    page.items.push_back(profile_value(reader, numbers[i]));
  }
  if (numbers.size() > request.limit) page.cursor = std::to_string(numbers[request.limit]);
  return page;
}

schema::Value shown_profile(const Reader& reader, uint32_t number) {
  const uint32_t live = canonical_profile(reader.source(), number);
  return live == 0 ? schema::Value() : schema::Value(reader.ids().profile(live));
}

bool is_of_profile(const Reader& reader, uint32_t number, uint32_t profile) {
  return profile == 0 || number == profile || canonical_profile(reader.source(), number) == profile;
}

schema::Value profile_value(const Reader& reader, uint32_t number) {
  const ProfileView view(reader.source(), number);
  const profile::Profile& row = view.cold();
  schema::Value identifiers = schema::Value::array();
  for (const profile::Identifier& identifier : row.identifiers) {
    identifiers.push_back(schema::Value::object(
        {{"kind", profile::kind_name(identifier)}, {"value", identifier.value}}));
  }
  schema::Value consents = schema::Value::array();
  for (const profile::ConsentState& state : row.consents) {
    consents.push_back(schema::Value::object({{"channel", state.channel},
                                              {"topic", state.topic},
                                              {"state", profile::kConsentStates[state.state]},
                                              {"source", state.source},
                                              {"at", format_time(state.at)}}));
  }
  schema::Value tokens = schema::Value::array();
  for (const profile::PushToken& token : row.push_tokens) {
    tokens.push_back(schema::Value::object(
        {{"token", token.token}, {"platform", token.platform}, {"at", format_time(token.at)}}));
  }
  return schema::Value::object({{"id", row.id},
                                {"created_at", format_time(row.created_at)},
                                {"identifiers", std::move(identifiers)},
                                {"traits", row.traits_value()},
                                {"consents", std::move(consents)},
                                {"push_tokens", std::move(tokens)}});
}

} // namespace beckon::engine
