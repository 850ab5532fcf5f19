#include "engine/operations/template_message.h"

#include <algorithm>

#include "engine/computed_values.h"
#include "engine/consent_links.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kNobody = "nobody@example.invalid"; // of a profile without an address

} // namespace

provider::Message sample_message(Workspace& workspace, const Reader& reader,
                                 const CompiledTemplate& compiled, const Sample& sample,
                                 std::vector<std::string>* missing) {
  const ProfileView profile(reader.source(), require_profile(reader, sample.profile, "/profile"));
  const schema::Value& settings = reader.definitions().settings();
  const LinkMaker links(settings, workspace.seed());
  SendRow send; // of none
  send.marketing = compiled.kind != "transactional";
  send.channel = compiled.channel;
  send.template_key = sample.template_key;
  send.created_at = std::max(workspace.now(), reader.meta().now);
  send.address = sample.address.empty() ? profile.address(compiled.channel) : sample.address;
  if (send.address.empty()) send.address = kNobody;
  send.key = sample.key;
  schema::Value scope = template_scope(profile, 0, settings, links.unsubscribe(0));
  add_consent_urls(&scope, settings, workspace.seed(), profile.cold().id, send);
  add_computed(&scope, profile, reader.definitions(), send.created_at);
  if (!sample.event.is_null()) {
    scope.set("event", sample.event);
    scope.set("entry", sample.event);
  }
  Reading reading = reading_of(profile, send.created_at);
  if (!sample.locale.empty()) reading.locale = sample.locale;
  Policy policy = reader.definitions().policy();
  policy.links.clicks = policy.links.opens = false;
  return compose_message(
      {send, compiled, scope, reading, policy, links, missing, sample.before_subject});
}

} // namespace beckon::engine
