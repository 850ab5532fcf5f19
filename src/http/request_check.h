// What a request must look like before it is handed to libcurl.
#pragma once

#include <string>

#include "http/transport.h"

namespace beckon::http {

enum class Protocol : uint8_t { unknown, http, smtp, file };

Protocol protocol_of(const Request& request);

// Scheme, host and port of an http or smtp URL, lower-cased: requests of one origin share
// connections and the limit per host.
std::string origin_of(const Request& request);

// Whether it only opens an SMTP session, login and all, without a message.
bool is_session_check(const Request& request);

// Empty when the request can be performed, else the reason for people. Refuses what could add a
// header, a command or a recipient: line breaks and NUL in anything but the body.
std::string find_fault(const Request& request);

} // namespace beckon::http
