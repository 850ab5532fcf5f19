// Finding one customer by e-mail, and whether he is in a segment, beside SQLite by a unique index.
#include <beckon/beckon.h>
#include <sqlite3.h>

#include <beckon/beckon.hpp>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "ingest/sender.h"
#include "ingest/traffic.h"
#include "support/arguments.h"
#include "support/folder.h"
#include "support/program.h"
#include "support/random.h"
#include "support/timing.h"

namespace {

constexpr int64_t kNow = 1'717'200'000'000; // 2024-06-01T00:00:00Z
constexpr uint32_t kBatch = 1'000;
constexpr size_t kRounds = 7;

std::string email_of(uint32_t person) { return bench::user_id(person) + "@shop.example"; }

void fill(beckon::Engine& engine, const bench::Traffic& traffic) {
  engine.call("segments.create", R"({"key":"germans","where":{"trait":"country","eq":"DE"}})");
  const auto people = traffic.identify_batches(kBatch);
  bench::send_all(
      engine, {[&](size_t i) { return people[i]; }, 0, people.size(), traffic.people(), kBatch}, 2);
}

// The same people as rows.
class SqlitePeople {
 public:
  SqlitePeople(const std::string& path, const bench::Traffic& traffic) {
    sqlite3* raw = nullptr;
    const int status = sqlite3_open(path.c_str(), &raw);
    database_.reset(raw);
    check(status == SQLITE_OK);
    execute(
        "PRAGMA journal_mode = WAL; PRAGMA cache_size = -524288; BEGIN;"
        "CREATE TABLE people (id INTEGER PRIMARY KEY, user_id TEXT NOT NULL,"
        " email TEXT NOT NULL UNIQUE, country TEXT NOT NULL, plan TEXT NOT NULL,"
        " age INTEGER NOT NULL);"
        "CREATE TABLE members (segment TEXT NOT NULL, email TEXT NOT NULL,"
        " PRIMARY KEY (segment, email)) WITHOUT ROWID;");
    insert(traffic);
    execute("COMMIT");
    person_ = prepare("SELECT user_id, country, plan, age FROM people WHERE email = ?");
    member_ = prepare("SELECT 1 FROM members WHERE segment = 'germans' AND email = ?");
  }

  bool has_person(const std::string& email) { return ask(person_, email); }
  bool is_member(const std::string& email) { return ask(member_, email); }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Close>;

