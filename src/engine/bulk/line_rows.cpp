#include "base/limits.h"
#include "engine/bulk/rows.h"
#include "schema/json.h"

namespace beckon::engine::bulk {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

class LineRows final : public RowSource {
 public:
  void feed(std::string_view bytes) override {
    buffer_.erase(0, given_);
    at_ -= given_;
    given_ = 0;
    buffer_.append(bytes);
  }

  void end() override { ended_ = true; }

  bool next(Row* row) override {
    while (true) {
      const size_t line_end = buffer_.find('\n', at_);
      const bool whole = line_end != std::string::npos;
      if (!whole && buffer_.size() - at_ > limits::record_bytes) {
        throw Error(Code::limit_exceeded, "a line is longer than limits::record_bytes", "",
                    "NDJSON has one record a line");
      }
      if (!whole && (!ended_ || at_ == buffer_.size())) return false;
      *row = Row();
      row->line = ++line_;
      row->text = std::string_view(buffer_).substr(at_, whole ? line_end - at_ : line_end);
      if (line_ == 1 && row->text.rfind(kByteOrderMark, 0) == 0) {
        row->text.remove_prefix(kByteOrderMark.size());
      }
      at_ = whole ? line_end + 1 : buffer_.size();
      if (row->text.find_first_not_of(" \t\r") != std::string_view::npos) break;
    }
    row->bytes = std::string_view(buffer_).substr(given_, at_ - given_);
    given_ = at_;
    check(row);
    return true;
  }

 private:
  static void check(Row* row) {
    if (row->text.size() > limits::record_bytes) {
      row->error = Error(Code::limit_exceeded, "the line is longer than limits::record_bytes");
    } else if (!schema::is_utf8(row->text)) {
      row->error = Error(Code::invalid_request, "the line is not UTF-8");
    }
  }

  std::string buffer_;
  size_t given_ = 0, at_ = 0;
  uint64_t line_ = 0;
  bool ended_ = false;
};

} // namespace

std::unique_ptr<RowSource> make_line_rows() { return std::make_unique<LineRows>(); }

} // namespace beckon::engine::bulk
