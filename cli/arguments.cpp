#include "cli/arguments.h"

#include <algorithm>

namespace beckon::cli {

Arguments::Arguments(const std::vector<std::string>& words, const Usage& usage) {
  bool options = true;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (options && word == "--") {
      options = false;
      continue;
    }
    if (!options || word.rfind("--", 0) != 0) {
      positions_.push_back(word);
      continue;
    }
    const size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const auto option = std::find_if(usage.options.begin(), usage.options.end(),
                                     [&](const Option& known) { return known.name == name; });
    if (option == usage.options.end()) throw UsageError("there is no option " + name);
    std::string value;
    if (equals != std::string::npos) {
      if (!option->takes_value) throw UsageError(name + " takes no value");
      value = word.substr(equals + 1);
    } else if (option->takes_value) {
      if (++i == words.size()) throw UsageError(name + " needs a value");
      value = words[i];
    }
    values_[name].push_back(value);
  }
  if (positions_.size() < usage.least || positions_.size() > usage.most) {
    throw UsageError("expected " + usage.positions);
  }
}

std::optional<std::string> Arguments::value(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> Arguments::values(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

} // namespace beckon::cli
