#include "engine/template_compiler.h"

#include "base/child_process.h"
#include "base/error.h"
#include "base/limits.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kInstall =
    "run npm ci in the folder of compile.mjs, with Node 20 or newer";

[[noreturn]] void fail_missing(std::string message, const std::string& pointer, std::string hint) {
  throw Error(Code::unsupported, std::move(message), pointer, std::move(hint));
}

// The last line: what Node says an exception was.
std::string last_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  constexpr size_t kMost = 500;
  return text.substr(text.rfind('\n') + 1).substr(0, kMost);
}

// {"html": …} or {"issues": [{"message", "line"?, "hint"?}]} or {"missing": package}
std::string read_answer(const schema::Value& answer, const std::string& pointer) {
  const std::string missing = schema::text_member(answer, "missing");
  if (!missing.empty()) {
    fail_missing("the compiler of templates lacks the package " + missing, pointer,
                 std::string(kInstall));
  }
  Issues issues;
  if (const schema::Value* rows = answer.find("issues"); rows != nullptr && rows->is_array()) {
    for (const schema::Value& row : rows->as_array()) {
      const int64_t line = schema::integer_member(row, "line");
      issues.push_back({pointer,
                        (line > 0 ? "line " + std::to_string(line) + ": " : "") +
                            schema::text_member(row, "message"),
                        schema::text_member(row, "hint")});
    }
  }
  if (!issues.empty()) throw Error(Code::invalid_definition, std::move(issues));
  const schema::Value* html = answer.find("html");
  if (html == nullptr || !html->is_string()) {
    throw Error(Code::io_error, "the compiler of templates answered without HTML", pointer);
  }
  return html->as_string();
}

} // namespace

std::string TemplateCompiler::compile(const std::string& language, const std::string& source,
                                      const std::string& pointer) const {
  if (script_.empty()) {
    fail_missing("nothing here can compile templates", pointer,
                 "open the workspace with template_compiler, the path of compile.mjs, or give the "
                 "finished html");
  }
  const std::string request =
      schema::to_json(schema::Value::object({{"language", language}, {"source", source}}));
  const ChildResult child =
      run_child({"node", script_}, request, {limits::compiler_bytes, limits::compiler_ms});
  switch (child.end) {
    case ChildResult::End::not_there:
      fail_missing("there is no Node to compile templates with", pointer,
                   "install Node 20 or newer, or give the finished html");
    case ChildResult::End::stopped:
      throw Error(Code::limit_exceeded,
                  "the compiler of templates took more than " +
                      std::to_string(limits::compiler_ms) +
                      " ms (compiler_ms) or wrote more than " +
                      std::to_string(limits::compiler_bytes) + " bytes (compiler_bytes)",
                  pointer);
    case ChildResult::End::killed_by_signal:
      throw Error(Code::io_error, "the compiler of templates was killed", pointer);
    case ChildResult::End::exited: break;
  }
  if (child.status != 0) {
    throw Error(Code::io_error, "the compiler of templates fails: " + last_line(child.err), pointer,
                std::string(kInstall));
  }
  schema::ReadLimits limits;
  limits.bytes = limits::compiler_bytes;
  return read_answer(schema::parse_json(child.out, limits), pointer);
}

} // namespace beckon::engine
