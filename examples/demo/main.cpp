// Eighteen months of real purchases, played on a fresh workspace in a minute.
//
//   beckon_demo DATA FOLDER   reads CDNOW_master.txt, makes FOLDER/workspace and FOLDER/outbox
#include <beckon/beckon.hpp>
#include <filesystem>
#include <iostream>

#include "cdnow.h"
#include "definitions.h"
#include "findings.h"
#include "history.h"
#include "money.h"
#include "progress.h"
#include "report.h"
#include "shop.h"

namespace {

using namespace std::chrono;

constexpr sys_days kFirst = year(1997) / 1 / 1;
constexpr sys_days kEnd = year(1998) / 7 / 1;

beckon::Engine open_shop(const std::string& folder) {
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  options.manual_start_ms = demo::to_ms(kFirst);
  return beckon::Engine(folder + "/workspace", options);
}

int run(const std::string& data, const std::string& folder) {
  const auto purchases = demo::read_purchases(data);
  const std::string outbox = folder + "/outbox";
  std::filesystem::create_directories(outbox);
  beckon::Engine shop = open_shop(folder);
  demo::create_definitions(shop, std::filesystem::absolute(outbox).string());

  const demo::Style style = demo::style_of_stdout();
  std::cout << "Playing " << demo::grouped(purchases.size()) << " purchases, "
            << demo::month_of(kFirst) << " to " << demo::month_of(kEnd - days(1)) << '\n';
  demo::Progress progress(std::cout, style);
  const auto played = demo::play(shop, purchases, kFirst, kEnd,
                                 [&](const demo::Step& step) { progress.show(step); });
  progress.finish();

  std::cout << "Reading it all back and verifying the workspace …" << std::endl;
  const demo::Findings found = demo::look(shop);
  demo::print_report(std::cout, style, played, found, demo::explain_one(shop), outbox);

  const auto wrong = demo::complaints(found, demo::kCdnow);
  if (wrong.empty()) {
    std::cout << "\nAll totals are those of the data, and verify found nothing.\n";
    return 0;
  }
  for (const std::string& line : wrong) std::cerr << "demo: " << line << '\n';
  return 1;
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: beckon_demo DATA FOLDER\n";
    return 2;
  }
  try {
    return run(argv[1], argv[2]);
  } catch (const beckon::Error& error) {
    std::cerr << "\ndemo: " << error.json() << '\n';
  } catch (const std::exception& error) {
    std::cerr << "\ndemo: " << error.what() << '\n';
  }
  return 1;
}
