// Ids of the API: a permutation of a dense number, keyed by the workspace's seed. They say nothing
// about order or count, need no index to be read back, and a replay gives the same ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace beckon::engine {

class OpaqueIds {
 public:
  explicit OpaqueIds(std::string_view seed);

  // "p_…", "e_…", "s_…": the prefix and 13 digits of Crockford's base 32.
  std::string profile(uint32_t number) const { return encode('p', number); }
  std::string entry(uint64_t number) const { return encode('e', number); }
  std::string send(uint64_t number) const { return encode('s', number); }
  // Empty when the text is no id of that kind.
  std::optional<uint64_t> read(char prefix, std::string_view id) const;

 private:
  std::string encode(char prefix, uint64_t number) const;
  uint64_t permute(uint64_t number, bool forward) const;

  uint64_t key_;
};

} // namespace beckon::engine
