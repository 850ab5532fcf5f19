#include "support/arguments.h"

#include <charconv>
#include <stdexcept>

namespace bench {
namespace {

std::string usage(const std::map<std::string, std::string>& known) {
  std::string text = "flags and their defaults:";
  for (const auto& [name, value] : known) text += " --" + name + " " + value;
  return text;
}

} // namespace

Arguments::Arguments(int argc, char** argv, std::map<std::string, std::string> known)
    : values_(std::move(known)) {
  const std::string help = usage(values_);
  for (int i = 1; i < argc; i += 2) {
    const std::string flag = argv[i];
    const std::string name = flag.rfind("--", 0) == 0 ? flag.substr(2) : "";
    if (values_.count(name) == 0) throw std::runtime_error("unknown flag " + flag + "; " + help);
    if (i + 1 == argc) throw std::runtime_error(flag + " needs a value");
    values_[name] = argv[i + 1];
    given_.emplace_back(name, argv[i + 1]);
  }
}

const std::string& Arguments::text(const std::string& name) const { return values_.at(name); }

uint64_t Arguments::number(const std::string& name) const {
  const std::string& value = text(name);
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size()) {
    throw std::runtime_error("--" + name + " takes a whole number, not " + value);
  }
  return number;
}

bool Arguments::is_on(const std::string& name) const {
  const std::string& value = text(name);
  if (value != "on" && value != "off") throw std::runtime_error("--" + name + " takes on or off");
  return value == "on";
}

std::vector<std::string> Arguments::all(const std::string& name) const {
  std::vector<std::string> values;
  for (const auto& [flag, value] : given_) {
    if (flag == name) values.push_back(value);
  }
  return values;
}

} // namespace bench
