#include "engine/operations/webhook_people.h"

#include "schema/json.h"

namespace beckon::engine {
namespace {

using profile::Identifier;
using profile::IdentifierKind;

// Whom a request is about: who has the user_id, else who has the address or the number and no
// user_id of its own, because two customers may share those.
uint32_t find_person(const Reader& reader, const provider::PrivacyRequest& request) {
  const auto find = [&](IdentifierKind kind, const std::string& value) {
    return value.empty() ? 0 : find_profile(reader.source(), Identifier{kind, value});
  };
  const uint32_t owner = find(IdentifierKind::user_id, request.user_id);
  if (owner != 0) return owner;
  for (const uint32_t found :
       {find(IdentifierKind::email, request.email), find(IdentifierKind::phone, request.phone)}) {
    if (found == 0) continue;
    const ProfileView view(reader.source(), found);
    const bool other =
        !request.user_id.empty() && view.cold().identifier(IdentifierKind::user_id) != nullptr;
    if (!other) return found;
  }
  return 0;
}

} // namespace

Recorded record_people(Workspace& workspace, std::vector<schema::Value> records, Millis arrived) {
  Recorded recorded;
  if (records.empty()) return recorded;
  std::string lines;
  for (schema::Value& record : records) {
    const schema::Value* at = record.find("at");
    if (at != nullptr && at->is_integer() && at->as_integer() > arrived) record.set("at", arrived);
    schema::append_json(&lines, record);
    lines += '\n';
  }
  const BatchResult result = workspace.ingest(lines);
  recorded.duplicates = static_cast<uint32_t>(result.duplicates);
  recorded.records = static_cast<uint32_t>(result.accepted - result.duplicates);
  for (const LineError& line : result.errors) {
    recorded.refused.push_back(schema::Value::object({{"index", static_cast<uint64_t>(line.index)},
                                                      {"code", code_name(line.error.code())},
                                                      {"message", line.error.message()}}));
  }
  return recorded;
}

schema::Value answer_request(Workspace& workspace, const provider::PrivacyRequest& request) {
  using Kind = provider::PrivacyRequest::Kind;
  schema::Value answer =
      schema::Value::object({{"kind", provider::privacy_name(request.kind)}, {"done", false}});
  if (request.kind == Kind::erase_all) return answer; // the workspace is the host's to delete
  std::string id;
  {
    const auto reader = workspace.read();
    const uint32_t number = find_person(*reader, request);
    if (number != 0) id = reader->ids().profile(number);
  }
  if (!id.empty()) answer.set("profile", id);
  if (request.kind != Kind::erase) return answer;
  if (!id.empty()) {
    const schema::Value named =
        schema::Value::object({{"profile", schema::Value::object({{"id", id}})}});
    try {
      workspace.call("profiles.erase", named, {});
    } catch (const Error& error) {
      if (error.code() != Code::not_found) throw; // erased meanwhile: all the better
    }
  }
  answer.set("done", true);
  return answer;
}

} // namespace beckon::engine
