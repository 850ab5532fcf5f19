// Finding one customer by e-mail, and whether he is in a segment, beside SQLite by a unique index.
// Both answer the same bytes, a customer as JSON; SQLite has them ready in a column.
#include <beckon/beckon.h>
#include <sqlite3.h>

#include <algorithm>
#include <beckon/beckon.hpp>
#include <cstdio>
#include <functional>
#include <future>
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

// What is asked about, made before anything is timed.
struct People {
  explicit People(const bench::Traffic& traffic) {
    for (uint32_t i = 0; i < traffic.people(); ++i) {
      emails.push_back(bench::user_id(i) + "@shop.example");
      germans.push_back(std::string_view(traffic.person(i).country) == "DE");
    }
  }
  std::vector<std::string> emails;
  std::vector<char> germans;
};

void fill(beckon::Engine& engine, const bench::Traffic& traffic) {
  engine.call("segments.create", R"({"key":"germans","where":{"trait":"country","eq":"DE"}})");
  const auto people = traffic.identify_batches(kBatch);
  bench::send_all(
      engine, {[&](size_t i) { return people[i]; }, 0, people.size(), traffic.people(), kBatch}, 2);
}

// Calls look(profile), which ends with the call.
template <typename Look>
void look_up(beckon::Engine& engine, const std::string& email, const Look& look) {
  const std::string request = R"({"profile":{"email":")" + email + "\"}}";
  beckon_buffer profile = {nullptr, 0};
  const beckon_status status = beckon_call(engine.get(), beckon_str_of("profiles.get"),
                                           {request.data(), request.size()}, &profile, nullptr);
  if (status != BECKON_OK) throw std::runtime_error("no profile of " + email);
  look({profile.data, profile.size});
  beckon_buffer_dispose(&profile);
}

// The same people as rows. One connection, of one thread.
class SqlitePeople {
 public:
  explicit SqlitePeople(const std::string& path) {
    sqlite3* raw = nullptr;
    const int status = sqlite3_open(path.c_str(), &raw);
    database_.reset(raw);
    check(status == SQLITE_OK);
    execute(
        "PRAGMA journal_mode = WAL; PRAGMA cache_size = -524288;"
        "CREATE TABLE IF NOT EXISTS people (id INTEGER PRIMARY KEY,"
        " email TEXT NOT NULL UNIQUE, profile TEXT NOT NULL);"
        "CREATE TABLE IF NOT EXISTS members (segment TEXT NOT NULL, email TEXT NOT NULL,"
        " PRIMARY KEY (segment, email)) WITHOUT ROWID;");
    person_ = prepare("SELECT profile FROM people WHERE email = ?");
    member_ = prepare("SELECT 1 FROM members WHERE segment = 'germans' AND email = ?");
  }

  void fill(beckon::Engine& engine, const People& people) {
    const Statement person = prepare("INSERT INTO people (email, profile) VALUES (?, ?)");
    const Statement member = prepare("INSERT INTO members VALUES ('germans', ?)");
    execute("BEGIN");
    for (size_t i = 0; i < people.emails.size(); ++i) {
      bind(person, 1, people.emails[i]);
      look_up(engine, people.emails[i],
              [&](std::string_view profile) { bind(person, 2, std::string(profile)); });
      check(sqlite3_step(person.get()) == SQLITE_DONE);
      sqlite3_reset(person.get());
      if (people.germans[i] == 0) continue;
      bind(member, 1, people.emails[i]);
      check(sqlite3_step(member.get()) == SQLITE_DONE);
      sqlite3_reset(member.get());
    }
    execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE);");
  }

  // Calls look(profile), which ends with the call.
  template <typename Look>
  void find(const std::string& email, const Look& look) {
    bind(person_, 1, email);
    if (sqlite3_step(person_.get()) == SQLITE_ROW) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(person_.get(), 0));
      look({text, static_cast<size_t>(sqlite3_column_bytes(person_.get(), 0))});
    }
    sqlite3_reset(person_.get());
  }
  bool is_member(const std::string& email) {
    bind(member_, 1, email);
    const bool found = sqlite3_step(member_.get()) == SQLITE_ROW;
    sqlite3_reset(member_.get());
    return found;
  }

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

  std::unique_ptr<sqlite3, Close> database_;
  Statement person_, member_;
};

void require(bool right, const char* what) {
  if (!right) throw std::runtime_error(std::string("a wrong answer: ") + what);
}

struct Rates {
  std::vector<double> profiles, memberships;
};

// What one thread asks.
struct Side {
  std::function<bool(const std::string& email)> has_profile; // one that names the e-mail
  std::function<bool(const std::string& email)> is_member;
};

// One question and its answer, so that what is timed is not the search for them.
struct Question {
  std::string email;
  bool german;
};

// Drawn from a seed.
std::vector<Question> draw(const People& people, size_t lookups, uint64_t seed) {
  bench::Random random(seed);
  std::vector<Question> questions;
  for (size_t i = 0; i < lookups; ++i) {
    const uint32_t person = random.below(static_cast<uint32_t>(people.emails.size()));
    questions.push_back({people.emails[person], people.germans[person] != 0});
  }
  return questions;
}

