// Opens a workspace and lets it send until nothing waits any more, or until it is killed.
//   crash_send_driver WORKSPACE
// Ends with 0 when everything is settled, with 1 and a line on standard output when something
// failed.
#include <chrono>
#include <iostream>
#include <thread>

#include "engine/workspace.h"
#include "http/curl_transport.h"

namespace beckon::crash {
namespace {

bool is_settled(engine::Workspace& workspace) {
  const auto reader = workspace.read(true);
  for (const char* name : {"sends/pending", "sends/inflight", "sends/retry"}) {
    if (reader->counter(name) != 0) return false;
  }
  return true;
}

void run(const char* path) {
  engine::Options options;
  options.path = path;
  options.create = false;
  // A message that hangs for a second shall not take the place of a hundred that do not.
  http::CurlOptions many;
  many.max_connections = 192;
  many.max_per_host = 96;
  options.transport = http::make_curl_transport(many);
  engine::Workspace workspace(options);
  while (!is_settled(workspace)) std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

} // namespace
} // namespace beckon::crash

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    beckon::crash::run(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    std::cout << error.what() << std::endl;
    return 1;
  }
}
