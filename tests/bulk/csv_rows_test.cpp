// Tables cut into rows, whatever the pieces they come in.
#include <doctest/doctest.h>

#include "base/limits.h"
#include "engine/bulk/rows.h"
#include "engine/bulk/windows_1252.h"
#include "support/errors.h"

namespace beckon::engine::bulk {
namespace {

struct Read {
  uint64_t line;
  std::vector<std::string> fields;
  std::string text, error;
  bool operator==(const Read&) const = default;
};

std::vector<Read> read_all(RowSource* source, std::string_view text, size_t piece,
                           std::string* bytes = nullptr) {
  std::vector<Read> rows;
  Row row;
  const auto take = [&] {
    while (source->next(&row)) {
      rows.push_back({row.line, row.fields, std::string(row.text),
                      row.error ? row.error->message() : std::string()});
      if (bytes != nullptr) *bytes += row.bytes;
    }
  };
  for (size_t at = 0; at < text.size(); at += piece) {
    source->feed(text.substr(at, piece));
    take();
  }
  source->end();
  take();
  return rows;
}

// The same rows for every way to cut the text.
std::vector<Read> csv(std::string_view text, const CsvForm& form = {}) {
  std::string bytes;
  const std::vector<Read> whole =
      read_all(make_csv_rows(form).get(), text, text.size() + 1, &bytes);
  CHECK(text.substr(0, bytes.size()) == bytes);
  for (const size_t piece : {1, 2, 3, 7}) {
    std::string pieces;
    CHECK(read_all(make_csv_rows(form).get(), text, piece, &pieces) == whole);
    CHECK(pieces == bytes);
  }
  return whole;
}

using Fields = std::vector<std::string>;

} // namespace

TEST_CASE("CSV is read as RFC 4180 has it") {
  const auto rows = csv("a,b,c\r\n1,\"two, \"\"quoted\"\"\",3\r\n\"line\r\nbreak\",,\r\n");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].fields == Fields{"a", "b", "c"});
  CHECK(rows[1].fields == Fields{"1", "two, \"quoted\"", "3"});
  CHECK(rows[2].fields == Fields{"line\r\nbreak", "", ""});
  CHECK(rows[2].line == 3);
}

TEST_CASE("lines end in any of three ways, the last one in none") {
  for (const std::string_view text :
       {"a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4\r"}) {
    CAPTURE(text);
    const auto rows = csv(text);
    REQUIRE(rows.size() == 3);
    CHECK(rows[2].fields == Fields{"3", "4"});
    CHECK(rows[2].line == 3);
  }
}

TEST_CASE("blank lines are no rows but count as lines") {
  const auto rows = csv("a,b\n\n\n1,2\n\n");
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].line == 4);
}

TEST_CASE("the delimiter is found in the header") {
  CHECK(csv("a;b;c\n1;2,5;3\n")[1].fields == Fields{"1", "2,5", "3"});
  CHECK(csv("a\tb\n1\t2\n")[1].fields == Fields{"1", "2"});
  CHECK(csv("\"a;x;y\",b\n1,2\n")[1].fields == Fields{"1", "2"});
  CHECK(csv("a|b\n1|2\n", {',', false})[1].fields == Fields{"1|2"});
}

TEST_CASE("a byte order mark is passed over, UTF-16 is refused") {
  CHECK(csv("\xef\xbb\xbf"
            "a,b\n1,2\n")[0]
            .fields == Fields{"a", "b"});
  const auto source = make_csv_rows({});
  source->feed(
      std::string_view("\xff\xfe"
                       "a\0",
                       4));
  Row row;
  CHECK(test::code_of([&] { source->next(&row); }) == Code::invalid_request);
}

TEST_CASE("a mistake costs its row alone") {
  auto rows = csv("a,b\n\"x\"y,2\n3,4\n");
  REQUIRE(rows.size() == 3);
  CHECK(rows[1].error == "text stands behind a closing quote");
  CHECK(rows[1].text == "\"x\"y,2");
  CHECK(rows[2].fields == Fields{"3", "4"});
  rows = csv("a,b\n\"x,2\n3,4\n5,6\n");
  REQUIRE(rows.size() == 4);
  CHECK(rows[1].error == "a quote is not closed");
  CHECK(rows[1].text == "\"x,2");
  CHECK(rows[3].fields == Fields{"5", "6"});
  CHECK(rows[3].line == 4);
}

TEST_CASE("a quote inside of a field is a character") {
  CHECK(csv("a,b\n5\" disk,x\"\"y\n")[1].fields == Fields{"5\" disk", "x\"\"y"});
}

TEST_CASE("a quote that swallows a megabyte costs the line it stands in") {
  std::string text = "a,b\n\"x,2\n";
  for (int i = 0; text.size() < limits::record_bytes + 100; ++i) {
    text += std::to_string(i) + ",0123456789\n";
  }
  const auto rows = read_all(make_csv_rows({}).get(), text, 64 << 10);
  CHECK(rows[1].error == "the row is longer than limits::record_bytes");
  CHECK(rows[2].fields == Fields{"0", "0123456789"});
  CHECK(rows.back().error.empty());
}

TEST_CASE("a line without an end is no table") {
  const auto source = make_csv_rows({});
  source->feed("a,b\n" + std::string(limits::record_bytes + 10, 'x'));
  Row row;
  CHECK(source->next(&row));
  CHECK(test::code_of([&] { source->next(&row); }) == Code::limit_exceeded);
}

TEST_CASE("text that is not UTF-8 is refused, or read as it is told to be") {
  CHECK(csv("a\ncaf\xe9\n")[1].error == "the row is not UTF-8");
  CHECK(csv("a\ncaf\xe9 \x80\n", {0, true})[1].fields == Fields{"café €"});
  CHECK(from_windows_1252("\x81") == "\xef\xbf\xbd");
}

TEST_CASE("NDJSON is a text a line") {
  for (const size_t piece : {1, 4, 100}) {
    const auto rows = read_all(make_line_rows().get(), "{\"a\":1}\r\n\n  \n{\"b\":2}", piece);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].text == "{\"a\":1}\r");
    CHECK(rows[1].line == 4);
    CHECK(rows[1].text == "{\"b\":2}");
  }
  const auto rows = read_all(make_line_rows().get(), "{\"a\":\"\xff\"}\n", 100);
  CHECK(rows[0].error == "the line is not UTF-8");
}

} // namespace beckon::engine::bulk
