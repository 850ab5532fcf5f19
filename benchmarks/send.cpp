// A campaign to very many: each message is claimed by a durable record, with consent, suppressions
// and caps asked in it, composed from its template, sent, and its outcome written down. Beside it,
// a bare libcurl loop that posts the same bytes.
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "engine/workspace.h"
#include "schema/json.h"
#include "send/bare_curl.h"
#include "send/sink.h"
#include "support/arguments.h"
#include "support/folder.h"
#include "support/memory.h"
#include "support/program.h"
#include "support/report.h"
#include "support/timing.h"

namespace {

using beckon::engine::Options;
using beckon::engine::Workspace;
using bench::Better;

constexpr size_t kConnections = 8; // to one host, Beckon's own limit

constexpr const char* kTemplate =
    R"({"key": "news", "channel": "email", "kind": "marketing",
    "subject": "{{ profile.first_name }}, our news for you",
    "from": "Shop <hello@shop.example>",
    "html": "<html><body><h1>Hello {{ profile.first_name | default: 'there' }}</h1>)"
    R"(<p>This week in {{ profile.city }}: everything that you have )"
    R"(looked at is still there, and some of it for less. Come and see it before the others do.</p>)"
    R"(<p><a href='https://shop.example/news'>To the shop</a></p>)"
    R"(<p><a href='{{ unsubscribe_url }}'>Leave</a></p></body></html>"})";

Options options_of(const std::string& path, bool dispatch) {
  Options options;
  options.path = path;
  options.dispatch = dispatch;
  return options;
}

// `count` people who agreed, with a message that waits for each.
void populate(const std::string& path, uint64_t count) {
  constexpr uint64_t kPart = 10'000;
  Workspace workspace(options_of(path, false));
  workspace.call("templates.create", beckon::schema::parse_json(kTemplate));
  workspace.call("flows.create", beckon::schema::parse_json(R"({"key": "news",
      "trigger": {"event": "Go"}, "start": "write",
      "nodes": {"write": {"type": "message", "channel": "email", "template": "news"}}})"));
  workspace.call("flows.publish", beckon::schema::parse_json(R"({"key": "news"})"));
  for (uint64_t from = 0; from < count; from += kPart) {
    std::string lines;
    for (uint64_t i = from; i < std::min(count, from + kPart); ++i) {
      const std::string number = std::to_string(i), who = "\"user_id\":\"u" + number + "\"";
      lines += R"({"type":"identify",)" + who + R"(,"email":"u)" + number +
               R"(@shop.example","traits":{"first_name":"Ann )" + number +
               "\",\"city\":\"Ghent\"}}\n";
      lines += R"({"type":"consent",)" + who +
               R"(,"channel":"email","state":"granted","source":"form"})" + "\n";
      lines += R"({"type":"track",)" + who + R"(,"event":"Go"})" + "\n";
    }
    if (!workspace.ingest(lines).errors.empty()) throw std::runtime_error("lines were refused");
  }
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The most memory that the process took while this lived, over what it had before.
class MemoryWatch {
 public:
  MemoryWatch()
      : before_(bench::own_memory_bytes()), most_(before_), thread_([this] { watch(); }) {}
  ~MemoryWatch() { stop(); }
  double grown() {
    stop();
    return most_ - before_;
  }

 private:
  void watch() {
    while (!stopped_) {
      most_ = std::max(most_, bench::own_memory_bytes());
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  void stop() {
    stopped_ = true;
    if (thread_.joinable()) thread_.join();
  }
  const double before_;
  double most_;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

struct Sent {
  double seconds = 0, cpu_seconds = 0, memory_bytes = 0;
};

// Sends all that waits in a copy of the workspace through the account.
Sent send_all(const std::string& source, const std::string& path, const std::string& account,
              const bench::Sink& sink, uint64_t count) {
  std::filesystem::copy(source, path);
  {
    Workspace workspace(options_of(path, false));
    workspace.call("providers.create", beckon::schema::parse_json(account));
  }
  Sent sent;
  const double cpu = cpu_seconds();
  const bench::Stopwatch watch;
  {
    Workspace workspace(options_of(path, true)); // from here on it sends in the background
    MemoryWatch memory;
    workspace.settle();
    const auto reader = workspace.read(true);
    sent.seconds = watch.seconds();
    sent.cpu_seconds = cpu_seconds() - cpu;
    sent.memory_bytes = memory.grown();
    if (reader->counter("sends/accepted") != static_cast<int64_t>(count)) {
      throw std::runtime_error("not every message was accepted");
    }
  }
  if (sink.messages() != count) throw std::runtime_error("the sink has another number of messages");
  std::filesystem::remove_all(path);
  return sent;
}

void tell(const std::string& mode, const Sent& sent, uint64_t count, double bare_seconds) {
  const auto messages = static_cast<double>(count);
  bench::report("send", mode + "_messages_per_s", messages / sent.seconds, Better::higher,
                "bare libcurl", messages / bare_seconds);
  bench::report("send", mode + "_cpu_us_per_message", sent.cpu_seconds * 1e6 / messages);
  bench::report("send", mode + "_memory_mb", sent.memory_bytes / 1e6);
}

void run_http(const std::string& folder, const std::string& mode, size_t batch, uint64_t count) {
  bench::say(mode + " …");
  bench::Sink sink(bench::SinkKind::http);
  const std::string account =
      R"({"key": "sg", "kind": "sendgrid", "channel": "email", "api_key": "SG.x", "batch": )" +
      std::to_string(batch) + R"(, "allow_private": true, "base_url": "http://127.0.0.1:)" +
      std::to_string(sink.port()) + "\"}";
  const Sent sent = send_all(folder + "/waiting", folder + "/" + mode, account, sink, count);
  const uint64_t requests = sink.requests();
  const double bare = bench::post_bare(sink.port(), sink.first_body(), requests, kConnections);
  tell(mode, sent, count, bare);
}

void run_smtp(const std::string& folder, uint64_t count) {
  bench::say("smtp …");
  bench::Sink sink(bench::SinkKind::smtp);
  const std::string account =
      R"({"key": "relay", "kind": "smtp", "channel": "email", "host": "127.0.0.1", "port": )" +
      std::to_string(sink.port()) + R"(, "security": "none", "allow_private": true})";
  const Sent sent = send_all(folder + "/waiting", folder + "/smtp", account, sink, count);
  const double bare = bench::mail_bare(sink.port(), sink.first_body(), count, kConnections);
  tell("smtp", sent, count, bare);
}

void run(const bench::Arguments& arguments) {
  const std::string folder = arguments.text("folder");
  const uint64_t count = arguments.number("recipients");
  bench::make_empty_folder(folder);
  bench::say(std::to_string(count) + " people and a message for each …");
  populate(folder + "/waiting", count);
  run_http(folder, "single", 1, count);
  run_http(folder, "batched", 1'000, count);
  run_smtp(folder, count);
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] {
    run(bench::Arguments(argc, argv, {{"folder", "build/bench/send"}, {"recipients", "500000"}}));
  });
}
