// Requests that come while others are under way.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <thread>

#include "unit/http/common.h"

namespace beckon::http {
namespace {

// Gives one request after the other, as told.
class Script : public Stream {
 public:
  using Next = std::function<std::vector<Request>(size_t under_way)>;
  explicit Script(Next next) : next_(std::move(next)) {}
  std::vector<Request> next(size_t under_way) override { return next_(under_way); }
  void done(size_t number, Response response) override {
    order.push_back(number);
    responses[number] = std::move(response);
  }
  std::vector<size_t> order;
  std::map<size_t, Response> responses;

 private:
  Next next_;
};

// Answers 200, but never a request that says "hang".
class Server {
 public:
  uint16_t port() const { return server_.port(); }
  std::atomic<size_t> hanging = 0;

 private:
  void serve(test::Connection& connection) {
    while (const auto request = test::read_http_request(connection)) {
      if (request->body == "hang") {
        ++hanging;
        return connection.wait_until_closed();
      }
      connection.write(test::http_response("200 OK", "", request->body));
    }
  }
  test::LoopbackServer server_{[this](test::Connection& connection, int) { serve(connection); }};
};

TEST_CASE("a stream ends when it has nothing and nothing is under way") {
  const auto transport = make_curl_transport();
  Script nothing([](size_t) { return std::vector<Request>(); });
  transport->perform_stream(nothing);
  CHECK(nothing.order.empty());

  Server server;
  size_t given = 0;
  Script three([&](size_t) {
    std::vector<Request> requests;
    if (given < 3) requests.push_back(http_request(server.port(), std::to_string(given++)));
    return requests;
  });
  transport->perform_stream(three);
  REQUIRE(three.responses.size() == 3);
  for (size_t i = 0; i < 3; ++i) CHECK(three.responses[i].body == std::to_string(i));
}

TEST_CASE("a request that hangs holds up none that comes later") {
  Server server;
  const auto transport = make_curl_transport();
  size_t given = 0, most_under_way = 0;
  Script script([&](size_t under_way) {
    most_under_way = std::max(most_under_way, under_way);
    std::vector<Request> requests;
    if (given == 0) {
      requests.push_back(http_request(server.port(), "hang"));
      requests.back().timeout_ms = 1'500;
    } else if (given < 20 && under_way < 2) { // one at a time beside the one that hangs
      requests.push_back(http_request(server.port(), "ok"));
    }
    given += requests.size();
    return requests;
  });
  transport->perform_stream(script);
  REQUIRE(script.responses.size() == 20);
  CHECK(script.order.back() == 0);
  CHECK(script.responses[0].phase == Phase::sent);
  for (size_t i = 1; i < 20; ++i) CHECK(script.responses[i].status == 200);
  CHECK(most_under_way == 2);
}

TEST_CASE("a wake lets the stream be asked at once, and refusals are told in place") {
  Server server;
  const auto transport = make_curl_transport();
  std::atomic<bool> more = false;
  size_t given = 0;
  const auto begin = std::chrono::steady_clock::now();
  std::chrono::steady_clock::duration asked_after{};
  Script script([&](size_t) {
    std::vector<Request> requests;
    if (given == 0) {
      requests.push_back(http_request(server.port(), "hang"));
      requests.back().timeout_ms = 3'000;
    } else if (given == 1 && more) {
      asked_after = std::chrono::steady_clock::now() - begin;
      requests.push_back(http_request(server.port(), "ok"));
      requests.push_back({});
      requests.back().url = "gopher://127.0.0.1/";
    }
    given += requests.size();
    return requests;
  });
  std::thread waker([&] {
    while (server.hanging == 0) std::this_thread::yield();
    more = true;
    transport->wake();
  });
  transport->perform_stream(script);
  waker.join();
  CHECK(asked_after < std::chrono::milliseconds(1'000));
  CHECK(script.order == std::vector<size_t>{2, 1, 0});
  CHECK(script.responses[2].phase == Phase::not_sent);
  CHECK(script.responses[2].error != "");
  CHECK(script.responses[1].status == 200);
}

TEST_CASE("what throws out of a stream ends it, and the transport goes on") {
  Server server;
  const auto transport = make_curl_transport();
  size_t asked = 0;
  Script broken([&](size_t) -> std::vector<Request> {
    if (++asked == 2) throw std::runtime_error("no more");
    return {http_request(server.port(), "hang")};
  });
  CHECK_THROWS_AS(transport->perform_stream(broken), std::runtime_error);
  CHECK(perform_one(*transport, http_request(server.port(), "ok")).status == 200);
}

TEST_CASE("a transport without streams goes round by round") {
  class Plain : public Transport {
   public:
    void perform(std::span<const Request> requests,
                 const std::function<void(size_t, Response)>& done) override {
      for (size_t i = requests.size(); i > 0; --i) {
        Response response;
        response.body = requests[i - 1].body;
        done(i - 1, std::move(response));
      }
    }
  };
  size_t rounds = 0;
  Script script([&](size_t under_way) {
    CHECK(under_way == 0);
    std::vector<Request> requests(rounds < 3 ? 2 : 0);
    for (Request& request : requests) request.body = std::to_string(rounds);
    ++rounds;
    return requests;
  });
  Plain().perform_stream(script);
  CHECK(script.order == std::vector<size_t>{1, 0, 3, 2, 5, 4});
  CHECK(script.responses[4].body == "2");
}

} // namespace
} // namespace beckon::http
