// Any bytes as the text of a condition.
#include "base/hash.h"
#include "fuzz/condition_checks.h"
#include "fuzz/entry.h"
#include "schema/json.h"
#include "segment/text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using beckon::fuzz::demand;
  namespace text = beckon::segment::text;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const text::ReadText read = text::read_text(bytes);
  for (const text::TextIssue& issue : read.issues) {
    demand(issue.offset <= size && !issue.message.empty(), "an issue has its place", issue.message);
  }
  demand(read.complete || !read.issues.empty(), "a limit that ends the reading is reported");
  if (!beckon::schema::is_utf8(bytes)) {
    demand(!read.issues.empty(), "only UTF-8 is read");
    return 0;
  }
  beckon::fuzz::check_condition(beckon::schema::Value(bytes), beckon::hash64(bytes));
  return 0;
}
