// From a claimed send to the message that leaves: the scope of the template, the rendering, the
// MIME. Pure over what it is given.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "engine/profile_view.h"
#include "engine/send.h"
#include "message/token.h"
#include "provider/provider.h"
#include "template/template.h"

namespace beckon::engine {

// A template's parts, compiled.
struct CompiledTemplate {
  std::string channel, kind, from, reply_to;
  liquid::TemplatePtr subject, html, text; // null when the template has none
};
// Throws invalid_definition with all issues.
CompiledTemplate compile_template(const schema::Value& document);

// What templates may name: profile, event, entry, workspace, unsubscribe_url.
schema::Value template_scope(const ProfileView& profile, uint64_t trigger_offset,
                             const schema::Value& settings, const std::string& unsubscribe_url);

struct Rendered {
  std::string subject, html, text;
  std::vector<std::string> missing; // variables that had no value
};
Rendered render(const CompiledTemplate& compiled, const schema::Value& scope);

// Keys for the tokens of links, derived from the workspace's seed.
message::TokenKeys token_keys(const std::string& seed);
// <public_url>/u/<token>; the token names the send.
std::string unsubscribe_url(const schema::Value& settings, const std::string& seed,
                            uint64_t send_number);

// Throws invalid_request when the rendered parts cannot be a message.
provider::Message compose_message(const SendRow& send, const CompiledTemplate& compiled,
                                  const schema::Value& scope, const std::string& unsubscribe_url,
                                  Millis date);

} // namespace beckon::engine
