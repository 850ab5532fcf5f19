#include <array>

#include "segment/parser.h"
#include "segment/text/forms/forms.h"

namespace beckon::segment::text {

namespace forms {
extern const Form kTrait, kNear, kEvent, kMessage, kLastEvent, kSequence, kSegment, kList, kConsent,
    kSuppressed, kRandom, kManual, kEveryone, kEntry, kComputed;
// Traits begin with their own name, whatever it is.
Node read_trait(Reader* reader);
} // namespace forms

namespace {

constexpr std::array<const Form*, 15> kForms = {
    &forms::kTrait,    &forms::kNear,    &forms::kEvent,    &forms::kMessage, &forms::kLastEvent,
    &forms::kSequence, &forms::kSegment, &forms::kList,     &forms::kConsent, &forms::kSuppressed,
    &forms::kRandom,   &forms::kManual,  &forms::kEveryone, &forms::kEntry,   &forms::kComputed};

std::vector<std::string_view> opening_words() {
  std::vector<std::string_view> words = {"not", "all", "any"};
  for (const Form* form : kForms) {
    for (const Opening& opening : form->openings) words.push_back(opening.word);
  }
  return words;
}

} // namespace

std::span<const Form* const> text_forms() { return kForms; }

Node read_leaf(Reader* reader) {
  for (const Form* form : kForms) {
    for (const Opening& opening : form->openings) {
      if (!reader->at_word(opening.word)) continue;
      if (!opening.is_call || reader->at_symbol("(", 1)) return opening.read(reader);
    }
  }
  // A name with a parenthesis behind it was meant as one of the calls.
  if (reader->peek().kind == TokenKind::word && reader->at_symbol("(", 1)) {
    reader->fail(reader->offset(),
                 '"' + std::string(reader->spelled(reader->peek())) + "\" is not a known condition",
                 hint_from(reader->spelled(reader->peek()), opening_words()));
    return {};
  }
  return forms::read_trait(reader);
}

bool print_leaf(const schema::Value& leaf, Printer* printer) {
  if (!leaf.is_object()) return false;
  for (const Form* form : kForms) {
    if (leaf.find(form->kind) != nullptr) return form->print(leaf, printer);
  }
  return false;
}

} // namespace beckon::segment::text
