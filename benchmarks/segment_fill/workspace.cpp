#include "segment_fill/workspace.h"

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "support/report.h"
#include "support/timing.h"

namespace bench {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr size_t kBatch = 1'000;
constexpr size_t kBatchesAhead = 64;
constexpr int kSenders = 2;

// Batches of records on their way from the one who makes them to those who send them.
class Belt {
 public:
  void put(std::string batch) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return batches_.size() < kBatchesAhead; });
    batches_.push_back(std::move(batch));
    changed_.notify_all();
  }
  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }
  std::optional<std::string> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_ || !batches_.empty(); });
    if (batches_.empty()) return std::nullopt;
    std::string batch = std::move(batches_.front());
    batches_.pop_front();
    changed_.notify_all();
    return batch;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> batches_;
  bool ended_ = false;
};

// Calls make(put), which puts record after record, and sends them in batches meanwhile.
template <typename Make>
void send(beckon::Engine& engine, Make&& make) {
  Belt belt;
  std::vector<std::thread> senders;
  for (int i = 0; i < kSenders; ++i) {
    senders.emplace_back([&] {
      while (const auto batch = belt.take()) {
        const Json answer = Json::parse(engine.ingest(*batch));
        if (!answer.at("errors").empty()) {
          say("refused: " + answer.at("errors").front().dump());
          std::abort();
        }
      }
    });
  }
  std::string batch;
  size_t records = 0;
  make([&](const std::string& record) {
    batch += record;
    batch += '\n';
    if (++records % kBatch == 0) belt.put(std::exchange(batch, {}));
  });
  if (!batch.empty()) belt.put(std::move(batch));
  belt.end();
  for (std::thread& sender : senders) sender.join();
  engine.flush();
}

std::string user(uint32_t id) { return "\"user_id\":\"" + std::to_string(id) + "\""; }

void fill(beckon::Engine& engine, const Dataset& data) {
  say("people …");
  send(engine, [&](const auto& put) {
    data.each_person([&](uint32_t id, const std::vector<Field>& traits) {
      put("{\"type\":\"identify\"," + user(id) + ",\"traits\":" + to_json(data.traits(), traits) +
          "}");
    });
  });
  say("what they did …");
  uint64_t done = 0;
  send(engine, [&](const auto& put) {
    data.each_deed([&](const Deed& deed, const std::vector<Field>& properties) {
      put("{\"type\":\"track\"," + user(deed.person) + ",\"event\":\"" + std::string(deed.name) +
          "\",\"at\":" + std::to_string(deed.at) +
          ",\"properties\":" + to_json(data.properties(), properties) + "}");
      if (++done % 1'000'000 == 0) say(std::to_string(done) + " …");
    });
  });
}

} // namespace

std::unique_ptr<beckon::Engine> open_workspace(const std::string& folder, const Dataset& data) {
  const std::string path = folder + "/workspace", mark = folder + "/workspace-is-full";
  if (!fs::exists(mark)) fs::remove_all(path); // a run that was broken off
  fs::create_directories(folder);
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  options.manual_start_ms = data.now();
  auto engine = std::make_unique<beckon::Engine>(path, options);
  if (fs::exists(mark)) return engine;
  fill(*engine, data);
  std::ofstream(mark) << "yes\n";
  return engine;
}

uint64_t estimate(beckon::Engine& engine, const std::string& where) {
  const std::string answer =
      engine.call("segments.estimate", R"({"sample":0,"where":)" + where + "}");
  return Json::parse(answer).at("count").get<uint64_t>();
}

Members create_segment(beckon::Engine& engine, const std::string& key, const std::string& where,
                       double* seconds) {
  const Stopwatch watch;
  engine.call("segments.create", Json{{"key", key}, {"where", Json::parse(where)}}.dump());
  *seconds = watch.seconds();
  Members members;
  Json request = {{"key", key}, {"limit", 1'000}};
  for (;;) {
    const Json page = Json::parse(engine.call("segments.members", request.dump()));
    for (const Json& item : page.at("items")) {
      for (const Json& identifier : item.at("identifiers")) {
        if (identifier.at("kind") != "user_id") continue;
        members.hash += mixed(std::stoull(identifier.at("value").get<std::string>()));
      }
      ++members.count;
    }
    const std::string cursor = page.value("cursor", "");
    if (cursor.empty()) return members;
    request["cursor"] = cursor;
  }
}

} // namespace bench
