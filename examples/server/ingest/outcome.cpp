#include "ingest/outcome.h"

#include "core/json.h"
#include "core/problem.h"

namespace server {
namespace {

Json error_json(const RecordError& error) {
  Json out{{"index", error.index},
           {"code", error.code},
           {"detail", error.detail},
           {"pointer", error.pointer}};
  if (!error.hint.empty()) out["hint"] = error.hint;
  return out;
}

Problem nothing_stored(const std::vector<RecordError>& errors) {
  const RecordError& first = errors.front();
  const std::string detail = errors.size() == 1
                                 ? first.detail
                                 : "none of " + std::to_string(errors.size()) +
                                       " records was stored; the first: " + first.detail;
  Problem problem(400, first.code, detail, first.pointer, first.hint);
  for (const RecordError& error : errors) {
    problem.mistakes.push_back({error.pointer, error.detail, error.hint});
  }
  return problem;
}

} // namespace

Response outcome_response(const Outcome& outcome) {
  if (outcome.errors.empty()) return text_response(200, "application/json", R"({"success":true})");
  if (outcome.accepted == 0) throw nothing_stored(outcome.errors);
  Json body{{"success", false},
            {"accepted", outcome.accepted},
            {"duplicates", outcome.duplicates},
            {"errors", Json::array()}};
  for (const RecordError& error : outcome.errors) body["errors"].push_back(error_json(error));
  return text_response(200, "application/json", to_text(body));
}

} // namespace server
