#include "ops/metrics.h"

#include <algorithm>
#include <cstdio>

namespace server {
namespace {

std::string_view known_method(std::string_view method) {
  constexpr std::array<std::string_view, 7> kMethods{"GET",   "HEAD",   "POST",   "PUT",
                                                     "PATCH", "DELETE", "OPTIONS"};
  const auto* found = std::find(kMethods.begin(), kMethods.end(), method);
  return found == kMethods.end() ? "other" : *found;
}

std::string_view known_route(std::string_view route) { return route.empty() ? "none" : route; }

std::string number(double value) {
  std::array<char, 32> text;
  const int size = std::snprintf(text.data(), text.size(), "%.9g", value);
  return std::string(text.data(), static_cast<size_t>(size));
}

void append_head(std::string* out, std::string_view name, std::string_view type,
                 std::string_view help) {
  out->append("# HELP ").append(name).append(" ").append(help).append("\n");
  out->append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void append_line(std::string* out, std::string_view name, std::string_view labels,
                 std::string_view value) {
  out->append(name);
  if (!labels.empty()) out->append("{").append(labels).append("}");
  out->append(" ").append(value).append("\n");
}

void append_single(std::string* out, std::string_view name, std::string_view type,
                   std::string_view help, uint64_t value) {
  append_head(out, name, type, help);
  append_line(out, name, "", std::to_string(value));
}

// Label values here are methods, patterns and versions: none needs escaping.
std::string label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + std::string(value) + "\"";
}

} // namespace

void Metrics::request_started() {
  const std::lock_guard lock(mutex_);
  ++in_flight_;
}

void Metrics::request_ended(std::string_view method, std::string_view route, int status,
                            double seconds) {
  const std::lock_guard lock(mutex_);
  --in_flight_;
  ++requests_[{std::string(known_method(method)), std::string(known_route(route)), status}];
  Histogram& histogram = durations_[std::string(known_route(route))];
  const auto* bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
  if (bound != kBounds.end()) ++histogram.buckets[static_cast<size_t>(bound - kBounds.begin())];
  ++histogram.count;
  histogram.sum += seconds;
}

void Metrics::request_refused(int status) {
  const std::lock_guard lock(mutex_);
  ++refused_[status];
}

void Metrics::count_records(size_t accepted, size_t duplicates, size_t rejected) {
  const std::lock_guard lock(mutex_);
  accepted_ += accepted;
  duplicates_ += duplicates;
  rejected_ += rejected;
}

void Metrics::connection_opened() {
  const std::lock_guard lock(mutex_);
  ++connections_;
}

void Metrics::connection_closed() {
  const std::lock_guard lock(mutex_);
  --connections_;
}

void Metrics::connection_refused() {
  const std::lock_guard lock(mutex_);
  ++connections_refused_;
}

void Metrics::append_histograms(std::string* out) const {
  constexpr std::string_view kName = "beckon_http_request_duration_seconds";
  append_head(out, kName, "histogram", "Time from the whole request to the whole answer.");
  for (const auto& [route, histogram] : durations_) {
    const std::string labels = label("route", route);
    const std::string bucket = std::string(kName) + "_bucket";
    uint64_t below = 0;
    for (size_t i = 0; i < kBounds.size(); ++i) {
      below += histogram.buckets[i];
      append_line(out, bucket, labels + "," + label("le", number(kBounds[i])),
                  std::to_string(below));
    }
    append_line(out, bucket, labels + "," + label("le", "+Inf"), std::to_string(histogram.count));
    append_line(out, std::string(kName) + "_sum", labels, number(histogram.sum));
    append_line(out, std::string(kName) + "_count", labels, std::to_string(histogram.count));
  }
}

std::string Metrics::to_text(std::string_view version) const {
  const std::lock_guard lock(mutex_);
  std::string out;
  append_head(&out, "beckon_build_info", "gauge", "The version of the library.");
  append_line(&out, "beckon_build_info", label("version", version), "1");
  append_head(&out, "beckon_http_requests_total", "counter", "Requests that were answered.");
  for (const auto& [labels, count] : requests_) {
    const auto& [method, route, status] = labels;
    append_line(&out, "beckon_http_requests_total",
                label("method", method) + "," + label("route", route) + "," +
                    label("status", std::to_string(status)),
                std::to_string(count));
  }
  append_histograms(&out);
  append_head(&out, "beckon_http_requests_refused_total", "counter",
              "Requests that were refused before a handler saw them.");
  for (const auto& [status, count] : refused_) {
    append_line(&out, "beckon_http_requests_refused_total", label("status", std::to_string(status)),
                std::to_string(count));
  }
  append_single(&out, "beckon_http_requests_in_flight", "gauge", "Requests being handled.",
                in_flight_);
  append_single(&out, "beckon_http_connections", "gauge", "Open connections.", connections_);
  append_single(&out, "beckon_http_connections_refused_total", "counter",
                "Connections closed at once because there were too many.", connections_refused_);
  append_single(&out, "beckon_records_ingested_total", "counter",
                "Records stored by the ingest endpoints, duplicates included.", accepted_);
  append_single(&out, "beckon_records_duplicate_total", "counter",
                "Records known by their message id, which changed nothing.", duplicates_);
  append_single(&out, "beckon_records_rejected_total", "counter",
                "Records refused by the ingest endpoints.", rejected_);
  return out;
}

} // namespace server
