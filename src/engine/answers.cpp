// The answers of the engine as JSON: one shape on every surface.
#include "engine/engine.h"

namespace beckon::engine {
namespace {

schema::Value texts(const std::vector<std::string>& items) {
  schema::Value list = schema::Value::array();
  for (const std::string& item : items) list.push_back(item);
  return list;
}

} // namespace

schema::Value to_value(const Consequences& consequences) {
  schema::Value flows = schema::Value::array();
  for (const FlowMove& move : consequences.flows) {
    flows.push_back(schema::Value::object(
        {{"flow", move.flow},
         {"entry", move.entry},
         {"node", move.node.empty() ? schema::Value() : schema::Value(move.node)}}));
  }
  schema::Value value = schema::Value::object({{"profile", consequences.profile},
                                               {"entered", texts(consequences.entered)},
                                               {"left", texts(consequences.left)},
                                               {"flows", std::move(flows)}});
  value.set("duplicate", consequences.duplicate);
  return value;
}

schema::Value to_value(const BatchResult& result) {
  schema::Value errors = schema::Value::array();
  for (const LineError& row : result.errors) {
    errors.push_back(schema::Value::object(
        {{"index", static_cast<uint64_t>(row.index)}, {"error", to_value(row.error)}}));
  }
  return schema::Value::object({{"accepted", static_cast<uint64_t>(result.accepted)},
                                {"duplicates", static_cast<uint64_t>(result.duplicates)},
                                {"errors", std::move(errors)}});
}

schema::Value to_value(const VerifyReport& report) {
  return schema::Value::object({{"ok", report.broken.empty()},
                                {"broken", texts(report.broken)},
                                {"records", report.records},
                                {"profiles", report.profiles},
                                {"events", report.events},
                                {"memberships", report.memberships},
                                {"entries", report.entries},
                                {"sends", report.sends},
                                {"state_hash", report.state_hash}});
}

schema::Value to_value(const Error& error) {
  schema::Value issues = schema::Value::array();
  for (const Issue& issue : error.issues()) {
    issues.push_back(schema::Value::object(
        {{"pointer", issue.pointer}, {"message", issue.message}, {"hint", issue.hint}}));
  }
  return schema::Value::object({{"code", std::string(code_name(error.code()))},
                                {"message", error.message()},
                                {"pointer", error.pointer()},
                                {"hint", error.hint()},
                                {"issues", std::move(issues)}});
}

} // namespace beckon::engine
