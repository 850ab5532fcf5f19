#include "engine/log.h"

#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>

#include <utility>

namespace beckon::engine {
namespace {

LogLevel level_of(spdlog::level::level_enum level) {
  if (level >= spdlog::level::err) return LogLevel::error;
  if (level == spdlog::level::warn) return LogLevel::warning;
  return level == spdlog::level::info ? LogLevel::info : LogLevel::debug;
}

// The host's sink is called from any thread, so no lock is taken around it.
class HostSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit HostSink(LogSink write) : write_(std::move(write)) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& line) override {
    write_(level_of(line.level), {line.payload.data(), line.payload.size()});
  }
  void flush_() override {}

 private:
  LogSink write_;
};

} // namespace

std::shared_ptr<spdlog::logger> make_logger(LogSink sink) {
  if (!sink) {
    auto silent = std::make_shared<spdlog::logger>("beckon");
    silent->set_level(spdlog::level::off);
    return silent;
  }
  auto logger =
      std::make_shared<spdlog::logger>("beckon", std::make_shared<HostSink>(std::move(sink)));
  logger->set_level(spdlog::level::debug);
  return logger;
}

} // namespace beckon::engine
