// Metrics, settings, log and worker pool.
#include <doctest/doctest.h>
#include <unistd.h>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <future>
#include <map>
#include <stdexcept>
#include <string>

#include "config.h"
#include "net/worker_pool.h"
#include "ops/log.h"
#include "ops/metrics.h"

using namespace server;

namespace {

std::map<std::string, std::string> environment;

const char* lookup(const char* name) {
  const auto found = environment.find(name);
  return found == environment.end() ? nullptr : found->second.c_str();
}

std::string mistake(const std::vector<std::string>& arguments) {
  try {
    read_config(arguments, lookup);
    return "none";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

} // namespace

TEST_CASE("metrics count requests and sort their times into buckets") {
  Metrics metrics;
  for (const double seconds : {0.0005, 0.001, 0.004, 0.3, 99.0}) {
    metrics.request_started();
    metrics.request_ended("POST", "/track", 200, seconds);
  }
  metrics.request_started();
  metrics.request_ended("BREW", "", 404, 0.001);
  metrics.request_started();
  const std::string text = metrics.to_text("1.2.3");
  CHECK(has_line(text, R"(beckon_build_info{version="1.2.3"} 1)"));
  CHECK(
      has_line(text, R"(beckon_http_requests_total{method="POST",route="/track",status="200"} 5)"));
  CHECK(
      has_line(text, R"(beckon_http_requests_total{method="other",route="none",status="404"} 1)"));
  const std::string bucket = R"(beckon_http_request_duration_seconds_bucket{route="/track",le=")";
  CHECK(has_line(text, bucket + R"(0.001"} 2)"));
  CHECK(has_line(text, bucket + R"(0.005"} 3)"));
  CHECK(has_line(text, bucket + R"(0.5"} 4)"));
  CHECK(has_line(text, bucket + R"(10"} 4)"));
  CHECK(has_line(text, bucket + R"(+Inf"} 5)"));
  CHECK(has_line(text, R"(beckon_http_request_duration_seconds_count{route="/track"} 5)"));
  CHECK(has_line(text, R"(beckon_http_request_duration_seconds_sum{route="/track"} 99.3055)"));
  CHECK(has_line(text, "beckon_http_requests_in_flight 1"));
}

TEST_CASE("metrics count records and connections") {
  Metrics metrics;
  metrics.count_records(5, 2, 1);
  metrics.count_records(1, 0, 0);
  metrics.connection_opened();
  metrics.connection_opened();
  metrics.connection_closed();
  metrics.connection_refused();
  metrics.request_refused(431);
  const std::string text = metrics.to_text("x");
  CHECK(has_line(text, "beckon_records_ingested_total 6"));
  CHECK(has_line(text, "beckon_records_duplicate_total 2"));
  CHECK(has_line(text, "beckon_records_rejected_total 1"));
  CHECK(has_line(text, "beckon_http_connections 1"));
  CHECK(has_line(text, "beckon_http_connections_refused_total 1"));
  CHECK(has_line(text, R"(beckon_http_requests_refused_total{status="431"} 1)"));
}

TEST_CASE("a flag goes before a variable, and a variable before the default") {
  environment = {{"BECKON_LISTEN", "[::1]:9000"},
                 {"BECKON_SECRET_KEY", "sk_0123456789abcdef,sk_fedcba9876543210"},
                 {"BECKON_MAX_BODY_BYTES", "2048"}};
  const Config config = read_config({"--max-body-bytes=4096", "--idle-timeout-ms", "7"}, lookup);
  CHECK(config.listener.address == "::1");
  CHECK(config.listener.port == 9000);
  CHECK(config.secret_keys ==
        std::vector<std::string>{"sk_0123456789abcdef", "sk_fedcba9876543210"});
  CHECK(config.listener.body_bytes == 4096);
  CHECK(config.listener.idle_timeout == Milliseconds(7));
  CHECK(config.listener.header_bytes == ListenerOptions{}.header_bytes);
  environment.clear();
  CHECK(read_config({"--listen", "localhost:0"}, lookup).listener.address == "127.0.0.1");
  CHECK(read_config({"-h"}, lookup).help);
}

TEST_CASE("a value may be in a file") {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("beckon-key-" + std::to_string(getpid())))
          .string();
  std::FILE* file = std::fopen(path.c_str(), "w");
  REQUIRE(file != nullptr);
  std::fputs("pk_0123456789abcdef\n", file);
  std::fclose(file);
  environment = {{"BECKON_PUBLIC_KEY_FILE", path}};
  CHECK(read_config({}, lookup).public_keys == std::vector<std::string>{"pk_0123456789abcdef"});
  std::remove(path.c_str());
  CHECK(mistake({}) == "BECKON_PUBLIC_KEY_FILE: the file cannot be read");
  environment.clear();
}

