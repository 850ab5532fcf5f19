// Options and what the host provides: clock, log, transport.
#include "capi/hooks.h"

#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "capi/options.h"
#include "fake_engine.h"

using namespace beckon;
using test::copy;

namespace {

beckon_options options() {
  beckon_options made;
  std::memset(&made, 0, sizeof made);
  made.struct_size = sizeof made;
  return made;
}

Error refusal(const beckon_options& given) {
  try {
    capi::read_options("w", &given);
  } catch (const Error& error) {
    return error;
  }
  FAIL("accepted");
  return Error(Code::internal, "");
}

void check_refused(const beckon_options& given, const char* pointer) {
  const Error error = refusal(given);
  CHECK(error.code() == Code::invalid_request);
  CHECK(error.pointer() == pointer);
}

struct Exchange {
  std::function<void(const beckon_request&, beckon_response*)> answer;
  static void perform(void* user, const beckon_request* request, beckon_response* response) {
    static_cast<Exchange*>(user)->answer(*request, response);
  }
};

std::vector<http::Response> perform(Exchange& exchange,
                                    const std::vector<http::Request>& requests) {
  const auto transport = capi::make_transport({&exchange, &Exchange::perform});
  std::vector<http::Response> responses(requests.size());
  transport->perform(requests, [&](size_t index, http::Response response) {
    responses[index] = std::move(response);
  });
  return responses;
}

} // namespace

TEST_CASE("options of zeros are the defaults, as is null") {
  const beckon_options zero = options();
  for (const beckon_options* given : {static_cast<const beckon_options*>(nullptr), &zero}) {
    const engine::Options read = capi::read_options("dir", given);
    CHECK(read.path == "dir");
    CHECK(read.create);
    CHECK(read.dispatch);
    CHECK(read.clock_mode == engine::ClockMode::system);
    CHECK(!read.manual_start);
    CHECK(read.map_bytes == 0);
    CHECK(read.clock == nullptr);
    CHECK(read.transport == nullptr);
    CHECK(!read.log);
    CHECK(!read.sender);
    CHECK(read.template_compiler.empty());
  }
}

TEST_CASE("options are read") {
  beckon_options given = options();
  given.clock_mode = BECKON_CLOCK_MANUAL;
  given.create = BECKON_OFF;
  given.dispatch = BECKON_OFF;
  given.has_manual_start = 1;
  given.manual_start_ms = -5;
  given.map_bytes = 1 << 20;
  given.template_compiler = {"/opt/compile.mjs", 16};
  const engine::Options read = capi::read_options("dir", &given);
  CHECK(read.clock_mode == engine::ClockMode::manual);
  CHECK(!read.create);
  CHECK(!read.dispatch);
  CHECK(read.manual_start == -5);
  CHECK(read.map_bytes == 1 << 20);
  CHECK(read.template_compiler == "/opt/compile.mjs");
  given.create = BECKON_ON;
  CHECK(capi::read_options("dir", &given).create);
}

TEST_CASE("options of the first version of the contract are read, and what follows them is not") {
  beckon_options given = options();
  given.dispatch = BECKON_OFF;
  given.sender.send = [](void*, beckon_str, beckon_response*) {};
  given.struct_size = offsetof(beckon_options, sender);
  CHECK(!capi::read_options("dir", &given).dispatch);
  CHECK(!capi::read_options("dir", &given).sender);
  given.struct_size = sizeof given;
  CHECK(capi::read_options("dir", &given).sender);
}

TEST_CASE("options that make no sense are refused with the field") {
  beckon_options given = options();
  given.struct_size = 0;
  check_refused(given, "/struct_size");
  given.struct_size = offsetof(beckon_options, sender) - 1;
  check_refused(given, "/struct_size");
  given.struct_size = SIZE_MAX;
  check_refused(given, "/struct_size");
  given = options();
  given.clock_mode = static_cast<beckon_clock_mode>(2);
  check_refused(given, "/clock_mode");
  given = options();
  given.create = static_cast<beckon_toggle>(3);
  check_refused(given, "/create");
  given = options();
  given.dispatch = static_cast<beckon_toggle>(77);
  check_refused(given, "/dispatch");
  given = options();
  given.has_manual_start = 2;
  check_refused(given, "/has_manual_start");
  given.has_manual_start = 1; // of a system clock
  check_refused(given, "/manual_start_ms");
  given.clock_mode = BECKON_CLOCK_MANUAL;
  given.manual_start_ms = INT64_MAX;
  check_refused(given, "/manual_start_ms");
  given = options();
  given.clock_mode = BECKON_CLOCK_MANUAL;
  given.clock.now_ms = [](void*) { return int64_t{0}; };
  check_refused(given, "/clock");
}

TEST_CASE("a larger struct of a newer header is read, unless it asks for what is unknown") {
  struct Newer {
    beckon_options known;
    void* unknown[4];
  };
  Newer newer;
  std::memset(&newer, 0, sizeof newer);
  newer.known.struct_size = sizeof newer;
  newer.known.create = BECKON_OFF;
  CHECK(!capi::read_options("w", &newer.known).create);
  newer.unknown[2] = &newer;
  CHECK(refusal(newer.known).code() == Code::unsupported);
}

