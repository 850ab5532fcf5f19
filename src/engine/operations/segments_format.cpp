// segments.format: a condition in both of its forms.
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "segment/text/text.h"

namespace beckon::engine {
namespace {

struct FormatRequest {
  schema::Value where;
};
struct Formatted {
  schema::Value where;
  std::string text;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<FormatRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("where", &FormatRequest::where, kConditionAbout).only(Kind::object, Kind::string)};
  }
};
template <>
struct Describe<Formatted> {
  static constexpr auto fields() {
    return std::tuple{
        required("where", &Formatted::where, "The condition as JSON").only(Kind::object),
        required("text", &Formatted::text, "The same condition as text")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

Formatted format(Workspace& workspace, const FormatRequest& request) {
  const auto reader = workspace.read();
  Issues issues;
  if (segment::parse_condition(request.where, "/where", reader->definitions(), &issues) ==
      nullptr) {
    throw Error(Code::invalid_definition, std::move(issues));
  }
  const auto text = segment::text::print_text(segment::text::without_text(request.where));
  if (!text) throw Error(Code::internal, "an accepted condition has no text", "/where");
  // What JSON may say in several ways, the text says in one.
  return {segment::text::read_text(*text).condition, *text};
}

constexpr const char* kTextExample =
    R"json({"where": "country = 'FR' and not did('Order Placed', last 30d)"})json";
constexpr const char* kJsonExample = R"({"where": {"trait": "plan", "in": ["pro", "team"]}})";

} // namespace

void add_segments_format(Registry& registry) {
  registry.add(operation<FormatRequest, Formatted>(
      {.name = "segments.format",
       .summary = "Show a condition as JSON and as text, whichever it is given as",
       .method = Method::post,
       .path = "/api/v1/segments/format",
       .examples = {{"From text", kTextExample}, {"From JSON", kJsonExample}}},
      format));
}

} // namespace beckon::engine
