// The reference server: settings, the workspace, the listener, and an orderly end on SIGTERM.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "application.h"
#include "config.h"

namespace {

using namespace server;

// 2 is a mistake in the settings, 1 any other failure.
constexpr int kFailed = 1, kMisused = 2;

const char* environment(const char* name) { return std::getenv(name); }

// Blocked in every thread that is started later; main alone waits for them.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A client or a log reader that goes away is an error of that write, not our end.
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

std::string_view level_name(beckon::LogLevel level) {
  switch (level) {
    case beckon::LogLevel::debug: return "debug";
    case beckon::LogLevel::info: return "info";
    case beckon::LogLevel::warning: return "warning";
    case beckon::LogLevel::error: break;
  }
  return "error";
}

beckon::Engine open_workspace(const Config& config, Log& log) {
  beckon::Options options;
  options.template_compiler = config.template_compiler;
  options.log = [&log](beckon::LogLevel level, std::string_view line) {
    log.write(level_name(level), "engine", {{"msg", line}});
  };
  return beckon::Engine(config.workspace, std::move(options));
}

// So that a first try needs no preparation. Elsewhere than on loopback keys must be chosen.
void provide_keys(Config* config) {
  if (!config->public_keys.empty() || !config->secret_keys.empty()) return;
  if (!is_loopback(config->listener.address)) {
    throw std::invalid_argument(
        "BECKON_PUBLIC_KEY and BECKON_SECRET_KEY must be set to listen on " +
        config->listener.address);
  }
  config->public_keys = {"pk_" + random_hex(24)};
  config->secret_keys = {"sk_" + random_hex(24)};
  std::fprintf(stderr, "No keys are set; for this run:\n  public key %s\n  secret key %s\n",
               config->public_keys[0].c_str(), config->secret_keys[0].c_str());
}

int serve(const Config& config, const sigset_t& signals) {
  Log log(stdout);
  beckon::Engine engine = open_workspace(config, log);
  const KeyRing keys(config.public_keys, config.secret_keys);
  Metrics metrics;
  Idempotency idempotency;
  Condition condition;
  Services services{
      engine, keys, metrics, log, idempotency, condition, {}, config.workspace, config.public_url};
  services.gzip.bytes = config.decoded_bytes;
  const Router router = make_router(services, Json::parse(beckon::operations()).at("operations"));
  Application application(services, router);
  Listener listener(config.listener, application);
  log.write("info", "listening",
            {{"address", config.listener.address},
             {"port", listener.port()},
             {"version", beckon::version()}});
  int signal = 0;
  sigwait(&signals, &signal);
  condition.is_draining = true;
  log.write("info", "draining", {{"signal", signal}});
  const bool all_answered = listener.drain(config.drain_timeout);
  log.write("info", "stopped", {{"all_answered", all_answered}});
  return 0;
}

int run(const std::vector<std::string>& arguments) {
  try {
    Config config = read_config(arguments, environment);
    if (config.help) return std::fputs(usage().c_str(), stdout), 0;
    if (config.print) return std::puts(config_json(config).dump(2).c_str()), 0;
    provide_keys(&config);
    return serve(config, block_signals());
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "beckon_server: %s\n", error.what());
    return kMisused;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "beckon_server: %s\n", error.what());
    return kFailed;
  }
}

} // namespace

int main(int argc, char** argv) { return run({argv + 1, argv + argc}); }
