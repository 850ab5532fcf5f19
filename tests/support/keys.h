// Key pairs made for tests alone, and the forms of their signatures.
#pragma once

#include <algorithm>
#include <string>

namespace beckon::test {

inline constexpr const char* kP256 = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgWORuNBuIYwKILp1L
x0lkCl+3ytgTmvS4GQS/mwKVW3ehRANCAARTgjMC18ScYKfraw77orUpcVV3yynk
GgdMRjfsQ/5qQvzkH/Bv1DYlAdCgCcCz0TMvBliloXT67k8xWGK6S+In
-----END PRIVATE KEY-----
)";
inline constexpr const char* kP256Public =
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEU4IzAtfEnGCn62sO+6K1KXFVd8sp5BoHTEY37EP+akL85B/"
    "wb9Q2JQHQoAnAs9EzLwZYpaF0+u5PMVhiukviJw==";
inline constexpr const char* kRsa = R"(-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDxIpK+ew7YPypX
0POPkvRcf6irkFUjg1raI3dXwcsWyZY5Hyu4RlG+jNrSSX9lSKVFVQITHwYuLoRT
Wv6sggmQ6fbhKA6p3UCTGy2R+xT9iHqLm/WEt7qTJ72qMqp+y4HJCG77uOYgxDns
qnIbTg44rrsuVH0EbaHHsrxPOM25Mx2B1fQrGw3L9Pl+2ScGV0lZjw+DOk6qO1vr
9gsVC77vFG9+GmcGoum6eJWucAEFQJ4jxkjIe/u82KjSFVEVxFPaMw+LUm1aHGIw
w0TThT4cVvnL+Qcs6jHx6Sq7HSukJR09nRQvpQVW7g3UKOWNQdRxq1DrdjpQSW1u
YJtR292dAgMBAAECggEAT8VIt2P9UrN+vgNdd6s9VJZUxcDfMXrkZNKjye/N0DGL
FUWHEJSOuVNeln+C+g4wwoFvSMUUJdX0p6CsLIRuRrbnma/HPhF4KdItXqQp2v+5
zpKfA7NGMSVN/M57EawgONGl6XdPBhr0MKNoUTkewkinmpmPrBXalbY+zpRzlia6
4Xfqwg5wz745WKDyW9z5pl4GbWP/AUd7XtxOFITIwVZYj894wCeK7UdPtdwY0b5b
2DyEXLuAG0u3By1/ASFsUbigMZDTIth+Vtw+kw4S86fnYoGx3jGeVzDjlsYbuHcM
qQa9c1GjItN2YTqBYdfvQTkmJslpZbVZ4YcP0lJ+jwKBgQD6J+AWxo91yYyzTTH2
MVf/T/iByV3nDGo5jsJ0C2qxtOfsgmiSB7aqLV8IE7dOeWzRTU/hi/q2zfwsz7uq
EmKR377ePeQ2TYhqX6zNaoC4s4+ID0CtycOCrG317lg5NdN8RlTm9LuAug2r4MVy
HvJif3zF1nS07Fr1ge4A1kWgywKBgQD2xL8+tRoar0YVYc7UcBhhd1D79Ytr//U/
K9Gsk8PJgH0H0dFXLQFiIe9VlgAoCsP2/BcAKCTZ5bfbyi+XN/4ZoFNC8nBlqJl0
3RJdLnR0GiiCnJWJA/xmfXcopEussWPgVndWZcGDeUlXEs363+Rk3fG9ghqRuORW
FXH3tQK2NwKBgQCrHee97Klpqysh46ZPgEVvkiatsS8Yw3dOVAdUFhMv6E3VjQc3
DSu4kTy2a7YyagEz0yzXXkdsEM91X8xBdD4VBvarU67uLm8oRLYR9c6DieCe88AM
oT2p/4Vge1/CEr3N/tZI/hPc5GhBsImfnOe01Pxm4GII+Lznv68sx2XtrQKBgBhP
GWfb/05Rpd3FXNKgmEZBssCfV7Sz6jzm3CjcBZV8CtUSXkTwMgqwvRr5Q9qt9NAH
1Vw2mCq+7nXAXR/QbD+qA4m8yEW7biKNBJoZUW9+hC8ZrcFpmxudkHd4d9vzPZuD
6Q2hyIZjFE53k8L6+0zUcFPy1Rs104iHZEq6kiHRAoGAWoPj32XROWME5U9wk3hu
6pnXKSQX1Z6jwqeZDCXdQUDj3+UdkvCKBmNxSFdH+XutaHc974HzvflECJzNfoZe
lBFAd9VtUbwyoggajCd5KGw6bINZCkNnPApAWYSJt0PS/HdOTrfzhwRlFWO8Qe5k
MlnifeRMuSBUUV22nJbcmvQ=
-----END PRIVATE KEY-----
)";
inline constexpr const char* kRsaCertificate = R"(-----BEGIN CERTIFICATE-----
MIIC/zCCAeegAwIBAgIUBJJv65I/wio9SGgtJYuplApwTJYwDQYJKoZIhvcNAQEL
BQAwDzENMAsGA1UEAwwEdGVzdDAeFw0yNjExMjAxNjUzMzJaFw0zNjExMTcxNjUz
MzJaMA8xDTALBgNVBAMMBHRlc3QwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEK
AoIBAQDxIpK+ew7YPypX0POPkvRcf6irkFUjg1raI3dXwcsWyZY5Hyu4RlG+jNrS
SX9lSKVFVQITHwYuLoRTWv6sggmQ6fbhKA6p3UCTGy2R+xT9iHqLm/WEt7qTJ72q
Mqp+y4HJCG77uOYgxDnsqnIbTg44rrsuVH0EbaHHsrxPOM25Mx2B1fQrGw3L9Pl+
2ScGV0lZjw+DOk6qO1vr9gsVC77vFG9+GmcGoum6eJWucAEFQJ4jxkjIe/u82KjS
FVEVxFPaMw+LUm1aHGIww0TThT4cVvnL+Qcs6jHx6Sq7HSukJR09nRQvpQVW7g3U
KOWNQdRxq1DrdjpQSW1uYJtR292dAgMBAAGjUzBRMB0GA1UdDgQWBBSfYpvwlCtn
SQ3E6in7HvkTnLEAtzAfBgNVHSMEGDAWgBSfYpvwlCtnSQ3E6in7HvkTnLEAtzAP
BgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQANi6G4Xz4jSSg3LsQK
anOuNKQBerDV6q9gIMY5YlQxYQnJqSrMVeM2pgdTk9X4heWsv0aSx7cJR66p8Jtj
iEJegcYr59IbyrmYyW7Od+CQ1J0DkiRmO7RFWa/LRjTDqpm5D3uXkY5PSKQw6Z4b
uewXRLkEVhFt1qWD3Bt9lqJyUvR+aZpqML4j10NZRowdzzRsCioE9vTymXcZf2IH
1zF8u2raS3LCDsgMEBnaWWAW62YJZBgqy8aiPR8zdeMipWvXWH8dCGWCyxUoWKJ9
j0TMZKOsAKbxm7ziuB9YWl2r8W2HHKMPq6+hGlHM2DVcswR1Kch8CuuHgmeSzA6I
DPta
-----END CERTIFICATE-----
)";

// The DER form of a raw signature: SEQUENCE of two INTEGERs.
inline std::string der_of(const std::string& raw) {
  std::string body;
  for (const std::string& half : {raw.substr(0, 32), raw.substr(32)}) {
    std::string number = half.substr(std::min<size_t>(half.find_first_not_of('\0'), 31));
    if (static_cast<unsigned char>(number[0]) >= 0x80) number.insert(0, 1, '\0');
    body += '\x02';
    body += static_cast<char>(number.size());
    body += number;
  }
  return std::string("\x30") + static_cast<char>(body.size()) + body;
}

// The DER SubjectPublicKeyInfo of a point of P-256.
inline std::string public_key_info(const std::string& point) {
  constexpr char kBefore[] =
      "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
      "\x03\x42\x00";
  return std::string(kBefore, sizeof kBefore - 1) + point;
}

} // namespace beckon::test
