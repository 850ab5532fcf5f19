// beckon.hpp over the shared library.
#include <beckon/beckon.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <mutex>
#include <string>

namespace {

// A directory that goes with the test.
class Directory {
 public:
  Directory() {
    std::string name = (std::filesystem::temp_directory_path() / "beckon-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = name;
  }
  ~Directory() { std::filesystem::remove_all(path_); }
  std::string operator/(const char* name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

beckon::Options manual() {
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  return options;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("records, questions and time through the wrapper") {
  const Directory directory;
  beckon::Engine engine(directory / "w", manual());
  engine.call("segments.create", R"({"key": "buyers", "where": {"event": "Order Placed",)"
                                 R"("within": "1d"}})");
  CHECK(contains(engine.identify(R"({"user_id": "u1"})"), "\"profile\""));
  CHECK(contains(engine.track(R"({"user_id": "u1", "event": "Order Placed"})"),
                 R"("entered":["buyers"])"));
  CHECK(engine.is_member("buyers", R"({"user_id": "u1"})"));
  CHECK(!engine.is_member("buyers", R"({"user_id": "u2"})"));
  engine.consent(R"({"user_id": "u1", "channel": "email", "state": "granted"})");
  engine.track(R"({"anonymous_id": "a1", "event": "Visit"})");
  engine.alias(R"({"user_id": "u3", "previous_id": "a1"})");
  CHECK(contains(engine.ingest("{\"type\": \"identify\", \"user_id\": \"u4\"}\nx\n"),
                 "\"accepted\":1"));
  const int64_t start = engine.now_ms();
  engine.advance_by("2d");
  engine.advance_to(start + 3 * 86'400'000LL);
  CHECK(engine.now_ms() == start + 3 * 86'400'000LL);
  CHECK(!engine.is_member("buyers", R"({"user_id": "u1"})"));
  engine.settle();
  engine.flush();
  CHECK(contains(engine.verify(), "\"broken\":[]"));
}

TEST_CASE("a failure is thrown with everything that the C error holds") {
  const Directory directory;
  beckon::Engine engine(directory / "w", manual());
  try {
    engine.call("segments.create", R"({"key": "k", "where": {"all": [{"evnt": "A"}, {"x": 1}]}})");
    FAIL("accepted");
  } catch (const beckon::Error& error) {
    CHECK(error.status() == BECKON_INVALID_DEFINITION);
    CHECK(error.code() == "invalid_definition");
    CHECK(error.issues().size() == 2);
    CHECK(contains(error.issues().at(1).pointer, "/where/all/1"));
    CHECK(contains(error.json(), "\"issues\""));
    CHECK(!error.is_retryable());
  }
  try {
    engine.call("segments.creat");
    FAIL("accepted");
  } catch (const beckon::Error& error) {
    CHECK(error.code() == "unknown_operation");
    CHECK(contains(error.hint(), "segments.create"));
  }
}

TEST_CASE("an engine moves, closes once, and is closed afterwards") {
  const Directory directory;
  beckon::Engine first(directory / "w", manual());
  beckon::Engine second(std::move(first));
  CHECK(!first.is_open());
  CHECK(second.is_open());
  CHECK_THROWS_AS(beckon::Engine(directory / "w", manual()), beckon::Error);
  second = beckon::Engine(directory / "other", manual());
  beckon::Engine again(directory / "w", manual()); // the move assignment closed it
  again.close();
  again.close();
  CHECK(again.get() == nullptr);
  try {
    again.settle();
    FAIL("accepted");
  } catch (const beckon::Error& error) {
    CHECK(error.status() == BECKON_CLOSED);
  }
}

TEST_CASE("the host's functions are used, and may throw") {
  const Directory directory;
  beckon::Options options;
  options.dispatch = false;
  bool is_broken = false;
  options.now_ms = [&]() -> int64_t {
    if (is_broken) throw std::runtime_error("no time");
    return 1'720'000'000'000;
  };
  options.log = [](beckon::LogLevel, std::string_view) { throw std::runtime_error("no log"); };
  beckon::Engine engine(directory / "w", options);
  CHECK(engine.now_ms() == 1'720'000'000'000);
  is_broken = true;
  CHECK(engine.now_ms() == 1'720'000'000'000); // stands still
  engine.close();
}

TEST_CASE("the host's transport sends") {
  const Directory directory;
  beckon::Options options = manual();
  std::mutex mutex;
  std::vector<beckon::Request> requests;
  options.transport = [&](const beckon::Request& request) -> beckon::Response {
    const std::lock_guard lock(mutex);
    requests.push_back(request);
    if (requests.size() == 1) throw std::runtime_error("broken line");
    beckon::Response response;
    response.phase = beckon::Phase::complete;
    response.status = 200;
    response.headers = {{"X-Id", "1"}};
    response.body = "ok";
    return response;
  };
  beckon::Engine engine(directory / "w", options);
  engine.call("providers.create", R"({"key": "box", "kind": "sandbox", "channel": "email",)"
                                  R"("directory": "/nowhere"})");
  engine.call("templates.create",
              R"({"key": "t", "channel": "email", "kind": "transactional", "subject": "Hello",)"
              R"("from": "Shop <shop@example.com>", "text": "Hello {{ profile.name }}"})");
  engine.call("flows.create",
              R"({"key": "f", "trigger": {"event": "Go"}, "start": "m",)"
              R"("nodes": {"m": {"type": "message", "channel": "email", "template": "t"}}})");
  engine.call("flows.publish", R"({"key": "f"})");
  engine.identify(R"({"user_id": "u1", "email": "ada@example.com"})");
  engine.track(R"({"user_id": "u1", "event": "Go"})");
  engine.settle();
  REQUIRE(requests.size() == 1);
  CHECK(contains(requests[0].body, "ada@example.com"));
  engine.close();
}

TEST_CASE("the host's sender sends, and may throw") {
  const Directory directory;
  beckon::Options options = manual();
  std::vector<std::string> given;
  options.sender = [&](std::string_view message) -> std::string {
    given.emplace_back(message);
    if (given.size() == 2) throw std::runtime_error("broken line");
    return R"({"result": "accepted", "id": "m1"})";
  };
  beckon::Engine engine(directory / "w", options);
  engine.call("providers.create", R"({"key": "ours", "kind": "host", "channel": "sms"})");
  engine.call("templates.create",
              R"({"key": "t", "channel": "sms", "kind": "transactional", "text": "Hello"})");
  engine.call("flows.create",
              R"({"key": "f", "trigger": {"event": "Go"}, "reentry": "after_exit", "start": "m",)"
              R"("nodes": {"m": {"type": "message", "channel": "sms", "template": "t"}}})");
  engine.call("flows.publish", R"({"key": "f"})");
  engine.identify(R"({"user_id": "u1", "phone": "+15557122661"})");
  engine.track(R"({"user_id": "u1", "event": "Go"})");
  engine.settle();
  REQUIRE(given.size() == 1);
  CHECK(contains(given[0], "+15557122661"));
  CHECK(contains(engine.call("sends.list"), R"("provider_message_id":"m1")"));
  engine.track(R"({"user_id": "u1", "event": "Go"})");
  engine.settle();
  CHECK(contains(engine.call("sends.list"), "broken line"));
  engine.close();
}

TEST_CASE("the registry needs no engine") {
  CHECK(beckon::version() == BECKON_VERSION);
  CHECK(contains(beckon::operations(), "\"segments.create\""));
  CHECK(contains(beckon::openapi("https://b.example.com"), "https://b.example.com"));
}

TEST_CASE("a call that is watched ends when the watcher says so") {
  const Directory directory;
  beckon::Engine engine(directory / "w", manual());
  size_t reports = 0;
  const auto go_on = [&](uint64_t, uint64_t) { return ++reports > 0; };
  CHECK(contains(engine.call("segments.list", "{}", go_on), "\"items\""));
  CHECK(reports > 0);
  try {
    engine.call("segments.list", "{}", [](uint64_t, uint64_t) { return false; });
    FAIL("went on");
  } catch (const beckon::Error& error) {
    CHECK(error.status() == BECKON_CANCELLED);
  }
  const auto fail = [](uint64_t, uint64_t) -> bool { throw std::runtime_error("mine"); };
  CHECK_THROWS_WITH_AS(engine.call("segments.list", "{}", fail), "mine", std::runtime_error);
}

TEST_CASE("tables go in and out, and copies are workspaces") {
  const Directory directory;
  beckon::Engine engine(directory / "w", manual());
  beckon::Import import = engine.import_table();
  CHECK(contains(import.write("Email,Plan\nann@x.example,pro\nnobody,"), "\"rows\":1"));
  import = beckon::Import(std::move(import));
  CHECK(contains(import.finish(), "\"rejected\":1"));
  beckon::Export rows = engine.export_rows(R"({"of": "profiles"})");
  CHECK(contains(rows.read(), "ann@x.example"));
  CHECK(rows.read().empty());
  CHECK_THROWS_AS(engine.export_rows("{}"), beckon::Error);
  CHECK(contains(engine.backup(directory / "copy"), "\"bytes\""));
  CHECK(contains(beckon::compact(directory / "copy"), "\"after\""));
  CHECK(contains(beckon::Engine(directory / "copy", manual()).verify(), "\"ok\":true"));
}
