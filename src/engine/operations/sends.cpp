// sends.*, exclusions.*: what was decided, what left, and what was held back.
#include <algorithm>

#include "base/crypto.h"
#include "engine/message_events.h"
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "schema/binary.h"

namespace beckon::engine {
namespace {

struct SendsRequest {
  schema::Value profile;
  std::string flow, node, channel, template_key, address, state, reason;
  std::optional<schema::Time> from, to;
  std::string cursor;
  uint32_t limit = 100;
};
struct SendRequest {
  std::string id;
};
struct SendView {
  schema::Value send;
};
struct MessageCopy {
  schema::Time at;
  std::string form, content;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<SendsRequest> {
  static constexpr auto fields() {
    return std::tuple{optional("profile", &SendsRequest::profile, kProfileAbout).only(Kind::object),
                      optional("flow", &SendsRequest::flow, "Only those of this flow"),
                      optional("node", &SendsRequest::node, "Only those of this node"),
                      optional("channel", &SendsRequest::channel, "Only those of this channel"),
                      optional("template", &SendsRequest::template_key, "Only of this template"),
                      optional("address", &SendsRequest::address, "Only those to this address"),
                      optional("from", &SendsRequest::from, "Only those decided on since then"),
                      optional("to", &SendsRequest::to, "Only those decided on before then"),
                      optional("state", &SendsRequest::state, "Only those in this state"),
                      optional("reason", &SendsRequest::reason, "Only those with this reason"),
                      optional("cursor", &SendsRequest::cursor, kCursorAbout),
                      optional("limit", &SendsRequest::limit, kLimitAbout)
                          .between(1, limits::page_items, "page_items")};
  }
};
template <>
struct Describe<SendRequest> {
  static constexpr auto fields() {
    return std::tuple{required("id", &SendRequest::id, "Of the send")};
  }
};
template <>
struct Describe<MessageCopy> {
  static constexpr auto fields() {
    return std::tuple{required("at", &MessageCopy::at, "When it was composed"),
                      required("form", &MessageCopy::form, "mime of an e-mail, else json"),
                      required("content", &MessageCopy::content, "The message")};
  }
};
template <>
struct Describe<SendView> {
  static constexpr auto fields() {
    return std::tuple{required("send", &SendView::send, "The send").only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

schema::Value send_value(const Reader& reader, const SendRow& row) {
  schema::Value value =
      schema::Value::object({{"id", reader.ids().send(row.number)},
                             {"send_key", to_hex(row.key)},
                             {"state", state_name(row.state)},
                             {"profile", shown_profile(reader, row.profile)},
                             {"channel", row.channel},
                             {"address", row.address},
                             {"class", row.marketing ? "marketing" : "transactional"},
                             {"template", row.template_key},
                             {"template_version", row.template_version},
                             {"attempts", row.attempts},
                             {"created_at", format_time(row.created_at)}});
  const auto set_text = [&](const char* name, const std::string& text) {
    if (!text.empty()) value.set(name, text);
  };
  if (row.entry != 0) value.set("entry", reader.ids().entry(row.entry));
  set_text("topic", row.topic);
  set_text("flow", row.flow);
  set_text("node", row.node);
  set_text("provider", row.provider);
  set_text("provider_message_id", row.provider_message_id);
  set_text("reason", row.reason);
  if (row.reached != 0) value.set("reached", reached_states(row));
  if (is_waiting(row.state)) value.set("due_at", format_time(row.due_at));
  if (row.claimed_at != 0) value.set("claimed_at", format_time(row.claimed_at));
  if (row.settled_at != 0) value.set("settled_at", format_time(row.settled_at));
  return value;
}

bool fits(const Reader& reader, const SendRow& row, const SendsRequest& request, uint32_t profile) {
  const auto is = [](const std::string& wanted, std::string_view found) {
    return wanted.empty() || wanted == found;
  };
  return is_of_profile(reader, row.profile, profile) && is(request.flow, row.flow) &&
         is(request.node, row.node) && is(request.channel, row.channel) &&
         is(request.template_key, row.template_key) && is(request.address, row.address) &&
         is(request.state, state_name(row.state)) && is(request.reason, row.reason) &&
         (!request.from || row.created_at >= request.from->ms) &&
         (!request.to || row.created_at < request.to->ms);
}

// A state that no send can be in is a mistake, not an empty answer.
void check_state(const SendsRequest& request) {
  if (request.state.empty()) return;
  std::vector<std::string> names;
  for (const SendState state : kSendStates) names.emplace_back(state_name(state));
  if (std::find(names.begin(), names.end(), request.state) != names.end()) return;
  const std::string near = nearest_name(request.state, names);
  fail_invalid("there is no state \"" + request.state + "\"", "/state",
               near.empty() ? "" : "did you mean \"" + near + "\"?");
}

Items list(Workspace& workspace, const SendsRequest& request) {
  check_state(request);
  const auto reader = workspace.read();
  const uint32_t profile =
      request.profile.is_null() ? 0 : require_profile(*reader, request.profile, "/profile");
  Items page;
  store::Cursor cursor = reader->txn().cursor(reader->table(T::sends));
  for (bool found = cursor.seek(number_key(read_cursor(request.cursor))); found;
       found = cursor.next()) {
    const SendRow row = decode_send(get_big<uint64_t>(cursor.key()), cursor.value());
    if (!fits(*reader, row, request, profile)) continue;
    if (page.items.size() == request.limit) {
      page.cursor = std::to_string(row.number);
      break;
    }
    page.items.push_back(send_value(*reader, row));
  }
  return page;
}

SendRow require_send(const Reader& reader, const SendRequest& request) {
  const auto number = reader.ids().read('s', request.id);
  auto row = number ? reader.send(*number) : std::nullopt;
  if (!row) throw Error(Code::not_found, "there is no send " + request.id, "/id");
  return std::move(*row);
}

SendView get(Workspace& workspace, const SendRequest& request) {
  const auto reader = workspace.read();
  return {send_value(*reader, require_send(*reader, request))};
}

MessageCopy message(Workspace& workspace, const SendRequest& request) {
  const auto reader = workspace.read();
  auto copy = workspace.archive().find(require_send(*reader, request).number);
  if (!copy) {
    throw Error(Code::not_found, "no copy of the message is kept", "/id",
                "copies are kept from when settings.update has set messages.keep");
  }
  return {copy->at, std::move(copy->form), std::move(copy->bytes)};
}

// Oldest first; each with the send as it was refused.
Items exclusions(Workspace& workspace, const SendsRequest& request) {
  check_state(request);
  const auto reader = workspace.read();
  const uint32_t profile =
      request.profile.is_null() ? 0 : require_profile(*reader, request.profile, "/profile");
  Items page;
  store::Cursor cursor = reader->txn().cursor(reader->table(T::exclusions));
  for (bool found = cursor.seek(number_key(read_cursor(request.cursor))); found;
       found = cursor.next()) {
    ByteReader bytes(cursor.value());
    const schema::Value row = schema::get_value(&bytes);
    const auto send = reader->send(static_cast<uint64_t>(row.find("send")->as_integer()));
    if (!send || !fits(*reader, *send, request, profile)) continue;
    if (page.items.size() == request.limit) {
      page.cursor = std::to_string(get_big<uint64_t>(cursor.key()));
      break;
    }
    page.items.push_back(send_value(*reader, *send));
    page.items.back().set("at", format_time(row.find("at")->as_integer()));
  }
  return page;
}

} // namespace

void add_sends_operations(Registry& registry) {
  registry.add(
      operation<SendsRequest, Items>({.name = "sends.list",
                                      .summary = "List sends, oldest first",
                                      .method = Method::post,
                                      .path = "/api/v1/sends/list",
                                      .examples = {{"Of a flow", R"({"flow": "thanks"})"}}},
                                     list));
  registry.add(
      operation<SendRequest, SendView>({.name = "sends.get",
                                        .summary = "Show a send",
                                        .path = "/api/v1/sends/{id}",
                                        .examples = {{"One", R"({"id": "s_0123456789abc"})"}}},
                                       get));
  registry.add(operation<SendRequest, MessageCopy>(
      {.name = "sends.message",
       .summary = "Show the message of a send as it left",
       .path = "/api/v1/sends/{id}/message",
       .details = "Kept where the settings say so (`messages.keep`), and forgotten with the "
                  "profile. Of an account that hands over whole messages (SMTP, sandbox) these are "
                  "the very bytes, DKIM signature and all; of others, what was composed from the "
                  "parts that the provider was given.",
       .examples = {{"One", R"({"id": "s_0123456789abc"})"}}},
      message));
  registry.add(operation<SendsRequest, Items>(
      {.name = "exclusions.list",
       .summary = "List messages that policy held back, oldest first",
       .method = Method::post,
       .path = "/api/v1/exclusions/list",
       .examples = {{"For want of consent", R"({"reason": "consent"})"}}},
      exclusions));
}

} // namespace beckon::engine
