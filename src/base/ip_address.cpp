#include "base/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace beckon {

std::optional<std::string> truncate_ip(std::string_view text) {
  const std::string address(text);
  char shown[INET6_ADDRSTRLEN];
  in_addr four{};
  in6_addr six{};
  if (inet_pton(AF_INET, address.c_str(), &four) != 1) {
    if (inet_pton(AF_INET6, address.c_str(), &six) != 1) return std::nullopt;
    if (!IN6_IS_ADDR_V4MAPPED(&six)) {
      std::fill(std::begin(six.s6_addr) + 6, std::end(six.s6_addr), uint8_t{0});
      return inet_ntop(AF_INET6, &six, shown, sizeof(shown));
    }
    std::memcpy(&four, &six.s6_addr[12], sizeof(four));
  }
  four.s_addr &= htonl(0xffffff00U);
  return inet_ntop(AF_INET, &four, shown, sizeof(shown));
}

} // namespace beckon
