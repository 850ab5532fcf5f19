#include "core/json.h"

#include <set>
#include <vector>

#include "core/problem.h"

namespace server {
namespace {

// nlohmann keeps the last of two equal keys and has no limit of depth: its callback adds both.
class Strict {
 public:
  bool operator()(int, Json::parse_event_t event, Json& value) {
    switch (event) {
      case Json::parse_event_t::object_start:
      case Json::parse_event_t::array_start: enter(); break;
      case Json::parse_event_t::object_end:
      case Json::parse_event_t::array_end: keys_.pop_back(); break;
      case Json::parse_event_t::key: add(value.get_ref<const std::string&>()); break;
      case Json::parse_event_t::value: break;
    }
    return true;
  }

 private:
  void enter() {
    if (keys_.size() >= kJsonDepth) {
      throw Problem(400, "limit_exceeded",
                    "the document is nested deeper than " + std::to_string(kJsonDepth) + " levels");
    }
    keys_.emplace_back();
  }

  void add(const std::string& key) {
    if (keys_.back().insert(key).second) return;
    throw Problem(400, "invalid_json", "the key " + Json(key).dump() + " is given twice");
  }

  std::vector<std::set<std::string>> keys_; // of each object that is open; arrays have none
};

} // namespace

Json parse_json(std::string_view text) {
  try {
    Strict strict;
    return Json::parse(text, [&strict](int depth, Json::parse_event_t event, Json& value) {
      return strict(depth, event, value);
    });
  } catch (const Json::exception& error) {
    // "[json.exception.parse_error.101] parse error at line 1 …": the tag is the library's own.
    const std::string_view what = error.what();
    const size_t tag = what.find("] ");
    throw Problem(400, "invalid_json",
                  std::string(tag == std::string_view::npos ? what : what.substr(tag + 2)));
  }
}

std::string to_text(const Json& value) { return value.dump(); }

bool is_utf8(const std::string& text) {
  try {
    Json(text).dump(); // the writer refuses what is not UTF-8
    return true;
  } catch (const Json::type_error&) {
    return false;
  }
}

std::string pointer_join(std::string_view base, std::string_view token) {
  std::string out(base);
  out.push_back('/');
  for (const char c : token) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out.push_back(c);
  }
  return out;
}

} // namespace server
