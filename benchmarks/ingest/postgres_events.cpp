#include "ingest/postgres_events.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace bench {
namespace {

void write_script(const std::string& path, const Traffic& traffic, uint32_t batch, size_t events) {
  std::ofstream out(path, std::ios::binary);
  for (size_t i = 0; i < events; ++i) {
    const Event& event = traffic.events()[i];
    if (i % batch == 0) out << "COPY events FROM STDIN;\n";
    out << i << '\t' << event.person << '\t' << name_of(event.action) << '\t' << event.at << '\t'
        << traffic.properties(event) << '\n';
    if (i % batch + 1 == batch || i + 1 == events) out << "\\.\n";
  }
  out.flush();
  if (!out) throw std::runtime_error("cannot write " + path);
}

} // namespace

double copy_into_postgres(const std::string& command, const std::string& folder,
                          const Traffic& traffic, uint32_t batch, size_t events) {
  events = std::min(events, traffic.events().size());
  const std::string script = folder + "-events.sql";
  write_script(script, traffic, batch, events);
  const std::string line = command + " '" + folder + "' '" + script + "' " + std::to_string(events);
  FILE* output = popen(line.c_str(), "r");
  if (output == nullptr) throw std::runtime_error("cannot run " + command);
  double rate = 0;
  const bool told = std::fscanf(output, "%lf", &rate) == 1;
  const int status = pclose(output);
  std::filesystem::remove(script);
  if (status != 0 || !told) throw std::runtime_error(command + " has failed");
  return rate;
}

} // namespace bench
