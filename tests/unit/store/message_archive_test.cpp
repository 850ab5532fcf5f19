#include "store/message_archive.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "support/errors.h"
#include "support/files.h"
#include "support/temp_directory.h"

namespace beckon::store {
namespace {

struct Archive {
  test::TempDirectory directory;
  std::string path = directory.file("messages.sqlite");
  MessageArchive archive{path};
};

} // namespace

TEST_CASE("nothing is made before something is kept") {
  Archive place;
  CHECK_FALSE(place.archive.find(1).has_value());
  place.archive.remove({1});
  place.archive.remove_before(10);
  place.archive.keep({});
  CHECK(place.archive.check().empty());
  CHECK_FALSE(std::filesystem::exists(place.path));
}

TEST_CASE("copies are kept byte by byte, the newest of a send, and outlive the process") {
  Archive place;
  const std::string bytes("a\0b\xff\r\n", 6);
  place.archive.keep({{1, 100, "mime", "old"}, {2, 200, "json", ""}});
  place.archive.keep({{1, 300, "mime", bytes}});
  MessageArchive again(place.path);
  const auto found = again.find(1);
  REQUIRE(found.has_value());
  CHECK(found->at == 300);
  CHECK(found->form == "mime");
  CHECK(found->bytes == bytes);
  CHECK(again.find(2)->bytes.empty());
  CHECK(again.check().empty());
}

TEST_CASE("what is removed is gone from the file as well") {
  Archive place;
  place.archive.keep({{1, 100, "mime", "secret-of-ada"}, {2, 200, "mime", "other"}});
  place.archive.remove({1, 7});
  CHECK_FALSE(place.archive.find(1).has_value());
  CHECK(place.archive.find(2).has_value());
  CHECK(test::read_file(place.path).find("secret-of-ada") == std::string::npos);
  place.archive.remove_before(200);
  CHECK(place.archive.find(2).has_value());
  place.archive.remove_before(201);
  CHECK_FALSE(place.archive.find(2).has_value());
}

TEST_CASE("a file that is none, or of a newer version, is told") {
  Archive place;
  test::write_file(place.path, std::string(4'096, 'x'));
  CHECK(test::code_of([&] { place.archive.find(1); }) == Code::corrupt);
  CHECK(test::code_of([&] { place.archive.keep({{1, 1, "mime", "x"}}); }) == Code::corrupt);
  MessageArchive nowhere(place.directory.file("no/such/messages.sqlite"));
  CHECK(test::code_of([&] { nowhere.keep({{1, 1, "mime", "x"}}); }) == Code::permission_denied);
}

} // namespace beckon::store
