// Decompression of request bodies, safe against bombs: the output is bounded, absolutely and by
// its ratio to the input.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace server {

struct GzipLimits {
  size_t bytes = 16 << 20;      // of output
  size_t ratio = 200;           // output to input …
  size_t free_bytes = 64 << 10; // … counted once the output is larger than this
};

enum class GzipStatus { ok, malformed, too_large };

struct GzipResult {
  GzipStatus status;
  std::string body; // empty unless ok
};

// Whether the bytes begin with gzip's magic number. No JSON text does.
bool looks_gzipped(std::string_view bytes);

// One or several gzip members (RFC 1952 §2.2). Truncated input, a wrong checksum and bytes after
// the last member are malformed.
GzipResult gunzip(std::string_view bytes, const GzipLimits& limits);

} // namespace server
