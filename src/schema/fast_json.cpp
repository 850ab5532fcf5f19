// Over simdjson's DOM. It says little about a mistake and refuses whole numbers beyond 64 bits, so
// a text that it refuses is read again by parse_json, which gives the error, or the value, that
// counts.
#include "schema/fast_json.h"

#include "schema/dom.h"

namespace beckon::schema {

Value parse_json_fast(std::string_view text, const ReadLimits& limits) {
  if (text.empty() || text.size() > limits.bytes) return parse_json(text, limits);
  // Keeps its buffers from call to call, as large as the largest text of the thread.
  thread_local simdjson::dom::parser parser;
  dom::element root;
  if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS ||
      !dom::Rules(limits).hold(root)) {
    return parse_json(text, limits);
  }
  return dom::value_of(root);
}

} // namespace beckon::schema
