// consent "email" topic "news" is granted, suppressed "email"
#include <array>

#include "segment/text/forms/forms.h"

namespace beckon::segment::text::forms {
namespace {

using schema::Value;

Node read_consent(Reader* reader) {
  Node node;
  reader->skip();
  size_t offset = reader->offset();
  node.set("consent", reader->expect_string("a channel"), offset);
  if (reader->take_word("topic")) {
    offset = reader->offset();
    node.set("topic", reader->expect_string("a topic"), offset);
  }
  reader->expect_word("is");
  offset = reader->offset();
  node.set("is", reader->expect_name("granted, denied or none"), offset);
  return node;
}

bool print_consent(const Value& object, Printer* printer) {
  if (!has_only(object, {"consent", "topic", "is"})) return false;
  if (!printer->add("consent ") || !printer->string(object.find("consent"))) return false;
  const Value* topic = object.find("topic");
  if (topic != nullptr && !(printer->add(" topic ") && printer->string(topic))) return false;
  return printer->add(" is ") && printer->name(object.find("is"));
}

Node read_suppressed(Reader* reader) {
  Node node;
  reader->skip();
  const size_t offset = reader->offset();
  node.set("suppressed", reader->expect_string("a channel"), offset);
  return node;
}

bool print_suppressed(const Value& object, Printer* printer) {
  return object.size() == 1 && printer->add("suppressed ") &&
         printer->string(object.find("suppressed"));
}

constexpr std::array<Opening, 1> kConsentWord = {{{"consent", false, read_consent}}};
constexpr std::array<Opening, 1> kSuppressedWord = {{{"suppressed", false, read_suppressed}}};

} // namespace

extern const Form kConsent = {"consent", kConsentWord, print_consent};
extern const Form kSuppressed = {"suppressed", kSuppressedWord, print_suppressed};

} // namespace beckon::segment::text::forms
