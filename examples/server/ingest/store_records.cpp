#include "ingest/store_records.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/problem.h"
#include "ingest/spelling.h"

namespace server {
namespace {

// The records of a request as lines, with the way back from a line to its item.
class Lines {
 public:
  Lines(const Json& items, std::string_view base) : items_(items), base_(base) {}

  void add(size_t index, const std::function<Json(const Json&)>& to_record, Outcome* outcome) {
    try {
      text_ += to_text(to_record(items_[index]));
      text_.push_back('\n');
      indexes_.push_back(index);
    } catch (const Problem& problem) {
      outcome->errors.push_back(
          {index, problem.code, problem.detail, prefix(index) + problem.pointer, problem.hint});
    }
  }

  // {"index": line, "error": {"code", "message", "pointer", "hint"}}
  RecordError error_of(const Json& line_error) const {
    const size_t index = indexes_.at(line_error.at("index").get<size_t>());
    const Json& error = line_error.at("error");
    return {index, error.at("code"), error.at("message"),
            prefix(index) + pointer_into_item(items_[index], error.value("pointer", "")),
            error.value("hint", "")};
  }

  const std::string& text() const { return text_; }

 private:
  std::string prefix(size_t index) const {
    return base_.empty() ? std::string() : pointer_join(base_, std::to_string(index));
  }

  const Json& items_;
  std::string_view base_;
  std::string text_;
  std::vector<size_t> indexes_; // line → item
};

} // namespace

const Json& batch_of(const Json& body) {
  const auto batch = body.find("batch");
  if (batch == body.end() || !batch->is_array()) {
    throw Problem(400, "invalid_request", "batch must be an array", "/batch");
  }
  if (batch->size() > kBatchRecords) {
    throw Problem(400, "limit_exceeded",
                  "a request holds at most " + std::to_string(kBatchRecords) + " records, not " +
                      std::to_string(batch->size()),
                  "/batch", "send several requests");
  }
  return *batch;
}

Outcome store_records(beckon::Engine& engine, Metrics& metrics, const Json& items,
                      std::string_view base, const std::function<Json(const Json&)>& to_record) {
  Outcome outcome;
  Lines lines(items, base);
  for (size_t i = 0; i < items.size(); ++i) lines.add(i, to_record, &outcome);
  if (!lines.text().empty()) {
    const Json stored = Json::parse(engine.ingest(lines.text()));
    outcome.accepted = stored.value("accepted", size_t{0});
    outcome.duplicates = stored.value("duplicates", size_t{0});
    for (const Json& error : stored.value("errors", Json::array())) {
      outcome.errors.push_back(lines.error_of(error));
    }
  }
  std::stable_sort(
      outcome.errors.begin(), outcome.errors.end(),
      [](const RecordError& left, const RecordError& right) { return left.index < right.index; });
  metrics.count_records(outcome.accepted, outcome.duplicates, outcome.errors.size());
  return outcome;
}

} // namespace server