// All threads at once; their rates add up.
void measure_once(const std::vector<Side>& threads, const People& people, size_t lookups,
                  uint64_t round, Rates* rates) {
  const auto sum_of = [&](const auto& ask) {
    std::vector<std::future<double>> running;
    for (size_t i = 0; i < threads.size(); ++i) {
      running.push_back(std::async(std::launch::async, [&, i] {
        const auto questions = draw(people, lookups, round * threads.size() + i);
        const bench::Stopwatch watch;
        for (const Question& question : questions) ask(threads[i], question);
        return static_cast<double>(lookups) / watch.seconds();
      }));
    }
    double sum = 0;
    for (auto& one : running) sum += one.get();
    return sum;
  };
  rates->profiles.push_back(sum_of([](const Side& side, const Question& question) {
    require(side.has_profile(question.email), "a profile");
  }));
  rates->memberships.push_back(sum_of([](const Side& side, const Question& question) {
    require(side.is_member(question.email) == question.german, "a membership");
  }));
}

Side side_of(beckon::Engine& engine) {
  return {[&](const std::string& email) {
            bool found = false;
            look_up(engine, email,
                    [&](std::string_view profile) { found = profile.find(email) != profile.npos; });
            return found;
          },
          [&](const std::string& email) {
            return engine.is_member("germans", R"({"email":")" + email + "\"}");
          }};
}

Side side_of(SqlitePeople& connection) {
  return {[&](const std::string& email) {
            bool found = false;
            connection.find(email, [&](std::string_view profile) {
              found = profile.find(email) != profile.npos;
            });
            return found;
          },
          [&](const std::string& email) { return connection.is_member(email); }};
}

// The engine and its peer take turns, with a thread for each connection.
void measure(beckon::Engine& engine, std::vector<std::unique_ptr<SqlitePeople>>& connections,
             const People& people, size_t lookups, Rates* ours, Rates* peer) {
  std::vector<Side> our_threads, their_threads;
  for (const auto& connection : connections) {
    our_threads.push_back(side_of(engine));
    their_threads.push_back(side_of(*connection));
  }
  for (size_t round = 0; round < kRounds; ++round) {
    measure_once(our_threads, people, lookups, round, ours);
    measure_once(their_threads, people, lookups, round, peer);
  }
}

// Of so few that hardly anybody is asked for twice, each time by a process that has just opened
// both. Memberships follow, of customers who are known then.
void measure_first(const std::string& path, const beckon::Options& options,
                   const std::string& peer_path, const People& people, size_t lookups, Rates* ours,
                   Rates* peer) {
  constexpr size_t kShare = 20;
  const size_t few = std::min(lookups, people.emails.size() / kShare);
  for (size_t round = 0; round < kRounds; ++round) {
    beckon::Engine engine(path, options);
    SqlitePeople connection(peer_path);
    measure_once({side_of(engine)}, people, few, round, ours);
    measure_once({side_of(connection)}, people, few, round, peer);
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

void report(const std::string& surface, const Rates& ours, const Rates& peer,
            const std::string& unit = "_per_s") {
  const auto compare = [&](const std::string& metric, const std::vector<double>& rates,
                           const std::vector<double>& others) {
    bench::report("lookup", surface + metric + unit, bench::percentile(rates, 0.5),
                  bench::Better::higher, "sqlite", bench::percentile(others, 0.5));
  };
  compare("_profiles", ours.profiles, peer.profiles);
  compare("_memberships", ours.memberships, peer.memberships);
}

void run(int argc, char** argv) {
  // --also NAME=COMMAND measures another language.
  const bench::Arguments arguments(argc, argv,
                                   {{"folder", "build/bench/lookup"},
                                    {"profiles", "1000000"},
                                    {"lookups", "100000"},
                                    {"threads", "2"},
                                    {"also", ""}});
  const std::string folder = arguments.text("folder"), path = folder + "/workspace";
  bench::make_empty_folder(folder);
  const bench::Traffic traffic(1, static_cast<uint32_t>(arguments.number("profiles")), 1, kNow,
                               false);
  const size_t lookups = arguments.number("lookups");
  const People people(traffic);
  std::vector<std::unique_ptr<SqlitePeople>> connections;
  const auto connect = [&] {
    connections.push_back(std::make_unique<SqlitePeople>(folder + "/peer.sqlite"));
  };
  Rates ours, peer, ours_together, peer_together, ours_first, peer_first;
  beckon::Options options;
  options.clock_mode = beckon::ClockMode::manual;
  options.manual_start_ms = traffic.now();
  {
    beckon::Engine engine(path, options);
    bench::say("profiles …");
    fill(engine, traffic);
    connect();
    connections.front()->fill(engine, people);
    measure(engine, connections, people, lookups, &ours, &peer);
    while (connections.size() < arguments.number("threads")) connect();
    measure(engine, connections, people, lookups, &ours_together, &peer_together);
  }
  connections.clear();
  measure_first(path, options, folder + "/peer.sqlite", people, lookups, &ours_first, &peer_first);
  report("c", ours, peer);
  report("c", ours_together, peer_together, "_per_s_of_" + arguments.text("threads") + "_threads");
  bench::report("lookup", "c_first_profiles_per_s", bench::percentile(ours_first.profiles, 0.5),
                bench::Better::higher, "sqlite", bench::percentile(peer_first.profiles, 0.5));
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