TEST_CASE("the host's clock is asked, and kept within the calendar") {
  int64_t now = 1234;
  const auto clock =
      capi::make_clock({&now, [](void* user) { return *static_cast<int64_t*>(user); }});
  CHECK(clock->now() == 1234);
  now = INT64_MAX;
  CHECK(clock->now() == kTimeCeiling);
  now = INT64_MIN;
  CHECK(clock->now() == kTimeFloor);
}

TEST_CASE("log lines reach the host with their level") {
  std::vector<std::string> lines;
  const LogSink log =
      capi::make_log({&lines, [](void* user, beckon_log_level level, beckon_str line) {
                        static_cast<std::vector<std::string>*>(user)->push_back(
                            std::to_string(static_cast<int>(level)) + " " + copy(line));
                      }});
  log(LogLevel::warning, "slow disk");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0] == "2 slow disk");
}

TEST_CASE(
    "the host's transport sees each request whole, and its answers come back in their place") {
  http::Request mail;
  mail.method = "POST";
  mail.url = "smtp://mail.example.com:25/shop";
  mail.headers = {{"X-A", "1"}, {"X-B", "2"}};
  mail.body = "hello";
  mail.timeout_ms = 1500;
  mail.mail_from = "shop@example.com";
  mail.recipients = {"a@example.com", "b@example.com"};
  mail.username = "u";
  mail.password = "p";
  mail.ca_file = "/ca.pem";
  mail.require_tls = true;
  http::Request get;
  get.url = "http://example.com/second";
  get.allow_private = true;

  Exchange exchange;
  exchange.answer = [&](const beckon_request& request, beckon_response* response) {
    REQUIRE(request.struct_size == sizeof request);
    if (copy(request.url) == get.url) {
      CHECK(request.allow_private == 1);
      CHECK(request.require_tls == 0);
      CHECK(request.header_count == 0);
      CHECK(beckon_response_set_status(response, BECKON_PHASE_NOT_SENT, 0, nullptr) == BECKON_OK);
      CHECK(beckon_response_set_error(response, beckon_str_of("refused"), nullptr) == BECKON_OK);
      return;
    }
    CHECK(copy(request.method) == "POST");
    REQUIRE(request.header_count == 2);
    CHECK(copy(request.headers[1].name) == "X-B");
    CHECK(copy(request.headers[1].value) == "2");
    CHECK(copy(request.body) == "hello");
    CHECK(request.timeout_ms == 1500);
    CHECK(copy(request.mail_from) == "shop@example.com");
    REQUIRE(request.recipient_count == 2);
    CHECK(copy(request.recipients[1]) == "b@example.com");
    CHECK(copy(request.username) == "u");
    CHECK(copy(request.password) == "p");
    CHECK(copy(request.ca_file) == "/ca.pem");
    CHECK(request.require_tls == 1);
    CHECK(beckon_response_set_status(response, BECKON_PHASE_COMPLETE, 250, nullptr) == BECKON_OK);
    CHECK(beckon_response_add_header(response, beckon_str_of("Id"), beckon_str_of("7"), nullptr) ==
          BECKON_OK);
    CHECK(beckon_response_set_body(response, beckon_str_of("250 ok"), nullptr) == BECKON_OK);
  };
  const auto responses = perform(exchange, {mail, get});
  CHECK(responses[0].phase == http::Phase::complete);
  CHECK(responses[0].status == 250);
  CHECK(responses[0].headers == http::Headers{{"Id", "7"}});
  CHECK(responses[0].body == "250 ok");
  CHECK(responses[0].error.empty());
  CHECK(responses[1].phase == http::Phase::not_sent);
  CHECK(responses[1].error == "refused");
}

TEST_CASE("an answer that was never given may have been sent") {
  Exchange exchange;
  exchange.answer = [](const beckon_request&, beckon_response*) {};
  const auto responses = perform(exchange, {http::Request{}});
  CHECK(responses[0].phase == http::Phase::sent);
  CHECK(responses[0].status == 0);
  CHECK(responses[0].error == "the host gave no answer");
}

TEST_CASE("the host's sender is given the message and answers what became of it") {
  struct Sender {
    std::string given, outcome;
    static void send(void* user, beckon_str message, beckon_response* response) {
      auto* self = static_cast<Sender*>(user);
      self->given = copy(message);
      if (self->outcome.empty()) return;
      CHECK(beckon_response_set_body(response, beckon_str_of(self->outcome.c_str()), nullptr) ==
            BECKON_OK);
    }
  };
  Sender sender;
  const auto send = capi::make_sender({&sender, &Sender::send});
  sender.outcome = R"({"result": "accepted"})";
  const http::Response answered = send(R"({"to": "ada"})");
  CHECK(sender.given == R"({"to": "ada"})");
  CHECK(answered.phase == http::Phase::complete);
  CHECK(answered.body == sender.outcome);
  CHECK(answered.error.empty());
  sender.outcome.clear();
  const http::Response silent = send("{}");
  CHECK(silent.phase == http::Phase::sent);
  CHECK(silent.error == "the host gave no answer");
}

