// Drafts simulated over a past of millions of events, beside the durable ingest of the same past.
#include <beckon/beckon.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "flow_simulate/drafts.h"
#include "flow_simulate/purchases.h"
#include "ingest/traffic.h"
#include "support/arguments.h"
#include "support/folder.h"
#include "support/program.h"
#include "support/report.h"
#include "support/timing.h"

namespace {

using Json = nlohmann::json;

constexpr int64_t kNow = 1'717'200'000'000; // 2024-06-01T00:00:00Z
constexpr int64_t kHour = 3'600'000;
constexpr uint32_t kBatch = 1'000;

constexpr const char* kTemplate = R"({
  "key": "note", "channel": "email", "kind": "marketing", "from": "shop@shop.example",
  "subject": "A note", "text": "A note"})";

// A past as it was recorded, and at which rate.
struct Past {
  std::vector<bench::Deed> deeds; // in order of record
  uint64_t records = 0;
  double ingest_seconds = 0; // of the events
  int64_t end = 0;
};

void take(beckon::Engine& engine, const std::string& lines) {
  if (lines.empty()) return;
  const Json answer = Json::parse(engine.ingest(lines));
  if (!answer.at("errors").empty()) throw std::runtime_error("a batch was not taken whole");
}

std::string consent_line(const std::string& id) {
  return R"({"type":"consent","user_id":")" + id +
         "\",\"channel\":\"email\",\"state\":\"granted\",\"source\":\"form\"}\n";
}

void introduce(beckon::Engine& engine, const bench::Traffic& traffic) {
  for (const std::string& batch : traffic.identify_batches(kBatch)) take(engine, batch);
  std::string lines;
  for (uint32_t i = 0; i < traffic.people(); ++i) {
    lines += consent_line(bench::user_id(i));
    if (i % kBatch + 1 < kBatch && i + 1 < traffic.people()) continue;
    take(engine, lines);
    lines.clear();
  }
}

// Every hour what happened in it is recorded.
Past record(beckon::Engine& engine, const bench::Traffic& traffic) {
  Past past;
  bench::say("profiles …");
  introduce(engine, traffic);
  bench::say("events …");
  const auto& events = traffic.events();
  const bench::Stopwatch watch;
  for (size_t begin = 0; begin < events.size();) {
    const int64_t hour = (events[begin].at / kHour + 1) * kHour;
    engine.advance_to(hour);
    for (bool same = true; same;) {
      size_t end = begin;
      while (end < events.size() && end < begin + kBatch && events[end].at < hour) ++end;
      take(engine, traffic.event_batch(begin, end));
      for (; begin < end; ++begin) {
        const bench::Event& event = events[begin];
        past.deeds.push_back({event.person, hour, event.action == bench::Action::checkout_started,
                              event.action == bench::Action::order_placed});
      }
      same = begin < events.size() && events[begin].at < hour;
    }
    past.end = hour;
  }
  engine.flush();
  past.ingest_seconds = watch.seconds();
  return past;
}

Past record(beckon::Engine& engine, const std::vector<bench::Purchase>& purchases) {
  Past past;
  const bench::Stopwatch watch;
  std::set<uint32_t> known;
  for (size_t begin = 0; begin < purchases.size();) {
    const int64_t noon = purchases[begin].at;
    engine.advance_to(noon);
    std::string lines;
    for (; begin < purchases.size() && purchases[begin].at == noon; ++begin) {
      const bench::Purchase& purchase = purchases[begin];
      const std::string id = "c" + std::to_string(purchase.customer);
      if (known.insert(purchase.customer).second) {
        lines += R"({"type":"identify","user_id":")" + id + R"(","email":")" + id +
                 "@cdnow.example\"}\n" + consent_line(id);
      }
      lines += R"({"type":"track","event":"Order Placed","user_id":")" + id +
               R"(","properties":{"total":)" + purchase.dollars + "}}\n";
      past.deeds.push_back({purchase.customer, noon, false, true});
    }
    take(engine, lines);
    past.end = noon;
  }
  engine.flush();
  past.ingest_seconds = watch.seconds();
  return past;
}

void require_equal(const bench::DraftFlow& flow, const Json& totals,
                   const bench::Expected& expected) {
  const Json refused = totals.at("refused");
  const bench::Expected found{totals.at("started"), refused.value("active", uint64_t{0}),
                              totals.at("messages").at("sent"), totals.at("active")};
  if (found == expected) return;
  const auto text = [](const bench::Expected& e) {
    return std::to_string(e.started) + " started, " + std::to_string(e.refused) + " refused, " +
           std::to_string(e.sent) + " sent, " + std::to_string(e.active) + " active";
  };
  throw std::runtime_error(flow.name + ": " + text(found) + "; expected " + text(expected));
}

void simulate(beckon::Engine& engine, const Past& past, const bench::DraftFlow& flow,
              const std::string& prefix) {
  bench::say("simulating " + flow.name + " …");
  const std::string request =
      Json{{"definition", Json::parse(flow.definition)}, {"limit", 0}}.dump();
  const bench::Stopwatch watch;
  const Json answer = Json::parse(engine.call("flows.simulate", request));
  const double seconds = watch.seconds();
  require_equal(flow, answer.at("totals"), bench::expect(flow, past.deeds, past.end));
  const auto events = static_cast<double>(past.deeds.size());
  const std::string name = prefix + flow.name;
  bench::report("flow-simulate", name + "_events_per_s", events / seconds, bench::Better::higher,
                "ingest", events / past.ingest_seconds);
  bench::report("flow-simulate", name + "_s", seconds);
  bench::report("flow-simulate", name + "_messages",
                answer.at("totals").at("messages").at("sent").get<double>());
}

beckon::Options options_at(int64_t start) {
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  options.manual_start_ms = start;
  return options;
}

void run_made(const std::string& folder, const bench::Arguments& arguments) {
  const bench::Traffic traffic(1, static_cast<uint32_t>(arguments.number("profiles")),
                               static_cast<uint32_t>(arguments.number("events")), kNow, true);
  beckon::Engine engine(folder + "/made", options_at(traffic.events().front().at));
  engine.call("templates.create", kTemplate);
  const Past past = record(engine, traffic);
  bench::report("flow-simulate", "profiles", traffic.people());
  bench::report("flow-simulate", "events", static_cast<double>(past.deeds.size()));
  simulate(engine, past, bench::abandoned_cart(), "");
  simulate(engine, past, bench::win_back_30(), "");
}

void run_real(const std::string& folder, const std::string& file) {
  if (file.empty()) return bench::say("without --cdnow FILE the real history is left out");
  const auto purchases = bench::read_purchases(file);
  beckon::Engine engine(folder + "/cdnow", options_at(purchases.front().at));
  engine.call("templates.create", kTemplate);
  const Past past = record(engine, purchases);
  bench::report("flow-simulate", "cdnow_events", static_cast<double>(past.deeds.size()));
  simulate(engine, past, bench::win_back_90(), "cdnow_");
}

void run(const bench::Arguments& arguments) {
  const std::string folder = arguments.text("folder");
  bench::make_empty_folder(folder);
  run_made(folder, arguments);
  run_real(folder, arguments.text("cdnow"));
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] {
    run(bench::Arguments(argc, argv,
                         {{"folder", "build/bench/flow-simulate"},
                          {"profiles", "1000000"},
                          {"events", "10000000"},
                          {"cdnow", ""}}));
  });
}
