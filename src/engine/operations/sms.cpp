// sms.*: what people answer.
#include "engine/operations/sms.h"

#include <array>

#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "engine/suppression.h"
#include "message/address.h"
#include "message/sms_keyword.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kStopped =
    "You will get no more messages. Reply START to get them again.";
constexpr std::string_view kStarted = "You will get messages again. Reply STOP to opt out.";

struct InboundRequest {
  std::string from;
  std::optional<std::string> to;
  std::string body;
  std::optional<TextMeaning> meaning;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<TextMeaning> {
  static constexpr std::array values = {
      std::pair{TextMeaning::none, "none"sv}, std::pair{TextMeaning::stop, "stop"sv},
      std::pair{TextMeaning::start, "start"sv}, std::pair{TextMeaning::help, "help"sv}};
};
template <>
struct Describe<InboundRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("from", &InboundRequest::from, "The number that sent it, e.g. \"+15552229999\""),
        optional("to", &InboundRequest::to, "The number it was sent to"),
        required("body", &InboundRequest::body, "Its text")
            .up_to_bytes(limits::sms_inbound_bytes, "sms_inbound_bytes"),
        optional("meaning", &InboundRequest::meaning,
                 "As the provider understood it; then it has answered as well")};
  }
};
template <>
struct Describe<TextAnswer> {
  static constexpr auto fields() {
    return std::tuple{required("meaning", &TextAnswer::meaning, "What the text asks for"),
                      required("changed", &TextAnswer::changed, "Whether it was not so before"),
                      optional("reply", &TextAnswer::reply, "What to answer; absent: nothing"),
                      optional("consequences", &TextAnswer::consequences,
                               "What it caused to the profile that the number identifies")
                          .only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

// YES is START from a number that has stopped, and from no other.
TextMeaning read_meaning(Workspace& workspace, const InboundText& text, const std::string& from) {
  if (text.meaning) return *text.meaning;
  const auto reader = workspace.read();
  switch (message::read_keyword(text.body, reader->definitions().policy().stop_words)) {
    case message::Keyword::stop: return TextMeaning::stop;
    case message::Keyword::start: return TextMeaning::start;
    case message::Keyword::help: return TextMeaning::help;
    case message::Keyword::none: return TextMeaning::none;
    case message::Keyword::yes: break;
  }
  const auto row = find_suppression(reader->txn(), reader->table(T::suppressions), "sms", from);
  const bool stopped = row && (row->reason == "unsubscribe" || row->unsubscribed_at != 0);
  return stopped ? TextMeaning::start : TextMeaning::none;
}

std::string_view word_of(TextMeaning meaning) {
  return meaning == TextMeaning::stop ? "STOP" : "START";
}

} // namespace

TextAnswer receive_text(Workspace& workspace, const InboundText& text) {
  const auto from = message::normalize_phone(text.from);
  if (!from) fail_invalid("from is no telephone number", "/from", "write it as \"+15552229999\"");
  TextAnswer answer;
  answer.meaning = read_meaning(workspace, text, *from);
  const bool answered = text.answered || text.meaning.has_value();
  if (answer.meaning == TextMeaning::help && !answered) {
    answer.reply = workspace.definitions()->policy().help_text;
  }
  if (answer.meaning == TextMeaning::none || answer.meaning == TextMeaning::help) return answer;
  const bool stops = answer.meaning == TextMeaning::stop;
  std::string word = message::bare_word(text.body);
  if (word.empty() || word.size() > limits::sms_word_bytes) word = word_of(answer.meaning);
  schema::Value payload = schema::Value::object({{"channel", "sms"},
                                                 {"address", *from},
                                                 {"meaning", stops ? "stop" : "start"},
                                                 {"word", word}});
  if (!text.message_id.empty()) payload.set("message_id", text.message_id);
  const Answer recorded = workspace.submit(store::RecordKind::inbound, payload, stops);
  answer.changed = recorded.value.find("changed")->as_bool();
  if (schema::flag_member(recorded.value, "duplicate")) return answer; // and was answered then
  if (!recorded.consequences.profile.empty()) answer.consequences = to_value(recorded.consequences);
  if (!answered) answer.reply = stops ? kStopped : kStarted;
  return answer;
}

namespace {

TextAnswer inbound(Workspace& workspace, const InboundRequest& request) {
  return receive_text(workspace, {request.from, request.body, request.meaning, false, {}});
}

} // namespace

void add_sms_operations(Registry& registry) {
  registry.add(operation<InboundRequest, TextAnswer>(
      {.name = "sms.inbound",
       .summary = "Take in an SMS that a person has sent",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/sms/inbound",
       .details =
           "STOP, STOPALL, UNSUBSCRIBE, END, QUIT, CANCEL, REVOKE, OPTOUT, REMOVE, UNSUB and "
           "ARRET, in any spelling (\"Stop.\", \"opt-out\", \"STOP ALL\"), and the "
           "`stop_words` of the settings stop marketing to the number at once, for messages "
           "that wait as well, and take back the consent of the profile that it identifies. "
           "START, UNSTOP, OPTIN and SUBSCRIBE, and YES from a number that has stopped, give "
           "it again. HELP and INFO are answered with the `help_text`. Whatever else people "
           "write changes nothing.",
       .examples = {{"Stop", R"({"from": "+15552229999", "body": "Stop."})"}}},
      inbound));
}

} // namespace beckon::engine
