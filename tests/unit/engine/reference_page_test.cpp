// docs/operations.md is what the registry says. With BECKON_UPDATE=1 the page is written anew.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/operations/reference.h"
#include "engine/operations/registry.h"

TEST_CASE("the reference page in docs/ is the registry's") {
  const std::filesystem::path page(BECKON_DOCS "/operations.md");
  const std::string wanted = beckon::engine::reference_page(beckon::engine::registry());
  if (std::getenv("BECKON_UPDATE") != nullptr) {
    std::filesystem::create_directories(page.parent_path());
    std::ofstream(page) << wanted;
  }
  std::ostringstream found;
  found << std::ifstream(page).rdbuf();
  CHECK_MESSAGE(found.str() == wanted, "stale: run test_engine with BECKON_UPDATE=1");
}
