// DuckDB, through its Python module: the rows go over as CSV once, into tables of its own.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "segment_fill/peer.h"
#include "support/report.h"

namespace bench {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

void put(std::string* line, const Field& field) {
  if (!line->empty()) *line += ',';
  if (const auto* yes = std::get_if<bool>(&field)) *line += *yes ? "true" : "false";
  if (const auto* whole = std::get_if<int64_t>(&field)) *line += std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&field)) *line += number_text(*number);
  if (const auto* text = std::get_if<std::string_view>(&field)) {
    *line += '"';
    for (const char c : *text) *line += c == '"' ? std::string("\"\"") : std::string(1, c);
    *line += '"';
  }
}

std::string create_table(const char* name, const char* first, const std::vector<Column>& columns) {
  std::string sql = std::string("CREATE TABLE ") + name + " (" + first;
  for (const Column& column : columns) sql += std::string(", ") + column.name + " " + column.type;
  return sql + ")";
}

void write_csv(const std::string& folder, const Dataset& data) {
  std::ofstream people(folder + "/people.csv"), deeds(folder + "/deeds.csv");
  std::string line;
  data.each_person([&](uint32_t id, const std::vector<Field>& traits) {
    line.clear();
    put(&line, int64_t{id});
    for (const Field& trait : traits) put(&line, trait);
    people << line << '\n';
  });
  data.each_deed([&](const Deed& deed, const std::vector<Field>& properties) {
    line.clear();
    put(&line, int64_t{deed.person});
    put(&line, deed.name);
    put(&line, deed.at);
    for (const Field& property : properties) put(&line, property);
    deeds << line << '\n';
  });
  if (!people || !deeds) throw std::runtime_error("cannot write " + folder);
}

} // namespace

std::map<std::string, PeerAnswer> ask_duckdb(const std::string& python, const std::string& folder,
                                             const Dataset& data,
                                             const std::vector<Question>& questions,
                                             int repetitions) {
  const std::string database = folder + "/peer.duckdb";
  if (!fs::exists(database)) {
    say("rows for DuckDB …");
    write_csv(folder, data);
  }
  std::string names;
  for (const std::string& name : data.event_names()) {
    names += (names.empty() ? "'" : ", '") + name + "'";
  }
  Json job = {
      {"database", database},
      {"repetitions", repetitions},
      {"create",
       {"CREATE TYPE event_name AS ENUM (" + names + ")",
        create_table("people", "id INTEGER", data.traits()),
        create_table("deeds", "person INTEGER, name event_name, ms BIGINT", data.properties())}},
      {"people", folder + "/people.csv"},
      {"deeds", folder + "/deeds.csv"},
      {"questions", Json::array()}};
  for (const Question& question : questions) {
    job["questions"].push_back({{"name", question.name}, {"sql", question.sql}});
  }
  const std::string job_path = folder + "/duckdb-job.json", out_path = folder + "/duckdb-out.json";
  std::ofstream(job_path) << job;
  const std::string command =
      python + " benchmarks/segment_fill/duckdb_peer.py " + job_path + " " + out_path + " >&2";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("the DuckDB peer failed");
  std::map<std::string, PeerAnswer> answers;
  for (const Json& row : Json::parse(std::ifstream(out_path))) {
    answers[row.at("name")] = {{row.at("count"), row.at("hash")}, row.at("seconds")};
  }
  return answers;
}

} // namespace bench