TEST_CASE("answers that make no sense are refused") {
  Exchange exchange;
  exchange.answer = [](const beckon_request&, beckon_response* response) {
    const auto set = [&](int phase, int32_t status) {
      return beckon_response_set_status(response, static_cast<beckon_phase>(phase), status,
                                        nullptr);
    };
    CHECK(set(BECKON_PHASE_COMPLETE, 99) == BECKON_INVALID_REQUEST);
    CHECK(set(BECKON_PHASE_COMPLETE, 1000) == BECKON_INVALID_REQUEST);
    CHECK(set(BECKON_PHASE_SENT, 200) == BECKON_INVALID_REQUEST);
    CHECK(set(3, 0) == BECKON_INVALID_REQUEST);
    CHECK(set(0x40000000, 0) == BECKON_INVALID_REQUEST);
    const beckon_str bad = {"\xff", 1};
    const beckon_str null = {nullptr, 3};
    CHECK(beckon_response_set_error(response, bad, nullptr) == BECKON_INVALID_REQUEST);
    CHECK(beckon_response_set_body(response, null, nullptr) == BECKON_INVALID_REQUEST);
    const std::string large(limits::header_bytes + 1, 'x');
    const beckon_str long_text = {large.data(), large.size()};
    const beckon_str name = beckon_str_of("a");
    CHECK(beckon_response_add_header(response, name, long_text, nullptr) == BECKON_LIMIT_EXCEEDED);
    CHECK(beckon_response_add_header(response, long_text, name, nullptr) == BECKON_LIMIT_EXCEEDED);
    for (size_t i = 0; i < limits::response_headers; ++i) {
      REQUIRE(beckon_response_add_header(response, name, name, nullptr) == BECKON_OK);
    }
    CHECK(beckon_response_add_header(response, name, name, nullptr) == BECKON_LIMIT_EXCEEDED);
    const std::string body(limits::response_bytes + 5, 'b');
    CHECK(beckon_response_set_body(response, {body.data(), body.size()}, nullptr) == BECKON_OK);
  };
  const auto responses = perform(exchange, {http::Request{}});
  CHECK(responses[0].phase == http::Phase::sent); // nothing of it was taken over
  CHECK(responses[0].headers.size() == limits::response_headers);
  CHECK(responses[0].body.size() == limits::response_bytes);
}

TEST_CASE("a response outside of its perform is closed") {
  beckon_response* kept = nullptr;
  Exchange exchange;
  exchange.answer = [&](const beckon_request&, beckon_response* response) {
    kept = response;
    CHECK(beckon_response_set_body(nullptr, beckon_str_of("x"), nullptr) == BECKON_CLOSED);
  };
  perform(exchange, {http::Request{}});
  const beckon_str text = beckon_str_of("x");
  CHECK(beckon_response_set_status(kept, BECKON_PHASE_SENT, 0, nullptr) == BECKON_CLOSED);
  CHECK(beckon_response_add_header(kept, text, text, nullptr) == BECKON_CLOSED);
  CHECK(beckon_response_set_body(kept, text, nullptr) == BECKON_CLOSED);
  CHECK(beckon_response_set_error(kept, text, nullptr) == BECKON_CLOSED);
}

namespace {

// What a progress hook was told, and how many reports it lets pass.
struct Onlooker {
  std::vector<std::pair<uint64_t, uint64_t>> seen;
  size_t patience = 100;

  static int32_t report(void* user, uint64_t done, uint64_t of) {
    auto* self = static_cast<Onlooker*>(user);
    self->seen.emplace_back(done, of);
    return self->seen.size() < self->patience ? 0 : 7;
  }
};

} // namespace

TEST_CASE("a watched call tells how far it has come, until the watcher ends it") {
  test::FakeHandle made;
  const beckon_str name = beckon_str_of("x.y"), request = beckon_str_of("{}");
  Onlooker patient, hasty;
  beckon_buffer result = {nullptr, 0};
  REQUIRE(beckon_call_watched(made.handle, name, request, {&patient, Onlooker::report}, &result,
                              nullptr) == BECKON_OK);
  CHECK(std::string(result.data) == "{}");
  beckon_buffer_dispose(&result);
  CHECK(patient.seen == std::vector<std::pair<uint64_t, uint64_t>>{{0, 3}, {1, 3}, {2, 3}, {3, 3}});
  hasty.patience = 2;
  CHECK(beckon_call_watched(made.handle, name, request, {&hasty, Onlooker::report}, &result,
                            nullptr) == BECKON_CANCELLED);
  CHECK(result.data == nullptr);
  CHECK(hasty.seen.size() == 2);
}
