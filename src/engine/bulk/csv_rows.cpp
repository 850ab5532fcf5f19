#include <algorithm>

#include "base/limits.h"
#include "engine/bulk/rows.h"
#include "engine/bulk/windows_1252.h"
#include "schema/json.h"

namespace beckon::engine::bulk {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr char kDelimiters[] = {',', ';', '\t', '|'};

class CsvRows final : public RowSource {
 public:
  explicit CsvRows(const CsvForm& form) : form_(form) {}

  void feed(std::string_view bytes) override {
    // What was given out is read by now.
    buffer_.erase(0, given_);
    at_ -= given_;
    row_ -= given_;
    given_ = 0;
    buffer_.append(bytes);
  }

  void end() override { ended_ = true; }

  bool next(Row* row) override {
    if (!begun_ && !begin()) return false;
    do {
      *row = Row();
      if (!scan(row)) return false;
    } while (row->text.empty() && !row->error); // a blank line counts to the row behind it
    row->bytes = std::string_view(buffer_).substr(given_, at_ - given_);
    given_ = at_;
    return true;
  }

 private:
  enum class In : uint8_t { field_start, plain, quoted, quote_in_quoted };

  // Looks at the first bytes. False: more are needed.
  bool begin() {
    if (buffer_.size() < kByteOrderMark.size() && !ended_) return false;
    if (buffer_.rfind("\xff\xfe", 0) == 0 || buffer_.rfind("\xfe\xff", 0) == 0) {
      fail_invalid("the text is UTF-16", "", "save it as \"CSV UTF-8\"");
    }
    const size_t mark = buffer_.rfind(kByteOrderMark, 0) == 0 ? kByteOrderMark.size() : 0;
    if (form_.delimiter == 0) {
      const size_t line_end = buffer_.find_first_of("\r\n", mark);
      const bool whole = line_end != std::string::npos || ended_;
      if (!whole && buffer_.size() < limits::record_bytes) return false;
      form_.delimiter = likely_delimiter(std::string_view(buffer_).substr(mark, line_end - mark));
    }
    at_ = mark;
    begun_ = true;
    begin_row();
    return true;
  }

  // The one that stands most often outside of quotes; the comma when none does.
  static char likely_delimiter(std::string_view line) {
    size_t counts[std::size(kDelimiters)] = {};
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') quoted = !quoted;
      const auto* found = std::find(std::begin(kDelimiters), std::end(kDelimiters), c);
      if (!quoted && found != std::end(kDelimiters)) ++counts[found - std::begin(kDelimiters)];
    }
    return kDelimiters[std::max_element(std::begin(counts), std::end(counts)) - counts];
  }

  void begin_row() {
    row_ = at_;
    row_line_ = line_;
    in_ = In::field_start;
    fields_.assign(1, {});
    mistake_.clear();
  }

  // One row, blank ones too. False: more bytes are needed.
  bool scan(Row* row) {
    for (; at_ < buffer_.size(); ++at_) {
      const char c = buffer_[at_];
      if (at_ - row_ > limits::record_bytes) return give_up(row, true);
      if (c == '\r' && at_ + 1 == buffer_.size() && !ended_) return false; // half of \r\n?
      if ((c == '\n' || c == '\r') && in_ != In::quoted) {
        finish(row);
        return true;
      }
      take(c);
    }
    if (!ended_ || row_ == buffer_.size()) return false;
    if (in_ == In::quoted) return give_up(row, false);
    finish(row);
    return true;
  }

  void take(char c) {
    switch (in_) {
      case In::field_start:
        if (c == '"') in_ = In::quoted;
        else if (c == form_.delimiter) fields_.emplace_back();
        else {
          in_ = In::plain;
          fields_.back().push_back(c);
        }
        break;
      case In::plain:
        if (c == form_.delimiter) next_field();
        else fields_.back().push_back(c);
        break;
      case In::quoted:
        if (c == '"') in_ = In::quote_in_quoted;
        else fields_.back().push_back(c);
        if (c == '\n' || (c == '\r' && !is_before_newline())) ++line_;
        break;
      case In::quote_in_quoted:
        if (c == '"') {
          in_ = In::quoted;
          fields_.back().push_back(c);
        } else if (c == form_.delimiter) {
          next_field();
        } else {
          mistake_ = "text stands behind a closing quote";
          in_ = In::plain;
        }
        break;
    }
  }

  bool is_before_newline() const { return at_ + 1 < buffer_.size() && buffer_[at_ + 1] == '\n'; }

  void next_field() {
    fields_.emplace_back();
    in_ = In::field_start;
  }

  // The row ends where at_ stands: at its line end, or at the end of all.
  void finish(Row* row) {
    row->line = row_line_;
    row->text = std::string_view(buffer_).substr(row_, at_ - row_);
    pass_line_end();
    row->fields = std::move(fields_);
    if (!mistake_.empty()) row->error = Error(Code::invalid_request, mistake_);
    decode(row);
    begin_row();
  }

  void decode(Row* row) {
    if (!form_.is_windows_1252) {
      if (!row->error && !schema::is_utf8(row->text)) {
        row->error = Error(Code::invalid_request, "the row is not UTF-8", "",
                           "name its encoding: \"windows-1252\" is the other one that is known");
      }
      return;
    }
    for (std::string& field : row->fields) field = from_windows_1252(field);
  }

  void pass_line_end() {
    if (at_ == buffer_.size()) return;
    at_ += buffer_[at_] == '\r' && is_before_newline() ? 2 : 1;
    ++line_;
  }

  // The quote that opened is taken for a mistake of its line alone: reading goes on behind that.
  bool give_up(Row* row, bool too_long) {
    const size_t line_end = buffer_.find_first_of("\r\n", row_);
    if (line_end == std::string::npos && too_long) {
      throw Error(Code::limit_exceeded, "a line is longer than limits::record_bytes", "",
                  "is this a table in CSV?");
    }
    row->error = too_long
                     ? Error(Code::limit_exceeded, "the row is longer than limits::record_bytes",
                             "", "is a quote not closed?")
                     : Error(Code::invalid_request, "a quote is not closed");
    row->line = line_ = row_line_;
    at_ = std::min(line_end, buffer_.size());
    row->text = std::string_view(buffer_).substr(row_, at_ - row_);
    pass_line_end();
    begin_row();
    return true;
  }

  CsvForm form_;
  std::string buffer_;
  size_t given_ = 0; // what lies before was given out
  size_t row_ = 0, at_ = 0;
  uint64_t line_ = 1, row_line_ = 1;
  In in_ = In::field_start;
  std::vector<std::string> fields_;
  std::string mistake_;
  bool begun_ = false, ended_ = false;
};

} // namespace

std::unique_ptr<RowSource> make_csv_rows(const CsvForm& form) {
  return std::make_unique<CsvRows>(form);
}

} // namespace beckon::engine::bulk
