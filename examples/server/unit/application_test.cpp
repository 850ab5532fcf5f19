// The whole way of a request through the application, on a real workspace but without a socket.
#include "application.h"

#include <doctest/doctest.h>
#include <unistd.h>
#include <filesystem>
#include <string>

#include "core/engine_problem.h"
#include "ops/failure.h"

using namespace server;

namespace {

const std::string kPublic = "pk_0123456789abcdef", kSecret = "sk_0123456789abcdef";

std::string workspace_path() {
  static int number = 0;
  return (std::filesystem::temp_directory_path() /
          ("beckon-server-unit-" + std::to_string(getpid()) + "-" + std::to_string(++number)))
      .string();
}

struct World {
  std::string path = workspace_path();
  beckon::Engine engine{path};
  KeyRing keys{{kPublic}, {kSecret}};
  Metrics metrics;
  Log log{nullptr};
  Idempotency idempotency;
  Condition condition;
  Services services{
      engine, keys, metrics, log, idempotency, condition, {}, path, "https://b.example"};
  Router router = make_router(services, Json::parse(beckon::operations()).at("operations"));
  Application application{services, router};

  ~World() {
    engine.close();
    std::filesystem::remove_all(path);
  }

  Response send(std::string method, std::string target, std::string key = "",
                std::string body = "") {
    Request request{std::move(method), std::move(target), {}, std::move(body)};
    if (!key.empty()) request.headers.push_back({"Authorization", "Bearer " + key});
    return application.handle(std::move(request));
  }
};

Json body_of(const Response& response) { return Json::parse(response.body); }

} // namespace

TEST_CASE("the served document is the library's, byte for byte") {
  World world;
  const Response response = world.send("GET", "/openapi.json");
  CHECK(response.status == 200);
  CHECK(response.body == beckon::openapi("https://b.example"));
}

TEST_CASE("every operation of the registry has its route") {
  World world;
  const Json registry = Json::parse(beckon::operations()).at("operations");
  REQUIRE(registry.size() > 10);
  for (const Json& operation : registry) {
    CAPTURE(operation.at("name"));
    const Target target = parse_target(operation.at("path").get<std::string>()).value();
    const Router::Match match =
        world.router.find(operation.at("method").get<std::string>(), target);
    REQUIRE(match.route != nullptr);
    CHECK(match.route->pattern == operation.at("path"));
    CHECK(match.route->needed == Grant::manage);
  }
}

TEST_CASE("a workspace that is closed answers 503, to be tried again, and is not ready") {
  World world;
  CHECK(world.send("GET", "/readyz").status == 200);
  world.engine.close();
  const Response track =
      world.send("POST", "/track", kPublic, R"({"user_id": "u1", "event": "E"})");
  CHECK(track.status == 503);
  CHECK(find_header(track.headers, "Retry-After") == "1");
  CHECK(body_of(track).at("code") == "closed");
  CHECK(body_of(track).at("success") == false);
  const Response ready = world.send("GET", "/readyz");
  CHECK(ready.status == 503);
  CHECK(body_of(ready).at("checks").at("workspace") == "closed");
  CHECK(world.send("GET", "/livez").status == 200);
  CHECK(world.send("POST", "/u/token").status == 503);
}

TEST_CASE("a failed commit makes the process unhealthy: only a restart cures it") {
  World world;
  report_failure(world.services, "id", beckon::Error(BECKON_IO_ERROR, "cannot read"));
  CHECK(world.send("GET", "/livez").status == 200);
  report_failure(world.services, "id", beckon::Error(BECKON_POISONED, "a commit has failed"));
  CHECK(world.send("GET", "/livez").status == 503);
  CHECK(world.send("GET", "/readyz").status == 503);
}

TEST_CASE("a server that shuts down is alive, but not ready") {
  World world;
  world.condition.is_draining = true;
  CHECK(world.send("GET", "/livez").status == 200);
  const Response ready = world.send("GET", "/readyz");
  CHECK(ready.status == 503);
  CHECK(body_of(ready).at("checks").at("accepting") == "shutting down");
}

TEST_CASE("refusals before there is a request") {
  World world;
  CHECK(world.application.refuse(Refusal::malformed, "").status == 400);
  CHECK(world.application.refuse(Refusal::header_too_large, "/track").status == 431);
  CHECK(world.application.refuse(Refusal::expectation, "/track").status == 417);
  CHECK(world.application.refuse(Refusal::body_too_large, "/track").status == 413);
  const Response segment = world.application.refuse(Refusal::body_too_large, "/v1/batch");
  CHECK(segment.status == 400);
  CHECK(body_of(segment).at("success") == false);
  const Response busy = world.application.refuse(Refusal::overloaded, "/track");
  CHECK(busy.status == 503);
  CHECK(find_header(busy.headers, "Retry-After") == "1");
}

TEST_CASE("a failure of the server's side does not tell its inside") {
  const beckon::Error error(BECKON_IO_ERROR, "cannot write /secret/place/journal.mdb");
  const Problem problem = engine_problem(error);
  CHECK(problem.status == 500);
  CHECK(problem.code == "io_error");
  CHECK(problem.detail.find("secret") == std::string::npos);
}

TEST_CASE("each status of the engine has its place in HTTP") {
  CHECK(http_status(BECKON_INVALID_REQUEST) == 400);
  CHECK(http_status(BECKON_INVALID_DEFINITION) == 422);
  CHECK(http_status(BECKON_NOT_FOUND) == 404);
  CHECK(http_status(BECKON_CONFLICT) == 409);
  CHECK(http_status(BECKON_LIMIT_EXCEEDED) == 422);
  CHECK(http_status(BECKON_UNKNOWN_OPERATION) == 404);
  CHECK(http_status(BECKON_DISK_FULL) == 507);
  CHECK(http_status(BECKON_CORRUPT) == 500);
  CHECK(http_status(BECKON_POISONED) == 503);
  CHECK(http_status(BECKON_UNSUPPORTED) == 501);
  CHECK(http_status(BECKON_INTERNAL) == 500);
  // SDKs try again after 5xx alone, so what may be tried again must be one.
  for (int number = 1; number <= BECKON_INTERNAL; ++number) {
    const auto status = static_cast<beckon_status>(number);
    CAPTURE(number);
    if (beckon_status_is_retryable(status) == 1) CHECK(http_status(status) >= 500);
  }
}
