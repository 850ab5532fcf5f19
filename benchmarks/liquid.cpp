// A 2 KB e-mail in Liquid: eight variables, a loop of five, a condition, every output escaped;
// rendered from a template that is parsed once, and parsed each time. Beside liquidjs.
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "liquid/allocations.h"
#include "liquid/texts.h"
#include "schema/json.h"
#include "support/arguments.h"
#include "support/folder.h"
#include "support/program.h"
#include "support/rate.h"
#include "template/template.h"

namespace {

namespace liquid = beckon::liquid;
using bench::file_text;
using bench::rate;
using bench::same_quotes;

liquid::TemplatePtr parse(const std::string& source) {
  beckon::Issues issues;
  auto parsed = liquid::Template::parse(source, "/html", &issues);
  if (parsed == nullptr) throw std::runtime_error("the template: " + issues.front().message);
  return parsed;
}

std::string render(const liquid::Template& parsed, const beckon::schema::Value& scope) {
  liquid::RenderOptions options;
  options.escape = liquid::Escape::html;
  return parsed.render(scope, options);
}

template <typename Call>
double allocations_of(Call&& call) {
  constexpr int kCalls = 100;
  call();
  const uint64_t before = bench::allocations();
  for (int i = 0; i < kCalls; ++i) call();
  return static_cast<double>(bench::allocations() - before) / kCalls;
}

struct Peer {
  double once = 0, each = 0;
};
// Runs the peer and holds what it rendered against ours.
Peer ask_peer(const std::string& command, const std::string& folder, const std::string& data,
              const std::string& ours, const std::string& seconds) {
  const std::string output = folder + "/liquidjs.html";
  const std::string line =
      command + " " + data + "/mail.liquid " + data + "/scope.json " + output + " " + seconds;
  FILE* pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run: " + line);
  Peer peer;
  const int read = std::fscanf(pipe, "%lf %lf", &peer.once, &peer.each);
  if (pclose(pipe) != 0 || read != 2) throw std::runtime_error("the peer failed: " + line);
  if (same_quotes(file_text(output)) != same_quotes(ours)) {
    throw std::runtime_error("the peer renders something else: " + output);
  }
  return peer;
}

void tell(const std::string& metric, double value, double peer) {
  if (peer == 0) bench::report("liquid", metric, value);
  else bench::report("liquid", metric, value, bench::Better::higher, "liquidjs", peer);
}

void run(const bench::Arguments& arguments) {
  const std::string folder = arguments.text("folder"), data = arguments.text("data");
  bench::make_empty_folder(folder);
  const std::string source = file_text(data + "/mail.liquid");
  const auto scope = beckon::schema::parse_json(file_text(data + "/scope.json"));
  const auto parsed = parse(source);
  const std::string ours = render(*parsed, scope);
  std::ofstream(folder + "/beckon.html", std::ios::binary) << ours;
  const double seconds = static_cast<double>(arguments.number("milliseconds")) / 1'000;
  Peer peer;
  if (!arguments.text("peer").empty()) {
    peer = ask_peer(arguments.text("peer"), folder, data, ours, std::to_string(seconds));
  }
  size_t bytes = 0; // of all output, so that none of it can be left out
  const auto once = [&] { bytes += render(*parsed, scope).size(); };
  const auto each = [&] { bytes += render(*parse(source), scope).size(); };
  bench::report("liquid", "output_bytes", static_cast<double>(ours.size()));
  tell("renders_per_s_parsed_once", rate(seconds, once), peer.once);
  tell("renders_per_s_parsed_each_time", rate(seconds, each), peer.each);
  bench::report("liquid", "allocations_per_render", allocations_of(once));
  bench::report("liquid", "allocations_per_parse_and_render", allocations_of(each));
  if (bytes % ours.size() != 0) throw std::runtime_error("a rendering differed from the first");
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] {
    run(bench::Arguments(argc, argv,
                         {{"folder", "build/bench/liquid"},
                          {"data", "benchmarks/liquid"},
                          {"peer", ""},
                          {"milliseconds", "1000"}}));
  });
}
