// The server's settings: a flag, else an environment variable, else a default.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "net/listener.h"

namespace server {

struct Config {
  std::string workspace = "beckon-workspace"; // directory
  std::string template_compiler;              // path of compile.mjs; may be empty
  std::string public_url;                     // where clients reach the server; may be empty
  std::vector<std::string> public_keys, secret_keys;
  ListenerOptions listener;
  size_t decoded_bytes = 16 << 20;    // of a gzip body
  Milliseconds drain_timeout{10'000}; // for running requests, at shutdown

  bool print = false; // --print-config
  bool help = false;  // --help
};

// Reads the environment by `lookup` (null: not set), which tests replace.
using Environment = const char* (*)(const char* name);

// "--name value" and "--name=value"; the variable of --max-body-bytes is BECKON_MAX_BODY_BYTES, and
// that variable with _FILE names a file that holds the value. Several keys are separated by commas.
// Prefer variables or files for keys: everyone on a machine sees the arguments of a process.
// Throws std::invalid_argument with one line for the user.
Config read_config(const std::vector<std::string>& arguments, Environment lookup);

std::string usage();

// All settings as JSON, keys redacted.
Json config_json(const Config& config);

bool is_loopback(const std::string& address);

} // namespace server
