// parse_json of json.h, over nlohmann's SAX parser.
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "base/error.h"
#include "schema/json.h"

namespace beckon::schema {
namespace {

// Counts what the parser has read, since its SAX events carry no position.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, size_t* count) : at_(at), count_(count) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    ++at_;
    ++*count_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  size_t* count_;
};

// The place of the last of `count` bytes, as editors count: from 1, columns in bytes.
std::string place(std::string_view text, size_t count) {
  const std::string_view before = text.substr(0, count == 0 ? 0 : count - 1);
  size_t line = 1, column = 1;
  for (const char c : before) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else {
      ++column;
    }
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// The parser's reason without its prefix and without a quotation of the text, which may be long
// and need not be UTF-8.
std::string reason(std::string_view what) {
  const size_t dash = what.find(" - ");
  if (dash != std::string_view::npos) what.remove_prefix(dash + 3);
  else if (const size_t bracket = what.find("] "); bracket != std::string_view::npos)
    what.remove_prefix(bracket + 2);
  what = what.substr(0, what.find("; last read"));
  what = what.substr(0, what.find(" parsing '"));
  return std::string(what);
}

// Builds the Value. Throws Error; nlohmann passes exceptions of its handler through.
class Builder {
 public:
  Builder(std::string_view text, const ReadLimits& limits, const size_t* read)
      : text_(text), limits_(limits), read_(read) {}

  Value take() { return std::move(root_); }

  bool null() { return add(Value()); }
  bool boolean(bool value) { return add(Value(value)); }
  bool number_integer(int64_t value) { return add(Value(value)); }
  bool number_unsigned(uint64_t value) { return add(Value(value)); }
  bool number_float(double value, const std::string&) { return add(Value(value)); }
  bool string(std::string& value) { return add(Value(std::move(value))); }
  bool binary(std::vector<uint8_t>&) { return false; } // no such thing in text
  bool start_object(size_t) { return open(Value(Object{})); }
  bool start_array(size_t) { return open(Value(Array{})); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    Frame& frame = frames_.back();
    const size_t size = frame.container.size();
    if (size >= limits_.object_keys) {
      throw Error(Code::limit_exceeded,
                  "an object has more than " + std::to_string(limits_.object_keys) +
                      " members (limit object_keys) at " + place(text_, *read_),
                  pointer(frames_.size() - 1));
    }
    const bool is_duplicate = is_known(frame, name);
    frame.key = std::move(name);
    if (is_duplicate) {
      fail_invalid("the key \"" + frame.key + "\" is there twice, at " + place(text_, *read_),
                   pointer(frames_.size()), "give each member of an object its own key");
    }
    return true;
  }

  bool parse_error(size_t position, const std::string&, const nlohmann::detail::exception& error) {
    fail_invalid("malformed JSON at " + place(text_, position) + ": " + reason(error.what()));
  }

 private:
  struct Frame {
    Value container;
    std::string key;                                       // of the member being read
    std::unique_ptr<std::unordered_set<std::string>> keys; // of a large object
  };

  // Few keys are compared one by one; many would make that quadratic.
  static bool is_known(Frame& frame, const std::string& name) {
    constexpr size_t kFewKeys = 16;
    if (frame.container.size() < kFewKeys) return frame.container.find(name) != nullptr;
    if (frame.keys == nullptr) {
      frame.keys = std::make_unique<std::unordered_set<std::string>>();
      for (const Member& member : frame.container.as_object()) frame.keys->insert(member.key);
    }
    return !frame.keys->insert(name).second;
  }

  // Pointer to what the first `depth` frames are reading.
  std::string pointer(size_t depth) const {
    std::string path;
    for (size_t i = 0; i < depth; ++i) {
      const Frame& frame = frames_[i];
      path = frame.container.is_object() ? pointer_join(path, frame.key)
                                         : pointer_join(path, frame.container.size());
    }
    return path;
  }

  bool add(Value value) {
    if (frames_.empty()) {
      root_ = std::move(value);
      return true;
    }
    Frame& frame = frames_.back();
    if (frame.container.is_array()) frame.container.as_array().push_back(std::move(value));
    else frame.container.as_object().push_back({std::move(frame.key), std::move(value)});
    return true;
  }

  bool open(Value container) {
    if (frames_.size() >= limits_.depth) {
      throw Error(Code::limit_exceeded,
                  "the document is nested deeper than " + std::to_string(limits_.depth) +
                      " (limit document_depth) at " + place(text_, *read_),
                  pointer(frames_.size()));
    }
    frames_.push_back({std::move(container), {}, nullptr});
    return true;
  }

  bool close() {
    Value done = std::move(frames_.back().container);
    frames_.pop_back();
    return add(std::move(done));
  }

  std::string_view text_;
  ReadLimits limits_;
  const size_t* read_;
  std::vector<Frame> frames_;
  Value root_;
};

} // namespace

Value parse_json(std::string_view text, const ReadLimits& limits) {
  if (text.size() > limits.bytes) {
    throw Error(Code::limit_exceeded, "the document has " + std::to_string(text.size()) +
                                          " bytes; the limit (" + std::string(limits.bytes_name) +
                                          ") is " + std::to_string(limits.bytes));
  }
  size_t read = 0;
  Builder builder(text, limits, &read);
  nlohmann::json::sax_parse(CountingIterator(text.data(), &read),
                            CountingIterator(text.data() + text.size(), &read), &builder);
  // The parser takes one for the end.
  if (const size_t nul = text.find('\0'); nul != std::string_view::npos) {
    fail_invalid("the document has a NUL at " + place(text, nul + 1));
  }
  return builder.take();
}

} // namespace beckon::schema
