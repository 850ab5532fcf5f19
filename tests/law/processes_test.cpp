// Several processes with one workspace open: they write in turns, each sees what the others did,
// one dispatches, and the state is the fold of the one journal.
#include <doctest/doctest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "schema/json.h"
#include "support/child.h"
#include "support/errors.h"
#include "support/other_process.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using engine::Workspace;
using schema::Value;

engine::Options at(const std::string& path) {
  engine::Options options = system_options();
  options.path = path;
  return options;
}

std::string event_of(const std::string& who, const std::string& name, const std::string& id) {
  return schema::to_json(Value::object({{"user_id", who}, {"event", name}, {"message_id", id}}));
}

int64_t count_of(Workspace& workspace, const std::string& segment) {
  const Value found =
      workspace.call("segments.count", schema::parse_json(R"({"key": ")" + segment + "\"}"));
  return found.find("count")->as_integer();
}

void wait_until(const std::function<bool()>& holds) {
  for (int i = 0; i < 10'000 && !holds(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  CHECK(holds());
}

// A directory in which both sides open the workspace after the fork.
struct Place {
  TempDirectory directory;
  std::string path = directory.file("workspace");
};

} // namespace

TEST_CASE("processes: each goes on from where the other has left") {
  Place place;
  Other other([&](Other::Talk& talk) {
    talk.hear();
    Workspace theirs(at(place.path));
    for (int round = 0; round < 20; ++round) {
      const std::string number = std::to_string(round);
      theirs.track(event_of("u" + number, "Seen", "b" + number)); // as the first did
      theirs.identify(R"({"user_id": "u)" + number + R"(", "traits": {"round": )" + number + "}}");
      talk.tell('d');
      talk.hear();
    }
  });
  Workspace ours(at(place.path));
  ours.call(
      "segments.create",
      schema::parse_json(R"({"key": "twice", "where": {"event": "Seen", "count": {"gte": 2}}})"));
  for (int round = 0; round < 20; ++round) {
    const std::string number = std::to_string(round);
    CHECK(ours.track(event_of("u" + number, "Seen", "a" + number)).entered.empty());
    other.tell('g');
    REQUIRE(other.hear() == 'd');
    // Its effect is here at once, and this process goes on from it.
    CHECK(ours.is_member("twice", R"({"user_id": "u)" + number + "\"}"));
    CHECK(count_of(ours, "twice") == round + 1);
    const Value profile = ours.call(
        "profiles.get", schema::parse_json(R"({"profile": {"user_id": "u)" + number + "\"}}"));
    const Value* told = profile.find("traits")->find("round");
    REQUIRE(told != nullptr);
    CHECK(told->as_integer() == round);
    CHECK(ours.track(event_of("u" + number, "Seen", "b" + number)).duplicate);
  }
  other.tell('e');
  CHECK(other.status() == 0);
  CHECK(ours.verify().broken == std::vector<std::string>{});
}

TEST_CASE("processes: what one publishes, the other evaluates") {
  Place place;
  Other other([&](Other::Talk& talk) {
    talk.hear();
    Workspace theirs(at(place.path));
    theirs.call("segments.create",
                schema::parse_json(R"({"key": "rich", "where": {"trait": "spent", "gte": 100}})"));
    theirs.call("settings.update", schema::parse_json(R"({"timezone": "Europe/Paris"})"));
    talk.tell('p');
    talk.hear();
    theirs.call("segments.delete", schema::parse_json(R"({"key": "rich"})"));
    talk.tell('d');
    talk.hear();
  });
  Workspace ours(at(place.path));
  ours.identify(R"({"user_id": "ann", "traits": {"spent": 150}})");
  other.tell('g');
  REQUIRE(other.hear() == 'p');
  CHECK(ours.is_member("rich", R"({"user_id": "ann"})"));
  CHECK(ours.definitions()->has_segment("rich"));
  CHECK(text_of(ours.call("settings.get", Value::object()), "timezone") == "Europe/Paris");
  CHECK(ours.identify(R"({"user_id": "bob", "traits": {"spent": 200}})").entered ==
        std::vector<std::string>{"rich"});
  const Value condition = schema::parse_json(R"({"where": {"trait": "spent", "gte": 180}})");
  CHECK(ours.call("segments.estimate", condition).find("count")->as_integer() == 1);
  other.tell('g');
  REQUIRE(other.hear() == 'd');
  CHECK(code_of([&] { ours.is_member("rich", R"({"user_id": "ann"})"); }) == Code::not_found);
  CHECK(ours.identify(R"({"user_id": "cid", "traits": {"spent": 300}})").entered.empty());
  other.tell('e');
  CHECK(other.status() == 0);
  CHECK(ours.verify().broken == std::vector<std::string>{});
}

