// The ordered inputs of a workspace.
#include "store/journal.h"

#include <doctest/doctest.h>

#include "support/errors.h"
#include "support/files.h"
#include "support/random.h"
#include "support/temp_directory.h"

namespace beckon::store {
namespace {

using namespace beckon::test;

Record record(RecordKind kind, Millis at, std::string payload, uint64_t partition = 0) {
  Record made;
  made.kind = kind;
  made.at = at;
  made.payload = std::move(payload);
  made.partition = partition;
  return made;
}

void append_one(Journal* journal, Record one) {
  std::vector<Record> records = {std::move(one)};
  journal->append(&records);
}

} // namespace

TEST_CASE("journal: a new one is empty") {
  TempDirectory directory;
  Journal journal(directory.file("journal.mdb"), {});
  CHECK(journal.last_offset() == 0);
  CHECK(journal.last_at() == kTimeFloor);
  CHECK(journal.seed().size() == 16);
  Journal::Reader reader(journal);
  CHECK_FALSE(reader.at(0).has_value());
  CHECK_FALSE(reader.at(1).has_value());
  CHECK(reader.payload_at(1).empty());
}

TEST_CASE("journal: what was appended is read back, in this process and the next") {
  TempDirectory directory;
  const std::string path = directory.file("journal.mdb");
  Random random(1);
  std::vector<Record> expected;
  std::string seed;
  for (int session = 0; session < 5; ++session) {
    Journal journal(path, {});
    if (seed.empty()) seed = journal.seed();
    CHECK(journal.seed() == seed);
    CHECK(journal.last_offset() == expected.size());
    if (!expected.empty()) CHECK(journal.last_at() == expected.back().at);
    for (int group = 0; group < 20; ++group) {
      std::vector<Record> records;
      for (size_t left = 1 + random.below(30); left > 0; --left) {
        const auto kind = static_cast<RecordKind>(1 + random.below(13));
        records.push_back(record(kind, random.between(-10, 1'000'000),
                                 random.bytes(random.below(500)), random.bits()));
      }
      journal.append(&records);
      for (const Record& one : records) {
        CHECK(one.offset == expected.size() + 1);
        expected.push_back(one);
      }
      CHECK(journal.last_offset() == expected.size());
    }
    Journal::Reader reader(journal);
    for (const Record& one : expected) {
      const auto found = reader.at(one.offset);
      REQUIRE(found.has_value());
      REQUIRE(found->offset == one.offset);
      REQUIRE(found->kind == one.kind);
      REQUIRE(found->at == one.at);
      REQUIRE(found->partition == one.partition);
      REQUIRE(found->payload == one.payload);
      REQUIRE(reader.payload_at(one.offset) == one.payload);
    }
    CHECK_FALSE(reader.at(expected.size() + 1).has_value());
  }
}

TEST_CASE("journal: two have different seeds") {
  TempDirectory directory;
  CHECK(Journal(directory.file("a.mdb"), {}).seed() != Journal(directory.file("b.mdb"), {}).seed());
}

TEST_CASE("journal: a seed that is given is that of a new journal alone") {
  TempDirectory directory;
  const std::string path = directory.file("journal.mdb"), seed(16, 's');
  CHECK(Journal(path, {}, seed).seed() == seed);
  CHECK(Journal(path, {}, std::string(16, 't')).seed() == seed);
}

TEST_CASE("journal: a reader sees what was there when it began") {
  TempDirectory directory;
  Journal journal(directory.file("journal.mdb"), {});
  append_one(&journal, record(RecordKind::track, 5, "{}"));
  Journal::Reader before(journal);
  append_one(&journal, record(RecordKind::track, 6, "{}"));
  CHECK(before.at(1).has_value());
  CHECK_FALSE(before.at(2).has_value());
  CHECK(Journal::Reader(journal).at(2).has_value());
}

TEST_CASE("journal: the largest record") {
  TempDirectory directory;
  Journal journal(directory.file("journal.mdb"), {});
  const std::string payload(1 << 20, 'x');
  append_one(&journal, record(RecordKind::identify, 1, payload));
  CHECK(Journal::Reader(journal).payload_at(1) == payload);
}

TEST_CASE("journal: a failed append leaves it as it was") {
  TempDirectory directory;
  EnvironmentOptions options;
  options.map_bytes = 1 << 20;
  Journal journal(directory.file("journal.mdb"), options);
  append_one(&journal, record(RecordKind::track, 5, "{}"));
  std::vector<Record> large;
  for (int i = 0; i < 10; ++i)
    large.push_back(record(RecordKind::track, 9, std::string(200'000, 'x')));
  CHECK(code_of([&] { journal.append(&large); }) == Code::disk_full);
  CHECK(journal.last_offset() == 1);
  CHECK(journal.last_at() == 5);
  append_one(&journal, record(RecordKind::track, 6, "after"));
  CHECK(journal.last_offset() == 2);
  CHECK(Journal::Reader(journal).payload_at(2) == "after");
}

TEST_CASE("journal: of a newer format is refused and left alone") {
  TempDirectory directory;
  const std::string path = directory.file("journal.mdb");
  {
    Journal journal(path, {});
    append_one(&journal, record(RecordKind::track, 5, "{}"));
  }
  const auto set_format = [&](char format) {
    Environment environment(path, {"meta", "records"}, {});
    Transaction transaction = environment.begin_write();
    transaction.put(environment.table(0), "format", std::string(1, format));
    transaction.commit();
  };
  set_format(2);
  const auto error = error_of([&] { Journal(path, {}); });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::version_mismatch);
  CHECK(error->hint().find("nothing was changed") != std::string::npos);
  set_format(1);
  CHECK(Journal(path, {}).last_offset() == 1);
}

TEST_CASE("journal: a record that is cut off is corrupt") {
  TempDirectory directory;
  const std::string path = directory.file("journal.mdb");
  {
    Journal journal(path, {});
    append_one(&journal, record(RecordKind::track, 5, "{}"));
    append_one(&journal, record(RecordKind::track, 6, "{}"));
  }
  {
    Environment environment(path, {"meta", "records"}, {});
    Transaction transaction = environment.begin_write();
    transaction.put(environment.table(1), std::string("\0\0\0\0\0\0\0\1", 8), "short");
    transaction.commit();
  }
  Journal journal(path, {});
  Journal::Reader reader(journal);
  CHECK(code_of([&] { reader.at(1); }) == Code::corrupt);
  CHECK(reader.payload_at(1).empty());
  CHECK(reader.at(2).has_value());
}

TEST_CASE("journal: what was taken out is cleared once nobody looks at it any more") {
  TempDirectory directory;
  const std::string path = directory.file("journal.mdb");
  Journal journal(path, {});
  std::vector<Record> records;
  for (int i = 0; i < 200; ++i) {
    records.push_back(record(RecordKind::track, 1, "Linden Street " + std::string(700, 'x')));
  }
  journal.append(&records);
  CHECK_FALSE(journal.is_unclear());
  {
    Journal::Reader reader(journal);
    for (Record& each : records) {
      each.kind = RecordKind::redacted;
      each.payload = "";
    }
    journal.redact(records, 200);
    int waits = 0;
    const auto wait_a_little = [&] { return ++waits < 3; };
    CHECK(code_of([&] { journal.clear_free_pages(wait_a_little); }) == Code::busy);
    CHECK(waits == 3);
    CHECK(reader.at(200).value().payload.substr(0, 6) == "Linden");
  }
  CHECK(read_file(path).find("Linden") != std::string::npos);
  CHECK(journal.is_unclear());
  journal.clear_free_pages([] { return false; });
  CHECK_FALSE(journal.is_unclear());
  CHECK(read_file(path).find("Linden") == std::string::npos);
}

} // namespace beckon::store
