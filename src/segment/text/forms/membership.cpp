// in segment "vip", in list "newsletter", manual, everyone
#include <array>

#include "segment/text/forms/forms.h"

namespace beckon::segment::text::forms {
namespace {

using schema::Value;

Node read_in(Reader* reader) {
  Node node;
  reader->skip();
  for (const std::string_view kind : {"segment", "list"}) {
    if (!reader->take_word(kind)) continue;
    const size_t offset = reader->offset();
    node.set(kind, reader->expect_string("a key"), offset);
    return node;
  }
  reader->fail_expected(R"("segment" or "list")", {"segment", "list"});
  return node;
}

template <const char* kKind>
bool print_key(const Value& object, Printer* printer) {
  return object.size() == 1 && printer->add("in ") && printer->add(kKind) && printer->add(" ") &&
         printer->string(object.find(kKind));
}

template <const char* kKind>
Node read_flag(Reader* reader) {
  Node node;
  node.set(kKind, Value(true), reader->offset());
  reader->skip();
  return node;
}

template <const char* kKind>
bool print_flag(const Value& object, Printer* printer) {
  return object.size() == 1 && *object.find(kKind) == Value(true) && printer->add(kKind);
}

constexpr char kSegmentName[] = "segment", kListName[] = "list", kManualName[] = "manual",
               kEveryoneName[] = "everyone";

constexpr std::array<Opening, 1> kIn = {{{"in", false, read_in}}};
constexpr std::array<Opening, 1> kManualWord = {{{"manual", false, read_flag<kManualName>}}};
constexpr std::array<Opening, 1> kEveryoneWord = {{{"everyone", false, read_flag<kEveryoneName>}}};

} // namespace

extern const Form kSegment = {"segment", kIn, print_key<kSegmentName>};
extern const Form kList = {"list", {}, print_key<kListName>};
extern const Form kManual = {"manual", kManualWord, print_flag<kManualName>};
extern const Form kEveryone = {"everyone", kEveryoneWord, print_flag<kEveryoneName>};

} // namespace beckon::segment::text::forms
