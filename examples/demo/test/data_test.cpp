// The data file and the amounts in it.
#include <doctest/doctest.h>

#include <fstream>

#include "cdnow.h"
#include "folder.h"
#include "money.h"
#include "shop.h"

using namespace std::chrono;
using demo::Purchase;

namespace {

class DataFile {
 public:
  explicit DataFile(const std::string& text) {
    std::ofstream(path()) << " customer_id  date number_of_cds  dollar_value\r\n" << text;
  }
  std::string path() const { return folder_.path() + "/data.txt"; }

 private:
  Folder folder_;
};

std::string error_of(const std::string& text) {
  const DataFile file(text);
  try {
    demo::read_purchases(file.path());
  } catch (const std::runtime_error& error) {
    return std::string(error.what()).substr(file.path().size());
  }
  return "no error";
}

} // namespace

TEST_CASE("purchases come in order of days, and within a day as in the file") {
  const DataFile file(
      " 00002 19970112  1   12.00\r\n 00001 19970101  1   11.77\r\n"
      " 00003 19970101  6    0.00\r\n");
  const auto purchases = demo::read_purchases(file.path());
  REQUIRE(purchases.size() == 3);
  CHECK(purchases[0].customer == 1);
  CHECK(purchases[0].cents == 1'177);
  CHECK(purchases[0].line == 3);
  CHECK(purchases[1].customer == 3);
  CHECK(purchases[1].quantity == 6);
  CHECK(purchases[1].cents == 0);
  CHECK(purchases[2].day == sys_days(1997y / 1 / 12));
}

TEST_CASE("a line that is no purchase is named") {
  CHECK(error_of(" 00001 19970231  1   11.77\n").starts_with(":2: not a purchase"));
  CHECK(error_of(" 00001 19970101  1   11.77\n 00001 19970101  1\n").starts_with(":3: "));
  CHECK(error_of(" 00001 19970101  1   11,77\n").starts_with(":2: "));
  CHECK(error_of(" 00001 19970101  1   11.77 5\n").starts_with(":2: "));
  CHECK(error_of("") == " holds no purchases");
}

TEST_CASE("a file that is not there is named") {
  CHECK_THROWS_WITH(demo::read_purchases("/nowhere/data.txt"), "cannot read /nowhere/data.txt");
}

TEST_CASE("amounts are exact cents") {
  CHECK(demo::parse_cents("11.77") == 1'177);
  CHECK(demo::parse_cents("0.05") == 5);
  for (const char* wrong : {"", "11", "11.7", ".77", "-1.77", "1.7x", "1234567890123456.00"}) {
    CHECK_FALSE(demo::parse_cents(wrong));
  }
  CHECK(demo::plain_amount(1'205) == "12.05");
  CHECK(demo::dollars(250'031'563) == "$2,500,315.63");
  CHECK(demo::dollars(99) == "$0.99");
  CHECK(demo::grouped(999) == "999");
  CHECK(demo::grouped(1'000'000) == "1,000,000");
}

TEST_CASE("records carry the day's noon and the digits of the file") {
  const sys_days day = 1997y / 1 / 2;
  CHECK(demo::to_text(demo::moment_of(day)) == "1997-01-02T12:00:00Z");
  CHECK(demo::to_ms(demo::moment_of(day)) == 852'206'400'000);
  CHECK(demo::month_of(day) == "1997-01");
  const Purchase purchase{3, day, 2, 2'070, 7};
  CHECK(demo::order(purchase) ==
        R"({"type":"track","event":"Order Placed","user_id":"customer00003",)"
        R"("at":"1997-01-02T12:00:00Z","message_id":"cdnow-7",)"
        R"("properties":{"total":20.70,"quantity":2}})"
        "\n");
  CHECK(demo::registration(20, day).find("email") == std::string::npos);
  CHECK(demo::registration(21, day).find(R"("state":"denied")") != std::string::npos);
  CHECK(demo::registration(22, day).find("consent") == std::string::npos);
  CHECK(demo::registration(24, day).find(R"("state":"granted")") != std::string::npos);
}
