#include "net/gzip.h"

#include <zlib.h>
#include <algorithm>
#include <array>
#include <new>

namespace server {
namespace {

constexpr size_t kChunkBytes = 64 << 10;
// zlib's window of 2^15 bytes, plus 16: a gzip wrapper and nothing else.
constexpr int kGzipWindow = 15 + 16;

// z_stream with its life cycle.
class Inflater {
 public:
  explicit Inflater(std::string_view input) {
    // zlib does not write to its input; the field is not const for old compilers' sake.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    stream_.avail_in = static_cast<uInt>(input.size());
    if (inflateInit2(&stream_, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Appends at most one chunk; returns zlib's answer.
  int step(std::string* out) {
    stream_.next_out = chunk_.data();
    stream_.avail_out = static_cast<uInt>(chunk_.size());
    const int answer = inflate(&stream_, Z_NO_FLUSH);
    out->append(reinterpret_cast<const char*>(chunk_.data()), chunk_.size() - stream_.avail_out);
    return answer;
  }
  bool input_is_used_up() const { return stream_.avail_in == 0; }
  bool next_member() { return inflateReset(&stream_) == Z_OK; }

 private:
  z_stream stream_{};
  std::array<Bytef, kChunkBytes> chunk_;
};

bool exceeds(size_t output, size_t input, const GzipLimits& limits) {
  return output > limits.bytes || (output > limits.free_bytes && output > limits.ratio * input);
}

} // namespace

bool looks_gzipped(std::string_view bytes) {
  return bytes.size() >= 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b';
}

GzipResult gunzip(std::string_view bytes, const GzipLimits& limits) {
  if (bytes.size() > limits.bytes) return {GzipStatus::too_large, {}};
  Inflater inflater(bytes);
  std::string body;
  while (true) {
    const int answer = inflater.step(&body);
    if (exceeds(body.size(), bytes.size(), limits)) return {GzipStatus::too_large, {}};
    if (answer == Z_STREAM_END) {
      if (inflater.input_is_used_up()) return {GzipStatus::ok, std::move(body)};
      if (!inflater.next_member()) return {GzipStatus::malformed, {}};
    } else if (answer != Z_OK) {
      return {GzipStatus::malformed, {}}; // Z_BUF_ERROR: the input ended in the middle
    }
  }
}

} // namespace server