TEST_CASE("processes: columns follow what another process has changed") {
  Place place;
  Other other([&](Other::Talk& talk) {
    talk.hear();
    Workspace theirs(at(place.path));
    for (int i = 0; i < 10; ++i) {
      theirs.identify(R"({"user_id": "u)" + std::to_string(i) + R"(", "traits": {"n": 1}})");
    }
    talk.tell('d');
    talk.hear();
  });
  Workspace ours(at(place.path));
  for (int i = 0; i < 40; ++i) {
    ours.identify(R"({"user_id": "u)" + std::to_string(i) + R"(", "traits": {"n": 0}})");
  }
  const auto estimate = [&] {
    const Value found =
        ours.call("segments.estimate", schema::parse_json(R"({"where": {"trait": "n", "eq": 1}})"));
    return found.find("count")->as_integer();
  };
  CHECK(estimate() == 0);
  other.tell('g');
  REQUIRE(other.hear() == 'd');
  CHECK(estimate() == 10);
  ours.identify(R"({"user_id": "u39", "traits": {"n": 1}})");
  CHECK(estimate() == 11);
  other.tell('e');
  CHECK(other.status() == 0);
}

TEST_CASE(
    "processes: under load nothing is lost, nothing is there twice, the journal says it all") {
  constexpr int kCalls = 150, kBatches = 10, kLines = 200;
  Place place;
  const auto load = [&](const std::string& name) {
    Workspace workspace(at(place.path));
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 2; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kCalls; ++i) {
          const std::string id = name + std::to_string(thread) + "-" + std::to_string(i);
          workspace.track(event_of("u" + std::to_string(i % 17), "Seen", id));
        }
      });
    }
    for (int batch = 0; batch < kBatches; ++batch) {
      std::string lines;
      for (int i = 0; i < kLines; ++i) {
        const std::string id = name + "b" + std::to_string(batch) + "-" + std::to_string(i);
        lines += R"({"type": "track", )" +
                 event_of("u" + std::to_string(i % 31), "Seen", id).substr(1) + "\n";
      }
      if (workspace.ingest(lines).accepted != size_t{kLines}) throw std::runtime_error("refused");
    }
    for (std::thread& thread : threads) thread.join();
  };
  {
    const auto body = [&](const std::string& name) {
      return [&, name](Other::Talk& talk) {
        talk.hear();
        load(name);
      };
    };
    Other second(body("second-")), third(body("third-"));
    {
      Workspace ours(at(place.path));
      ours.call("segments.create",
                schema::parse_json(
                    R"({"key": "busy", "where": {"event": "Seen", "count": {"gte": 100}}})"));
    }
    second.tell('g');
    third.tell('g');
    load("first-");
    CHECK(second.status() == 0);
    CHECK(third.status() == 0);
  }
  Workspace ours(at(place.path));
  const engine::VerifyReport report = ours.verify();
  CHECK(report.broken == std::vector<std::string>{});
  CHECK(report.events == size_t{3} * (2 * kCalls + kBatches * kLines));
  const std::string hash = report.state_hash;
  CHECK(count_of(ours, "busy") == 31);
  // The same records, folded by one process alone.
  TempDirectory directory;
  const std::string copy = directory.file("copy");
  ours.flush();
  std::filesystem::create_directory(copy);
  store::copy_file(place.path + "/journal.mdb", copy + "/journal.mdb");
  Workspace alone(at(copy));
  CHECK(alone.verify().state_hash == hash);
}

TEST_CASE("processes: one dispatches; when it dies another one goes on") {
  Place place;
  const std::string outbox = place.directory.file("outbox");
  const auto start = [](Workspace& workspace, const std::string& who) {
    workspace.track(R"({"user_id": ")" + who + R"(", "email": ")" + who +
                    R"(@shop.example", "event": "Go"})");
  };
  const auto files = [&] {
    size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator(outbox)) {
      count += file.path().extension() == ".eml" ? 1U : 0U;
    }
    return count;
  };
  Other other([&](Other::Talk& talk) {
    talk.hear();
    Workspace theirs(at(place.path)); // the first: it dispatches
    theirs.call("providers.create",
                schema::parse_json(R"({"key": "box", "kind": "sandbox", "channel": "email",
                    "directory": ")" +
                                   outbox + "\"}"));
    theirs.call("templates.create", schema::parse_json(R"({"key": "hello", "channel": "email",
        "kind": "transactional", "subject": "Hello", "from": "shop@shop.example", "text": "Hi"})"));
    theirs.call("flows.create", schema::parse_json(R"({"key": "hello", "trigger": {"event": "Go"},
        "start": "write", "nodes": {"write": {"type": "message", "channel": "email",
        "template": "hello"}}})"));
    theirs.call("flows.publish", schema::parse_json(R"({"key": "hello"})"));
    talk.tell('o');
    talk.hear();
  });
  std::filesystem::create_directory(outbox);
  other.tell('g');
  REQUIRE(other.hear() == 'o');
  Workspace ours(at(place.path));
  for (int i = 0; i < 20; ++i) start(ours, "a" + std::to_string(i));
  ours.settle(); // the other process sends them
  CHECK(files() == 20);
  kill(other.pid(), SIGKILL);
  CHECK(other.status() == -SIGKILL);
  for (int i = 0; i < 20; ++i) start(ours, "b" + std::to_string(i));
  wait_until([&] { return files() == 40; });
  CHECK(ours.verify().broken == std::vector<std::string>{});
}

