// Rows of things that are filled again with the memory of those before.
#include "base/reused.h"

#include <doctest/doctest.h>

#include <numeric>
#include <string>
#include <utility>

namespace beckon {
namespace {

TEST_CASE("what a row is emptied of is neither in it nor lost to it") {
  Reused<std::string> texts;
  texts.push_back(std::string(300, 'a'));
  texts.push_back("second");
  CHECK(texts.size() == 2);
  CHECK(texts.back() == "second");
  const char* memory = texts[0].data();

  texts.clear();
  CHECK(texts.empty());
  CHECK(texts.begin() == texts.end());
  std::string& first = texts.add();
  CHECK(first == std::string(300, 'a'));
  first.assign("b");
  CHECK(first.data() == memory);
  CHECK(texts.size() == 1);
  CHECK(texts.back() == "b");
  CHECK(std::accumulate(texts.begin(), texts.end(), std::string()) == "b");

  CHECK(texts.add() == "second");
  CHECK(texts.add().empty()); // beyond what there ever was
  CHECK(texts.size() == 3);
}

TEST_CASE("a row keeps what it holds when it moves and grows") {
  Reused<int> numbers;
  for (int i = 0; i < 1'000; ++i) numbers.push_back(i);
  const Reused<int> moved = std::move(numbers);
  CHECK(moved.size() == 1'000);
  CHECK(std::accumulate(moved.begin(), moved.end(), 0) == 499'500);
}

} // namespace
} // namespace beckon
