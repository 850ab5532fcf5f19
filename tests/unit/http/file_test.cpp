// file:// requests: whole files or none.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "http/address_guard.h"
#include "unit/http/common.h"

namespace beckon::http {
namespace {

namespace fs = std::filesystem;

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (fs::temp_directory_path() / "beckon-http-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() { fs::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  std::string path() const { return path_; }

 private:
  std::string path_;
};

Request file_request(const std::string& path, std::string body) {
  Request request;
  request.url = "file://" + path;
  request.body = std::move(body);
  return request;
}

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("the body is in the file, the directories are made, nothing else is left") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/a/b c/50%20#?.eml";
  const std::string body("line\r\n\0binary", 13);
  const Response response = perform_one(file_request(path, body));
  CHECK(response.phase == Phase::complete);
  CHECK(response.status == 200);
  CHECK(response.body == path);
  CHECK(content(path) == body);
  CHECK(std::distance(fs::directory_iterator(fs::path(path).parent_path()), {}) == 1);
}

TEST_CASE("writing again replaces the file") {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/x.eml";
  const std::vector<Request> requests = {file_request(path, "first, longer"),
                                         file_request(path, "second")};
  int complete = 0;
  make_curl_transport()->perform(requests, [&](size_t, Response response) {
    complete += response.phase == Phase::complete ? 1 : 0;
  });
  CHECK(complete == 2);
  CHECK(content(path) == "second");
}

TEST_CASE("what cannot be written is not_sent, with the reason, and leaves nothing") {
  const TemporaryDirectory directory;
  std::ofstream(directory.path() + "/file") << "x";
  fs::create_directory(directory.path() + "/taken");
  for (const std::string& path :
       {directory.path() + "/file/below.eml", directory.path() + "/taken", std::string("relative"),
        std::string(), directory.path() + "/", std::string("/proc/none/x.eml")}) {
    CAPTURE(path);
    const Response response = perform_one(file_request(path, "x"));
    CHECK(response.phase == Phase::not_sent);
    CHECK_FALSE(response.error.empty());
  }
  CHECK(std::distance(fs::directory_iterator(directory.path()), {}) == 2);
}

// Enough files of one directory for them to share their syncs, one that fails among them.
TEST_CASE("many files at once: each has its own answer") {
  const TemporaryDirectory directory;
  fs::create_directories(directory.path() + "/many/taken");
  std::vector<Request> requests;
  for (int i = 0; i < 30; ++i) {
    const std::string name = std::to_string(i);
    requests.push_back(file_request(directory.path() + "/many/" + name, "many " + name));
    requests.push_back(file_request(directory.path() + "/few" + name + "/x", "few " + name));
  }
  requests[20] = file_request(directory.path() + "/many/taken", "x");
  std::vector<int> answers(requests.size(), 0);
  make_curl_transport()->perform(requests, [&](size_t index, Response response) {
    ++answers[index];
    CHECK((response.phase == Phase::complete) == (index != 20));
    CHECK(response.body == (index == 20 ? "" : requests[index].url.substr(7)));
  });
  CHECK(answers == std::vector<int>(requests.size(), 1));
  for (size_t i = 0; i < requests.size(); ++i) {
    if (i != 20) CHECK(content(requests[i].url.substr(7)) == requests[i].body);
  }
  CHECK(std::distance(fs::directory_iterator(directory.path() + "/many"), {}) == 30);
}

TEST_CASE("which addresses are public") {
  for (const char* address :
       {"8.8.8.8", "1.1.1.1", "100.63.255.255", "172.32.0.1", "192.167.1.1", "223.255.255.255",
        "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"}) {
    CAPTURE(address);
    CHECK(is_public_address(std::string_view(address)));
  }
  for (const char* address : {"0.0.0.0",
                              "10.1.2.3",
                              "100.64.0.1",
                              "127.0.0.1",
                              "127.255.255.254",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.0.1",
                              "192.0.0.8",
                              "198.18.0.1",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "fe80::1",
                              "fe80::1%eth0",
                              "fc00::1",
                              "fd12::1",
                              "ff02::1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1",
                              "::127.0.0.1",
                              "64:ff9b::7f00:1",
                              "2002:7f00:1::1",
                              "2001:0:53aa:64c::1",
                              "2001:db8::1",
                              "100::1",
                              "",
                              "localhost",
                              "1.2.3"}) {
    CAPTURE(address);
    CHECK_FALSE(is_public_address(std::string_view(address)));
  }
}

} // namespace
} // namespace beckon::http
