#include "http/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>

namespace beckon::http {
namespace {

using Ipv6 = std::array<uint8_t, 16>;

constexpr uint32_t ipv4(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

struct Ipv4Range {
  uint32_t network;
  int bits;
};

// IANA's special-purpose registry, as far as it is not globally reachable, and multicast.
constexpr std::array<Ipv4Range, 14> kInternalIpv4 = {{
    {ipv4(0, 0, 0, 0), 8},
    {ipv4(10, 0, 0, 0), 8},
    {ipv4(100, 64, 0, 0), 10},
    {ipv4(127, 0, 0, 0), 8},
    {ipv4(169, 254, 0, 0), 16},
    {ipv4(172, 16, 0, 0), 12},
    {ipv4(192, 0, 0, 0), 24},
    {ipv4(192, 0, 2, 0), 24},
    {ipv4(192, 168, 0, 0), 16},
    {ipv4(198, 18, 0, 0), 15},
    {ipv4(198, 51, 100, 0), 24},
    {ipv4(203, 0, 113, 0), 24},
    {ipv4(224, 0, 0, 0), 4},
    {ipv4(240, 0, 0, 0), 4},
}};

bool is_public_ipv4(uint32_t address) {
  for (const Ipv4Range& range : kInternalIpv4) {
    if ((address ^ range.network) >> (32 - range.bits) == 0) return false;
  }
  return true;
}

bool has_prefix(const Ipv6& address, std::initializer_list<uint8_t> prefix) {
  return std::memcmp(address.data(), std::data(prefix), prefix.size()) == 0;
}

uint32_t embedded_ipv4(const Ipv6& address, size_t offset) {
  return ipv4(address[offset], address[offset + 1], address[offset + 2], address[offset + 3]);
}

bool is_public_ipv6(const Ipv6& address) {
  const bool mapped = has_prefix(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff});
  const bool translated = has_prefix(address, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0});
  if (mapped || translated) return is_public_ipv4(embedded_ipv4(address, 12));
  if (has_prefix(address, {0x20, 0x02})) return is_public_ipv4(embedded_ipv4(address, 2));
  if (has_prefix(address, {0x20, 0x01, 0, 0})) return false;       // Teredo
  if (has_prefix(address, {0x20, 0x01, 0x0d, 0xb8})) return false; // documentation
  return (address[0] & 0xe0) == 0x20; // 2000::/3 is all that is global unicast
}

} // namespace

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in ip;
    std::memcpy(&ip, &address, sizeof ip);
    return is_public_ipv4(ntohl(ip.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 ip;
    std::memcpy(&ip, &address, sizeof ip);
    Ipv6 bytes;
    std::memcpy(bytes.data(), &ip.sin6_addr, bytes.size());
    return is_public_ipv6(bytes);
  }
  return false;
}

bool is_public_address(std::string_view text) {
  const std::string terminated(text.substr(0, text.find('%'))); // without an IPv6 zone
  in_addr ip;
  if (inet_pton(AF_INET, terminated.c_str(), &ip) == 1) return is_public_ipv4(ntohl(ip.s_addr));
  Ipv6 bytes;
  if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return is_public_ipv6(bytes);
  return false;
}

} // namespace beckon::http
