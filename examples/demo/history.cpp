#include "history.h"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <unordered_set>

#include "shop.h"

namespace demo {
namespace {

using namespace std::chrono;
using Json = nlohmann::json;

double seconds_since(steady_clock::time_point start) {
  return duration<double>(steady_clock::now() - start).count();
}

class Player {
 public:
  Player(beckon::Engine& shop, const std::vector<Purchase>& purchases)
      : shop_(shop), next_(purchases.begin()), end_(purchases.end()) {}

  void play_day(sys_days day) {
    shop_.advance_to(to_ms(moment_of(day)));
    std::string lines;
    for (; next_ != end_ && next_->day == day; ++next_) {
      if (customers_.insert(next_->customer).second) lines += registration(next_->customer, day);
      lines += order(*next_);
      ++purchases_;
    }
    if (!lines.empty()) store(lines);
  }

  const Sample& end_month(sys_days first_of_next) {
    shop_.advance_to(to_ms(first_of_next));
    Sample sample;
    sample.month = month_of(first_of_next - days(1));
    for (size_t i = 0; i < kSegments.size(); ++i) {
      const std::string answer = shop_.call("segments.count", Json{{"key", kSegments[i]}}.dump());
      sample.members[i] = Json::parse(answer).at("count").get<uint64_t>();
    }
    return played_.samples.emplace_back(sample);
  }

  uint64_t purchases() const { return purchases_; }
  uint64_t customers() const { return customers_.size(); }
  bool at_end() const { return next_ == end_; }
  Played& played() { return played_; }

 private:
  void store(const std::string& lines) {
    const auto start = steady_clock::now();
    const Json answer = Json::parse(shop_.ingest(lines));
    played_.ingest_seconds += seconds_since(start);
    if (!answer.at("errors").empty()) {
      throw std::runtime_error("a record was refused: " + answer.at("errors").front().dump());
    }
    played_.records += answer.at("accepted").get<uint64_t>();
  }

  beckon::Engine& shop_;
  std::vector<Purchase>::const_iterator next_, end_;
  std::unordered_set<uint32_t> customers_;
  uint64_t purchases_ = 0;
  Played played_;
};

} // namespace

Played play(beckon::Engine& shop, const std::vector<Purchase>& purchases, sys_days first,
            sys_days end, const std::function<void(const Step&)>& on_step) {
  const auto start = steady_clock::now();
  Player player(shop, purchases);
  for (sys_days day = first; day < end; day += days(1)) {
    player.play_day(day);
    const sys_days next = day + days(1);
    Step step;
    step.day = day;
    step.share =
        static_cast<double>((next - first).count()) / static_cast<double>((end - first).count());
    if (next == end || year_month_day(next).day() == std::chrono::day(1)) {
      step.month = &player.end_month(next);
    }
    step.purchases = player.purchases();
    step.customers = player.customers();
    on_step(step);
  }
  if (!player.at_end()) throw std::runtime_error("there are purchases outside of the time played");
  shop.settle();
  Played played = std::move(player.played());
  played.total_seconds = seconds_since(start);
  return played;
}

} // namespace demo
