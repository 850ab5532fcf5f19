#include "config.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <utility>

namespace server {
namespace {

constexpr size_t kMinKeyBytes = 16;
constexpr size_t kMaxKeys = 16;

struct Option {
  std::string name, value_name, help;
  std::function<void(Config&, const std::string&)> set; // throws std::invalid_argument
  std::function<Json(const Config&)> get;
};

size_t parse_number(const std::string& text, size_t low, size_t high) {
  size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < low || number > high) {
    throw std::invalid_argument("must be a whole number from " + std::to_string(low) + " to " +
                                std::to_string(high));
  }
  return number;
}

// "127.0.0.1:8080", "[::1]:8080"
void set_listen(Config& config, const std::string& text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) throw std::invalid_argument("must be ADDRESS:PORT");
  std::string host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  config.listener.address = host;
  config.listener.port = static_cast<uint16_t>(parse_number(text.substr(colon + 1), 0, 65'535));
}

Json listen_text(const Config& config) {
  const std::string& host = config.listener.address;
  const bool is_v6 = host.find(':') != std::string::npos;
  return (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(config.listener.port);
}

std::vector<std::string> parse_keys(const std::string& text, const std::string& prefix) {
  std::vector<std::string> keys;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    keys.push_back(text.substr(begin, end - begin));
    begin = end + 1;
    const std::string& key = keys.back();
    const bool is_sound =
        key.starts_with(prefix) && key.size() >= kMinKeyBytes &&
        std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    if (!is_sound || keys.size() > kMaxKeys) {
      throw std::invalid_argument("must be up to " + std::to_string(kMaxKeys) +
                                  " keys that begin with " + prefix + " and have " +
                                  std::to_string(kMinKeyBytes) + " characters or more");
    }
  }
  return keys;
}

Option text_option(std::string name, std::string value_name, std::string help,
                   std::string Config::*field) {
  return {std::move(name), std::move(value_name), std::move(help),
          [field](Config& config, const std::string& text) { config.*field = text; },
          [field](const Config& config) { return Json(config.*field); }};
}

Option key_option(std::string name, std::string help, std::string prefix,
                  std::vector<std::string> Config::*field) {
  return {std::move(name), "KEY[,KEY…]", std::move(help),
          [field, prefix](Config& config, const std::string& text) {
            config.*field = parse_keys(text, prefix);
          },
          [field](const Config& config) {
            return Json(std::to_string((config.*field).size()) + " set");
          }};
}

// `field(config)` is the place of a number within its bounds.
template <typename Field>
Option number_option(std::string name, std::string help, size_t low, size_t high, Field field) {
  return {std::move(name), "N", std::move(help),
          [=](Config& config, const std::string& text) {
            field(config) = parse_number(text, low, high);
          },
          [=](const Config& config) {
            Config copy = config;
            return Json(field(copy));
          }};
}

template <typename Field>
Option time_option(std::string name, std::string help, Field field) {
  constexpr size_t kLow = 1, kHigh = 3'600'000;
  return {std::move(name), "MS", std::move(help),
          [=](Config& config, const std::string& text) {
            field(config) = Milliseconds(parse_number(text, kLow, kHigh));
          },
          [=](const Config& config) {
            Config copy = config;
            return Json(field(copy).count());
          }};
}

void add_main_options(std::vector<Option>* options) {
  options->push_back({"listen", "ADDRESS:PORT", "where to listen; port 0: any that is free",
                      set_listen, listen_text});
  options->push_back(text_option("workspace", "DIR", "the workspace, made where it is absent",
                                 &Config::workspace));
  options->push_back(
      text_option("public-url", "URL", "where clients reach the server", &Config::public_url));
  options->push_back(text_option("template-compiler", "FILE",
                                 "compile.mjs, with its packages beside it: makes HTML of MJML",
                                 &Config::template_compiler));
  options->push_back(
      key_option("public-key", "may append records: pk_…", "pk_", &Config::public_keys));
  options->push_back(
      key_option("secret-key", "may do everything: sk_…", "sk_", &Config::secret_keys));
}

void add_size_options(std::vector<Option>* options) {
  options->push_back(number_option("max-header-bytes", "of request line and headers", 1'024,
                                   1 << 16,
                                   [](Config& c) -> size_t& { return c.listener.header_bytes; }));
  options->push_back(number_option("max-body-bytes", "of a body as it is sent", 1'024, 64 << 20,
                                   [](Config& c) -> size_t& { return c.listener.body_bytes; }));
  options->push_back(number_option("max-decoded-bytes", "of a gzip body, decompressed", 1'024,
                                   256 << 20,
                                   [](Config& c) -> size_t& { return c.decoded_bytes; }));
  options->push_back(number_option("max-connections", "open at one time", 1, 100'000,
                                   [](Config& c) -> size_t& { return c.listener.connections; }));
  options->push_back(
      number_option("max-requests", "of one connection, which is then closed", 1, 1'000'000'000,
                    [](Config& c) -> size_t& { return c.listener.requests_per_connection; }));
  options->push_back(number_option("max-queue", "requests that wait for a worker", 1, 100'000,
                                   [](Config& c) -> size_t& { return c.listener.queue; }));
  options->push_back(number_option("workers", "threads that handle requests", 1, 256,
                                   [](Config& c) -> size_t& { return c.listener.workers; }));
  options->push_back(number_option("io-threads", "threads that read and write", 1, 64,
                                   [](Config& c) -> size_t& { return c.listener.io_threads; }));
}

void add_time_options(std::vector<Option>* options) {
  options->push_back(
      time_option("idle-timeout-ms", "until a kept connection sends again",
                  [](Config& c) -> Milliseconds& { return c.listener.idle_timeout; }));
  options->push_back(
      time_option("header-timeout-ms", "for the whole header of a request",
                  [](Config& c) -> Milliseconds& { return c.listener.header_timeout; }));
  options->push_back(
      time_option("body-timeout-ms", "for the whole body of a request",
                  [](Config& c) -> Milliseconds& { return c.listener.body_timeout; }));
  options->push_back(
      time_option("write-timeout-ms", "for the client to take the whole answer",
                  [](Config& c) -> Milliseconds& { return c.listener.write_timeout; }));
  options->push_back(time_option("drain-timeout-ms", "for running requests, on SIGTERM",
                                 [](Config& c) -> Milliseconds& { return c.drain_timeout; }));
}

const std::vector<Option>& options() {
  static const std::vector<Option> all = [] {
    std::vector<Option> made;
    add_main_options(&made);
    add_size_options(&made);
    add_time_options(&made);
    return made;
  }();
  return all;
}

std::string variable_of(const std::string& name) {
  std::string out = "BECKON_";
  for (const char c : name) {
    out.push_back(c == '-' ? '_' : static_cast<char>(c - 'a' + 'A'));
  }
  return out;
}

void apply(const Option& option, const std::string& source, const std::string& text,
           Config* config) {
  try {
    option.set(*config, text);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(source + " " + error.what());
  }
}

std::string read_file(const std::string& variable, const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) throw std::invalid_argument(variable + ": the file cannot be read");
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

void apply_environment(Environment lookup, Config* config) {
  for (const Option& option : options()) {
    const std::string variable = variable_of(option.name), file = variable + "_FILE";
    if (const char* text = lookup(variable.c_str())) {
      apply(option, variable, text, config);
    } else if (const char* path = lookup(file.c_str())) {
      apply(option, file, read_file(file, path), config);
    }
  }
}

} // namespace

Config read_config(const std::vector<std::string>& arguments, Environment lookup) {
  Config config;
  apply_environment(lookup, &config);
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--help" || argument == "-h") {
      config.help = true;
      continue;
    }
    if (argument == "--print-config") {
      config.print = true;
      continue;
    }
    const size_t equals = std::min(argument.find('='), argument.size());
    const std::string flag = argument.substr(0, equals);
    const auto option =
        std::find_if(options().begin(), options().end(),
                     [&flag](const Option& candidate) { return "--" + candidate.name == flag; });
    if (option == options().end()) {
      throw std::invalid_argument("there is no option " + argument + "; see --help");
    }
    if (equals == argument.size() && i + 1 == arguments.size()) {
      throw std::invalid_argument(flag + " needs a value");
    }
    const std::string text =
        equals < argument.size() ? argument.substr(equals + 1) : arguments[++i];
    apply(*option, flag, text, &config);
  }
  return config;
}

std::string usage() {
  std::string out =
      "usage: beckon_server [--OPTION VALUE]…\n\n"
      "The reference server of Beckon: one workspace over HTTP.\n\n";
  const Config defaults;
  for (const Option& option : options()) {
    std::string flag = "  --" + option.name + " " + option.value_name;
    flag.resize(std::max<size_t>(flag.size() + 2, 34), ' ');
    out += flag + option.help + " (" + option.get(defaults).dump() + ")\n";
  }
  out +=
      "  --print-config                  print the settings as JSON, keys redacted, and exit\n"
      "  --help                          print this and exit\n\n"
      "Each option is also read from the environment, e.g. BECKON_SECRET_KEY, or from the file\n"
      "that BECKON_SECRET_KEY_FILE names. On a loopback address keys may be left out: they are\n"
      "then made for this run and printed to stderr.\n";
  return out;
}

Json config_json(const Config& config) {
  Json out = Json::object();
  for (const Option& option : options()) out[option.name] = option.get(config);
  return out;
}

bool is_loopback(const std::string& address) {
  return address == "::1" || address.starts_with("127.");
}

} // namespace server