TEST_CASE("settings that make no sense are named") {
  environment.clear();
  CHECK(mistake({"--lissen", "x"}) == "there is no option --lissen; see --help");
  CHECK(mistake({"--listen"}) == "--listen needs a value");
  CHECK(mistake({"--listen", "8080"}) == "--listen must be ADDRESS:PORT");
  CHECK(mistake({"--listen", "127.0.0.1:65536"}) ==
        "--listen must be a whole number from 0 to 65535");
  CHECK(mistake({"--workers", "0"}) == "--workers must be a whole number from 1 to 256");
  CHECK(mistake({"--workers", "4x"}) == "--workers must be a whole number from 1 to 256");
  CHECK(mistake({"--public-key", "sk_0123456789abcdef"}).starts_with("--public-key must be up to"));
  CHECK(mistake({"--secret-key", "sk_short"}).starts_with("--secret-key must be up to"));
  CHECK(mistake({"--secret-key", "sk_0123456789abcdef,"}).starts_with("--secret-key must be"));
  environment = {{"BECKON_WORKERS", "many"}};
  CHECK(mistake({}) == "BECKON_WORKERS must be a whole number from 1 to 256");
  environment.clear();
}

TEST_CASE("settings are shown without their keys") {
  environment.clear();
  const Config config = read_config({"--secret-key", "sk_0123456789abcdef"}, lookup);
  const std::string text = config_json(config).dump();
  CHECK(text.find("sk_0123456789abcdef") == std::string::npos);
  CHECK(config_json(config).at("secret-key") == "1 set");
  CHECK(config_json(config).at("listen") == "127.0.0.1:8080");
  CHECK(usage().find("--max-connections N") != std::string::npos);
}

TEST_CASE("only loopback is loopback") {
  CHECK(is_loopback("127.0.0.1"));
  CHECK(is_loopback("::1"));
  CHECK_FALSE(is_loopback("0.0.0.0"));
  CHECK_FALSE(is_loopback("::"));
  CHECK_FALSE(is_loopback("192.168.0.1"));
}

TEST_CASE("log lines are JSON objects, also around broken bytes") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  Log log(file);
  log.write("info", "request", {{"route", "/track"}, {"note", "a\nb\xff"}});
  std::rewind(file);
  std::string line(1'000, '\0');
  line.resize(std::fread(line.data(), 1, line.size(), file));
  std::fclose(file);
  CHECK(line.find('\n') == line.size() - 1);
  const Json parsed = Json::parse(line);
  CHECK(parsed.at("level") == "info");
  CHECK(parsed.at("event") == "request");
  CHECK(parsed.at("route") == "/track");
  CHECK(parsed.contains("ts"));
}

TEST_CASE("the pool refuses what does not fit and runs what it took") {
  std::atomic<int> done{0};
  std::promise<void> started, go;
  std::shared_future<void> gate = go.get_future().share();
  {
    WorkerPool pool(1, 2);
    REQUIRE(pool.submit([&] {
      started.set_value();
      gate.wait();
      ++done;
    }));
    started.get_future().wait();
    CHECK(pool.submit([&] { ++done; }));
    CHECK(pool.submit([&] { ++done; }));
    CHECK_FALSE(pool.submit([&] { ++done; }));
    go.set_value();
  }
  CHECK(done == 3);
}
