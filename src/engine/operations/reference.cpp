#include "engine/operations/reference.h"

#include "schema/json.h"

namespace beckon::engine {
namespace {

using schema::Value;

std::string join_names(const Value& names) {
  std::string text;
  for (const Value& name : names.as_array()) {
    if (!text.empty()) text += ", ";
    text += "`" + name.as_string() + "`";
  }
  return text;
}

// A schema in a few words: "string", "array of time", "object of integer", "one of `a`, `b`".
std::string type_text(const Value& schema) {
  if (const Value* names = schema.find("enum")) return "one of " + join_names(*names);
  const Value* type = schema.find("type");
  if (type == nullptr) return "any JSON";
  if (type->is_array()) {
    return type->as_array().front().as_string() + " or " + type->as_array().back().as_string();
  }
  if (type->as_string() == "array") { // a field that takes any array says nothing of its items
    const Value* items = schema.find("items");
    return items == nullptr ? "array" : "array of " + type_text(*items);
  }
  if (schema.find("format") != nullptr) return "time";
  if (schema.find("pattern") != nullptr) return "duration";
  const Value* values = schema.find("additionalProperties");
  if (values != nullptr && values->is_object()) return "object of " + type_text(*values);
  return type->as_string();
}

// The schema whose members are worth rows of their own below this one, or null.
const Value* inner_object(const Value& schema) {
  if (schema.find("properties") != nullptr) return &schema;
  if (const Value* items = schema.find("items")) return inner_object(*items);
  const Value* values = schema.find("additionalProperties");
  return values != nullptr && values->is_object() ? inner_object(*values) : nullptr;
}

bool is_required(const Value& schema, const std::string& member) {
  const Value* needed = schema.find("required");
  if (needed == nullptr) return false;
  for (const Value& name : needed->as_array()) {
    if (name.as_string() == member) return true;
  }
  return false;
}

std::string escape_cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

std::string bounds_text(const Value& schema) {
  std::string text;
  if (const Value* least = schema.find("minimum")) text += " ≥ " + schema::to_json(*least);
  if (const Value* most = schema.find("maximum")) text += " ≤ " + schema::to_json(*most);
  return text;
}

void append_rows(const Value& schema, const std::string& prefix, std::string* page) {
  for (const schema::Member& member : schema.find("properties")->as_object()) {
    const std::string name = prefix + member.key;
    const Value* about = member.value.find("description");
    *page += "| `" + name + "` | " + escape_cell(type_text(member.value)) +
             bounds_text(member.value) + " | " + (is_required(schema, member.key) ? "yes" : "") +
             " | " + (about == nullptr ? "" : escape_cell(about->as_string())) + " |\n";
    const bool is_list = member.value.find("items") != nullptr;
    if (const Value* inner = inner_object(member.value)) {
      append_rows(*inner, name + (is_list ? "[]." : "."), page);
    }
  }
}

void append_table(std::string_view title, std::string_view third, const Value& schema,
                  std::string* page) {
  *page += "**" + std::string(title) + "**";
  if (schema.find("properties")->size() == 0) {
    *page += ": `{}`\n\n";
    return;
  }
  *page += "\n\n| member | type | " + std::string(third) + " | meaning |\n|---|---|---|---|\n";
  append_rows(schema, "", page);
  *page += '\n';
}

void append_example(const Example& example, std::string* page) {
  *page += "*" + example.title + "*\n\n```json\n" +
           schema::to_pretty_json(schema::parse_json(example.request)) + "\n```\n\n";
  if (example.response.empty()) return;
  *page += "answers\n\n```json\n" + schema::to_pretty_json(schema::parse_json(example.response)) +
           "\n```\n\n";
}

void append_operation(const Operation& operation, std::string* page) {
  const OperationSpec& spec = operation.spec;
  *page += "### " + spec.name + "\n\n" + spec.summary + ".\n\n`" +
           std::string(method_name(spec.method)) + " " + spec.path + "` · permission `" +
           std::string(permission_name(spec.permission)) + "`\n\n";
  if (!spec.details.empty()) *page += spec.details + "\n\n";
  append_table("Request", "required", operation.request_schema, page);
  append_table("Response", "always there", operation.response_schema, page);
  for (const Example& example : spec.examples) append_example(example, page);
}

} // namespace

std::string reference_page(const Registry& registry) {
  std::string page =
      "# Operations\n\nMade from the operation registry: `operations.reference` writes this "
      "page.\n";
  std::string noun;
  for (const Operation* operation : registry.sorted()) {
    if (operation->noun() != noun) {
      noun = operation->noun();
      page += "\n## " + noun + "\n\n";
    }
    append_operation(*operation, &page);
  }
  return page;
}

} // namespace beckon::engine
