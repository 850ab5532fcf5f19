// What providers and shops post: signature checked over the raw bytes, body read. Beside Node's
// crypto and JSON.parse on the same bytes. And one shop's orders recorded, each durable.
#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "support/arguments.h"
#include "support/folder.h"
#include "support/program.h"
#include "support/timing.h"
#include "webhooks/deliveries.h"
#include "webhooks/shop.h"

namespace {

// What one delivery comes to.
size_t receive(const bench::SignedDelivery& row) {
  const beckon::provider::Receiver& receiver = *beckon::provider::find_receiver(row.kind);
  receiver.verify(row.account, row.delivery, {}); // which throws
  const beckon::provider::Reading reading = receiver.read(row.account, row.delivery);
  return reading.records.empty() ? reading.notices.size() : 1;
}

double rate(const bench::SignedDelivery& row, double seconds) {
  if (receive(row) != row.events) throw std::runtime_error(row.kind + " is not accepted");
  double best = 0;
  for (int round = 0; round < 3; ++round) {
    const bench::CpuWatch watch;
    size_t count = 0;
    double elapsed = 0;
    while (elapsed < seconds) {
      for (int i = 0; i < 20; ++i) count += receive(row);
      elapsed = watch.seconds();
    }
    best = std::max(best, static_cast<double>(count) / elapsed);
  }
  return best;
}

double ask_peer(const std::string& command, const std::string& folder, double seconds,
                const std::string& kind) {
  const std::string line = command + " '" + folder + "' " + std::to_string(seconds) + " " + kind;
  FILE* output = popen(line.c_str(), "r");
  if (output == nullptr) throw std::runtime_error("cannot run " + command);
  double found = 0;
  const int numbers = std::fscanf(output, "%lf", &found);
  if (pclose(output) != 0 || numbers != 1 || found <= 0) throw std::runtime_error(line + " failed");
  return found;
}

void run(const bench::Arguments& arguments) {
  const std::string folder = arguments.text("folder"), peer = arguments.text("peer");
  bench::make_empty_folder(folder);
  const double seconds = static_cast<double>(arguments.number("milliseconds")) / 1'000;
  const auto deliveries = bench::make_deliveries(arguments.number("batch"));
  bench::write_deliveries(deliveries, folder);
  for (const bench::SignedDelivery& row : deliveries) {
    const std::string metric = row.kind + "_verified_events_per_s";
    const double ours = rate(row, seconds);
    if (peer.empty()) bench::report("webhooks", metric, ours);
    else {
      bench::report("webhooks", metric, ours, bench::Better::higher, "node",
                    ask_peer(peer, folder, seconds, row.kind));
    }
  }
  bench::report("webhooks", "shopify_orders_recorded_per_s",
                bench::orders_recorded_per_s(folder + "/workspace", deliveries[1].delivery.body,
                                             arguments.number("orders")));
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] {
    run(bench::Arguments(argc, argv,
                         {{"folder", "build/bench/webhooks"},
                          {"peer", ""},
                          {"batch", "100"},
                          {"orders", "2000"},
                          {"milliseconds", "1000"}}));
  });
}
