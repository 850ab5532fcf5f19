#include "provider/config_reader.h"

#include <algorithm>

#include "base/limits.h"
#include "base/time.h"
#include "provider/terms.h"

namespace beckon::provider {
namespace {

constexpr int64_t kLongestTimeoutMs = 10 * 60'000; // what RFC 5321 allows a server for its answer
constexpr int64_t kShortestTimeoutMs = 1'000;

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
}

} // namespace

ConfigReader::ConfigReader(const schema::Value& config, Issues* issues)
    : config_(config), issues_(issues) {
  if (!config.is_object()) {
    issues_->push_back(
        {"",
         "a provider is an object, this is " + std::string(schema::kind_name(config.kind())),
         {}});
  }
}

const schema::Value* ConfigReader::member(std::string_view name) {
  known_.emplace_back(name);
  return config_.find(name);
}

void ConfigReader::report(std::string_view member, std::string message, std::string hint) {
  issues_->push_back({pointer_join("", member), std::move(message), std::move(hint)});
}

void ConfigReader::report_kind(std::string_view name, std::string_view expected,
                               const schema::Value& found) {
  report(name, quoted(name) + " is " + std::string(expected) + ", this is " +
                   std::string(schema::kind_name(found.kind())));
}

std::optional<std::string> ConfigReader::text(std::string_view name, Presence presence) {
  const schema::Value* value = member(name);
  if (value == nullptr) {
    if (presence == Presence::required && config_.is_object()) {
      report(name, quoted(name) + " is missing");
    }
    return std::nullopt;
  }
  if (!value->is_string()) {
    report_kind(name, "a string", *value);
    return std::nullopt;
  }
  const std::string& found = value->as_string();
  if (found.empty()) report(name, quoted(name) + " is empty");
  else if (has_control(found)) report(name, quoted(name) + " holds a control character");
  else if (found.size() > limits::mail_header_bytes) report(name, quoted(name) + " is too long");
  else return found;
  return std::nullopt;
}

std::optional<std::string> ConfigReader::pem(std::string_view name, Presence presence) {
  const schema::Value* value = member(name);
  if (value == nullptr) {
    if (presence == Presence::required && config_.is_object())
      report(name, quoted(name) + " is missing");
  } else if (!value->is_string()) {
    report_kind(name, "a string", *value);
  } else if (value->as_string().size() > limits::key_file_bytes) {
    report(name, quoted(name) + " is too long (limit key_file_bytes)");
  } else {
    return value->as_string();
  }
  return std::nullopt;
}

std::optional<int64_t> ConfigReader::integer(std::string_view name, int64_t least, int64_t most) {
  const schema::Value* value = member(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_integer()) {
    report_kind(name, "a whole number", *value);
    return std::nullopt;
  }
  if (value->as_integer() < least || value->as_integer() > most) {
    report(name, quoted(name) + " lies between " + std::to_string(least) + " and " +
                     std::to_string(most));
    return std::nullopt;
  }
  return value->as_integer();
}

std::optional<bool> ConfigReader::boolean(std::string_view name) {
  const schema::Value* value = member(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_bool()) return value->as_bool();
  report_kind(name, "true or false", *value);
  return std::nullopt;
}

std::optional<std::string> ConfigReader::choice(std::string_view name,
                                                const std::vector<std::string>& names) {
  const std::optional<std::string> found = text(name);
  if (!found || std::find(names.begin(), names.end(), *found) != names.end()) return found;
  std::string known;
  for (const std::string& candidate : names) known += (known.empty() ? "" : ", ") + candidate;
  const std::string nearest = nearest_name(*found, names);
  report(name, quoted(name) + " is one of: " + known,
         nearest.empty() ? "" : "did you mean " + quoted(nearest) + "?");
  return std::nullopt;
}

std::optional<int64_t> ConfigReader::timeout(std::string_view name) {
  const std::optional<std::string> found = text(name);
  if (!found) return std::nullopt;
  const std::optional<Duration> duration = parse_duration(*found);
  if (!duration || duration->months != 0 || duration->ms < kShortestTimeoutMs ||
      duration->ms > kLongestTimeoutMs) {
    report(name, quoted(name) + " is a duration between 1s and 10m", "write for example \"30s\"");
    return std::nullopt;
  }
  return duration->ms;
}

const schema::Value* ConfigReader::object(std::string_view name) {
  const schema::Value* value = member(name);
  if (value == nullptr || value->is_object()) return value;
  report_kind(name, "an object", *value);
  return nullptr;
}

void ConfigReader::common(std::string_view kind, const std::vector<std::string>& channels) {
  text("key");
  choice("kind", {std::string(kind)});
  choice("channel", channels);
  for (const std::string& name : term_names()) member(name);
  read_terms(config_, issues_);
}

void ConfigReader::finish() {
  if (!config_.is_object()) return;
  for (const schema::Member& member : config_.as_object()) {
    if (std::find(known_.begin(), known_.end(), member.key) != known_.end()) continue;
    const std::string nearest = nearest_name(member.key, known_);
    report(member.key, quoted(member.key) + " is not known here",
           nearest.empty() ? "" : "did you mean " + quoted(nearest) + "?");
  }
}

} // namespace beckon::provider
