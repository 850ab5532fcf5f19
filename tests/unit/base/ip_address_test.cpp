#include "base/ip_address.h"

#include <doctest/doctest.h>

namespace beckon {

TEST_CASE("ip addresses: the last byte of IPv4 goes") {
  CHECK(truncate_ip("198.51.100.7") == "198.51.100.0");
  CHECK(truncate_ip("198.51.100.0") == "198.51.100.0");
  CHECK(truncate_ip("255.255.255.255") == "255.255.255.0");
}

TEST_CASE("ip addresses: of IPv6 the first 48 bits stay") {
  CHECK(truncate_ip("2001:db8:1:2:3:4:5:6") == "2001:db8:1::");
  CHECK(truncate_ip("2001:DB8::1") == "2001:db8::");
  CHECK(truncate_ip("::1") == "::");
}

TEST_CASE("ip addresses: IPv4 that is written as IPv6 is IPv4") {
  CHECK(truncate_ip("::ffff:198.51.100.7") == "198.51.100.0");
}

TEST_CASE("ip addresses: what is no address has no network") {
  for (const char* text : {"", "198.51.100", "198.51.100.256", "198.51.100.7:80", "localhost",
                           "2001:db8::1%eth0", "[::1]", " 198.51.100.7"}) {
    CAPTURE(text);
    CHECK_FALSE(truncate_ip(text).has_value());
  }
}

} // namespace beckon