TEST_CASE("processes: what one has acknowledged before it died shows without another write") {
  Place place;
  Other other([&](Other::Talk& talk) {
    talk.hear();
    Workspace theirs(at(place.path));
    theirs.call("segments.create",
                schema::parse_json(R"({"key": "seen", "where": {"event": "Seen"}})"));
    theirs.flush();
    talk.hear();
    std::string lines;
    for (int i = 0; i < 2'000; ++i) {
      lines += R"({"type": "track", )" +
               event_of("u" + std::to_string(i), "Seen", "m" + std::to_string(i)).substr(1) + "\n";
    }
    if (theirs.ingest(lines).accepted == 2'000) kill(getpid(), SIGKILL); // not committed yet
  });
  Workspace ours(at(place.path));
  other.tell('g');
  other.tell('k');
  CHECK(other.status() == -SIGKILL);
  SUBCASE("to a fresh read at once") {
    ours.flush();
    CHECK(count_of(ours, "seen") == 2'000);
  }
  SUBCASE("to any read in a moment") {
    wait_until([&] { return count_of(ours, "seen") == 2'000; });
  }
  CHECK(ours.verify().broken == std::vector<std::string>{});
}

TEST_CASE("processes: a timer armed by one that is gone fires in another") {
  Place place;
  Other other([&](Other::Talk& talk) {
    talk.hear();
    Workspace theirs(at(place.path));
    theirs.call("flows.create", schema::parse_json(R"({"key": "soon", "trigger": {"event": "Go"},
        "start": "wait", "nodes": {"wait": {"type": "delay", "for": "1s", "next": "note"},
        "note": {"type": "update_profile", "set": {"noted": true}}}})"));
    theirs.call("flows.publish", schema::parse_json(R"({"key": "soon"})"));
    theirs.track(event_of("ann", "Go", "m1"));
    talk.tell('d');
    talk.hear();
    _exit(0);
  });
  Workspace ours(at(place.path)); // idle all the while
  other.tell('g');
  REQUIRE(other.hear() == 'd');
  kill(other.pid(), SIGKILL);
  wait_until([&] {
    const Value profile =
        ours.call("profiles.get", schema::parse_json(R"({"profile": {"user_id": "ann"}})"));
    return profile.find("traits")->find("noted") != nullptr;
  });
}

TEST_CASE("processes: what cannot be shared is refused clearly") {
  Place place;
  {
    Other other([&](Other::Talk& talk) {
      talk.hear();
      engine::Options options = manual_options();
      options.path = place.path;
      Workspace theirs(options);
      talk.tell('o');
      talk.hear();
    });
    other.tell('g');
    REQUIRE(other.hear() == 'o');
    const auto error = error_of([&] { Workspace(at(place.path)); });
    REQUIRE(error.has_value());
    CHECK(error->code() == Code::busy);
    CHECK(error->hint().find("manual") != std::string::npos);
    other.tell('e');
    CHECK(other.status() == 0);
  }
  Workspace ours(at(place.path));
  const auto again = error_of([&] { Workspace(at(place.path)); });
  REQUIRE(again.has_value());
  CHECK(again->code() == Code::busy);
  CHECK(again->message().find("in this process") != std::string::npos);
  const std::string said = in_child([&] {
    const auto error = error_of([&] { Workspace(at(place.path)); });
    return error ? std::string(code_name(error->code())) + ": " + error->message() : "opened";
  });
  CHECK(said.rfind("busy: ", 0) == 0);
  CHECK(said.find("forked") != std::string::npos);
  ours.track(event_of("ann", "Seen", "m1")); // unharmed
}

} // namespace beckon::law
