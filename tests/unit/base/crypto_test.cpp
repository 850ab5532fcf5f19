// Published vectors: FIPS 180-4, RFC 4231, RFC 4648.
#include "base/crypto.h"

#include <doctest/doctest.h>

#include "support/errors.h"
#include "support/random.h"

namespace beckon::test {

TEST_CASE("crypto: SHA-256") {
  const auto hex = [](std::string_view bytes) { return to_hex(as_text(sha256(bytes))); };
  CHECK(hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hex(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("crypto: HMAC-SHA-256") {
  const auto hex = [](std::string_view key, std::string_view bytes) {
    return to_hex(as_text(hmac_sha256(key, bytes)));
  };
  CHECK(hex(std::string(20, '\x0b'), "Hi There") ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hex("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(hex("", "") == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("crypto: random bytes are as many as asked for, and others each time") {
  CHECK(random_bytes(0).empty());
  CHECK(random_bytes(16).size() == 16);
  CHECK(random_bytes(16) != random_bytes(16));
}

TEST_CASE("crypto: constant-time comparison compares") {
  CHECK(equal_constant_time("", ""));
  CHECK(equal_constant_time("secret", "secret"));
  CHECK_FALSE(equal_constant_time("secret", "Secret"));
  CHECK_FALSE(equal_constant_time("secret", "secre"));
  CHECK_FALSE(equal_constant_time("secret", ""));
  CHECK_FALSE(equal_constant_time(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

TEST_CASE("crypto: hex and base 64") {
  CHECK(to_hex("").empty());
  CHECK(to_hex(std::string_view("\x00\x7f\xff", 3)) == "007fff");
  struct Row {
    const char *bytes, *padded, *url;
  };
  const Row rows[] = {{"", "", ""},
                      {"f", "Zg==", "Zg"},
                      {"fo", "Zm8=", "Zm8"},
                      {"foo", "Zm9v", "Zm9v"},
                      {"foob", "Zm9vYg==", "Zm9vYg"},
                      {"fooba", "Zm9vYmE=", "Zm9vYmE"},
                      {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
                      {"\xfb\xff\xbf", "+/+/", "-_-_"}};
  for (const Row& row : rows) {
    CHECK(to_base64(row.bytes) == row.padded);
    CHECK(from_base64(row.padded) == row.bytes);
    CHECK(to_base64url(row.bytes) == row.url);
    CHECK(from_base64url(row.url) == row.bytes);
  }
  Random random(4);
  for (size_t length = 0; length < 200; ++length) {
    const std::string bytes = random.bytes(length);
    CHECK(from_base64(to_base64(bytes)) == bytes);
    CHECK(from_base64url(to_base64url(bytes)) == bytes);
  }
}

TEST_CASE("crypto: base 64 is strict: one value has one text") {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "Zm8", "Z===", "====", "=Zg=", "Zm9v=",
                           "Zh==", "Zm9=", "Zm 9v", "Zm9v\n", "Zm-v", "Zm_v", "Zg==Zg=="}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(from_base64(text).has_value());
  }
  for (const char* text : {"Z", "Zg==", "Zm8=", "Zh", "Zm9", "Zm+v", "Zm/v", "Zm9vY"}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(from_base64url(text).has_value());
  }
}

} // namespace beckon::test
