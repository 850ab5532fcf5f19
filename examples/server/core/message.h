// One HTTP exchange as the server's parts see it: nothing of the HTTP library shows through.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace server {

struct Header {
  std::string name, value;
};

// The value of the first header of that name (in any case), or "".
std::string_view find_header(const std::vector<Header>& headers, std::string_view name);

// ASCII letters only; other bytes are compared as they are.
bool equal_ignoring_case(std::string_view left, std::string_view right);

struct Request {
  std::string method; // as sent: "GET", "POST" …
  std::string target; // as sent: path and query, still percent-encoded
  std::vector<Header> headers;
  std::string body;

  std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;

  // Adds the header, or replaces the one of that name.
  void set_header(std::string_view name, std::string value);
};

Response text_response(int status, std::string_view content_type, std::string body);

} // namespace server