  void check(bool fine) {
    if (!fine) throw std::runtime_error(std::string("sqlite: ") + sqlite3_errmsg(database_.get()));
  }
  void execute(const char* sql) {
    check(sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  Statement prepare(const char* sql) {
    sqlite3_stmt* raw = nullptr;
    check(sqlite3_prepare_v2(database_.get(), sql, -1, &raw, nullptr) == SQLITE_OK);
    return Statement(raw);
  }
  void bind(const Statement& statement, int place, const std::string& text) {
    check(sqlite3_bind_text(statement.get(), place, text.data(), static_cast<int>(text.size()),
                            SQLITE_TRANSIENT) == SQLITE_OK);
  }
  void insert(const bench::Traffic& traffic) {
    const Statement person =
        prepare("INSERT INTO people (user_id, email, country, plan, age) VALUES (?, ?, ?, ?, ?)");
    const Statement member = prepare("INSERT INTO members VALUES ('germans', ?)");
    for (uint32_t i = 0; i < traffic.people(); ++i) {
      const bench::Person one = traffic.person(i);
      bind(person, 1, bench::user_id(i));
      bind(person, 2, email_of(i));
      bind(person, 3, one.country);
      bind(person, 4, one.plan);
      check(sqlite3_bind_int64(person.get(), 5, one.age) == SQLITE_OK);
      check(sqlite3_step(person.get()) == SQLITE_DONE);
      sqlite3_reset(person.get());
      if (std::string(one.country) != "DE") continue;
      bind(member, 1, email_of(i));
      check(sqlite3_step(member.get()) == SQLITE_DONE);
      sqlite3_reset(member.get());
    }
  }
  bool ask(const Statement& statement, const std::string& email) {
    bind(statement, 1, email);
    const bool found = sqlite3_step(statement.get()) == SQLITE_ROW;
    if (found) sum_ += static_cast<uint64_t>(sqlite3_column_bytes(statement.get(), 0));
    sqlite3_reset(statement.get());
    return found;
  }

  std::unique_ptr<sqlite3, Close> database_;
  Statement person_, member_;
  uint64_t sum_ = 0; // of what was read
};

// The rate of `ask(person)`, over people drawn from a seed.
template <typename Ask>
double rate_of(const bench::Traffic& traffic, size_t lookups, uint64_t seed, const Ask& ask) {
  bench::Random random(seed);
  const bench::Stopwatch watch;
  for (size_t i = 0; i < lookups; ++i) ask(random.below(traffic.people()));
  return static_cast<double>(lookups) / watch.seconds();
}

void require(bool right, const char* what) {
  if (!right) throw std::runtime_error(std::string("a wrong answer: ") + what);
}

struct Rates {
  std::vector<double> profiles, memberships;
};

// The engine and its peer take turns.
void measure(beckon::Engine& engine, SqlitePeople& people, const bench::Traffic& traffic,
             size_t lookups, Rates* ours, Rates* peer) {
  const auto is_german = [&](uint32_t i) { return std::string(traffic.person(i).country) == "DE"; };
  for (size_t round = 0; round < kRounds; ++round) {
    ours->profiles.push_back(rate_of(traffic, lookups, round, [&](uint32_t i) {
      const std::string answer =
          engine.call("profiles.get", R"({"profile":{"email":")" + email_of(i) + "\"}}");
      require(answer.find(email_of(i)) != std::string::npos, "a profile");
    }));
    peer->profiles.push_back(rate_of(traffic, lookups, round, [&](uint32_t i) {
      require(people.has_person(email_of(i)), "a row");
    }));
    ours->memberships.push_back(rate_of(traffic, lookups, round, [&](uint32_t i) {
      const bool member = engine.is_member("germans", R"({"email":")" + email_of(i) + "\"}");
      require(member == is_german(i), "a membership");
    }));
    peer->memberships.push_back(rate_of(traffic, lookups, round, [&](uint32_t i) {
      require(people.is_member(email_of(i)) == is_german(i), "a member's row");
    }));
  }
}

// Runs "COMMAND FOLDER PEOPLE LOOKUPS", which prints both rates. REQUIRES: the workspace is closed.
Rates measure_command(const std::string& command, const std::string& workspace, uint32_t people,
                      size_t lookups) {
  const std::string line =
      command + " '" + workspace + "' " + std::to_string(people) + " " + std::to_string(lookups);
  FILE* output = popen(line.c_str(), "r");
  if (output == nullptr) throw std::runtime_error("cannot run " + command);
  double profiles = 0, memberships = 0;
  const bool told = std::fscanf(output, "%lf %lf", &profiles, &memberships) == 2;
  if (pclose(output) != 0 || !told) throw std::runtime_error(command + " has failed");
  return {{profiles}, {memberships}};
}

void report(const std::string& surface, const Rates& ours, const Rates& peer) {
  const auto compare = [&](const char* metric, const std::vector<double>& rates,
                           const std::vector<double>& others) {
    bench::report("lookup", surface + metric, bench::percentile(rates, 0.5), bench::Better::higher,
                  "sqlite", bench::percentile(others, 0.5));
  };
  compare("_profiles_per_s", ours.profiles, peer.profiles);
  compare("_memberships_per_s", ours.memberships, peer.memberships);
}

void run(int argc, char** argv) {
  // --also NAME=COMMAND measures another language.
  const bench::Arguments arguments(argc, argv,
                                   {{"folder", "build/bench/lookup"},
                                    {"profiles", "1000000"},
                                    {"lookups", "100000"},
                                    {"also", ""}});
  const std::string folder = arguments.text("folder"), path = folder + "/workspace";
  bench::make_empty_folder(folder);
  const bench::Traffic traffic(1, static_cast<uint32_t>(arguments.number("profiles")), 1, kNow,
                               false);
  const size_t lookups = arguments.number("lookups");
  SqlitePeople people(folder + "/peer.sqlite", traffic);
  Rates ours, peer;
  {
    beckon::Options options;
    options.clock_mode = beckon::ClockMode::manual;
    options.manual_start_ms = traffic.now();
    beckon::Engine engine(path, options);
    bench::say("profiles …");
    fill(engine, traffic);
    measure(engine, people, traffic, lookups, &ours, &peer);
  }
  report("c", ours, peer);
  for (const std::string& also : arguments.all("also")) {
    const std::string name = also.substr(0, also.find('='));
    if (name.size() == also.size()) throw std::runtime_error("--also takes NAME=COMMAND");
    bench::say(name + " …");
    report(name, measure_command(also.substr(name.size() + 1), path, traffic.people(), lookups),
           peer);
  }
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] { run(argc, argv); });
}
