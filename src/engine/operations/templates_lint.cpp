// templates.lint: what is wrong, or could be better, with a template.
#include "engine/operations/all.h"
#include "engine/operations/segments.h"
#include "engine/operations/templates.h"
#include "engine/template_lint.h"

namespace beckon::engine {
namespace {

using LintSeverity = LintFinding::Severity;

struct LintRequest {
  std::string key;
  schema::Value definition;
  std::vector<std::string> events;
};
struct LintRow {
  LintSeverity severity = LintSeverity::warning;
  std::string rule, pointer;
  std::optional<uint32_t> line, column;
  std::string message;
  std::optional<std::string> hint;
};
struct LintAnswer {
  bool publishable = true;
  std::vector<LintRow> findings;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct EnumNames<LintSeverity> {
  static constexpr std::array values = {std::pair{LintSeverity::error, "error"sv},
                                        std::pair{LintSeverity::warning, "warning"sv},
                                        std::pair{LintSeverity::note, "note"sv}};
};
template <>
struct Describe<LintRequest> {
  using S = LintRequest;
  static constexpr auto fields() {
    return std::tuple{
        required("key", &S::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("definition", &S::definition,
                 "A draft, as templates.create takes it but for the key; what is published when "
                 "left out")
            .only(Kind::object),
        optional("events", &S::events,
                 "Which may be behind the message; those of the flows that send it when left out")};
  }
};
template <>
struct Describe<LintRow> {
  using S = LintRow;
  static constexpr auto fields() {
    return std::tuple{required("severity", &S::severity, "An error cannot be published"),
                      required("rule", &S::rule, "Its short name, e.g. unknown_variable"),
                      required("pointer", &S::pointer, "Into the definition"),
                      optional("line", &S::line, "Of the part, from 1"),
                      optional("column", &S::column, "In characters, from 1"),
                      required("message", &S::message, "What it is"),
                      optional("hint", &S::hint, "How to mend it")};
  }
};
template <>
struct Describe<LintAnswer> {
  using S = LintAnswer;
  static constexpr auto fields() {
    return std::tuple{required("publishable", &S::publishable, "Whether there is no error"),
                      required("findings", &S::findings, "In the order of the definition")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

LintRow row_of(const LintFinding& finding) {
  LintRow row{finding.severity, finding.rule, finding.pointer, {}, {}, finding.message, {}};
  if (finding.line > 0) {
    row.line = finding.line;
    row.column = finding.column;
  }
  if (!finding.hint.empty()) row.hint = finding.hint;
  return row;
}

// A draft's shape is checked like that of templates.create; its issues are findings as well.
bool read_draft(const LintRequest& request, schema::Value* document, LintAnswer* answer) {
  schema::Value draft = request.definition;
  draft.set("key", request.key);
  TemplateDefinition read;
  Issues issues;
  if (schema::decode_into(draft, "", &issues, &read)) {
    *document = document_of(read);
    return true;
  }
  for (const Issue& issue : issues) {
    LintRow row{LintSeverity::error, "shape", issue.pointer, {}, {}, issue.message, {}};
    if (!issue.hint.empty()) row.hint = issue.hint;
    answer->findings.push_back(std::move(row));
  }
  return false;
}

LintAnswer lint(Workspace& workspace, const LintRequest& request) {
  LintAnswer answer;
  schema::Value document;
  if (request.definition.is_null()) {
    document =
        get_document(workspace, DefinitionKind::template_, {request.key, std::nullopt}).definition;
  } else if (!read_draft(request, &document, &answer)) {
    answer.publishable = false;
    return answer;
  }
  const auto reader = workspace.read();
  const Definitions& definitions = reader->definitions();
  const std::set<std::string> events =
      request.events.empty() ? events_behind(definitions, request.key)
                             : std::set<std::string>(request.events.begin(), request.events.end());
  const KnownNames known = known_names(*reader, events, present(workspace, *reader));
  for (const LintFinding& finding : lint_template(request.key, document, definitions, known)) {
    answer.publishable = answer.publishable && finding.severity != LintSeverity::error;
    answer.findings.push_back(row_of(finding));
  }
  return answer;
}

} // namespace

void add_templates_lint(Registry& registry) {
  registry.add(operation<LintRequest, LintAnswer>(
      {.name = "templates.lint",
       .summary = "Say what is wrong with a template, or could be better",
       .method = Method::post,
       .path = "/api/v1/templates/{key}/lint",
       .details = "Errors are what `templates.create` would refuse: of the language, with line and "
                  "column. "
                  "Warnings and notes: `unknown_variable` (compared with the traits of the newest "
                  "profiles and the properties of the newest events), `no_unsubscribe_link`, "
                  "`no_opt_out_text`, `uncounted_link`, `missing_file`, `unused_file`, `size`, "
                  "`sms_encoding`.",
       .examples = {{"What is published", R"({"key": "review"})"},
                    {"A draft", R"({"key": "review", "definition": {"channel": "sms",
 "kind": "marketing", "text": "Hello {{ profile.frist_name }}"}})"}}},
      lint));
}

} // namespace beckon::engine
