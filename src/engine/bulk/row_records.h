// What a row of a table says, as records in the form of ingest.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/bulk/mapping.h"
#include "engine/bulk/rows.h"

namespace beckon::engine::bulk {

// The names of the columns, without blanks around them.
std::vector<std::string> header_of(const Row& row);

// A definition held against the header of one table. Immutable, so any thread may use it.
class RowRecords {
 public:
  // The header of CSV; empty for NDJSON. Throws invalid_request with all that does not fit.
  RowRecords(const ImportRequest& request, Format format, const std::vector<std::string>& header);

  struct Made {
    std::vector<schema::Value> records; // in the order in which they are to be stored
    uint64_t withheld = 0;              // consents that were granted without proof
  };
  // Throws what is wrong with the row, with a pointer to its column.
  Made make(const Row& row) const;
  // A mistake of one of its records, told of the column that it came from.
  Error blame(const Error& error) const;

  const std::vector<Column>& columns() const { return columns_; }
  Preset preset() const { return preset_; }
  // Lines of NDJSON that are records as they are.
  bool is_plain() const { return plain_; }

 private:
  class Cells;
  struct Draft;
  struct Consent { // with its columns found
    ConsentColumn column;
    size_t value = 0;
    size_t at = SIZE_MAX, ip = SIZE_MAX; // SIZE_MAX: none
    std::vector<size_t> proof;
    bool provable = true; // it has all columns that prove it
  };

  void map_named(const ImportRequest& request, Issues* issues);
  void map_others(const ImportRequest& request);
  void map_consents(const ImportRequest& request, Issues* issues);
  void check(const ImportRequest& request, Issues* issues) const;
  size_t find(const std::string& name) const;
  size_t require(const std::string& name, const std::string& pointer, Issues* issues);
  Draft draft(const Cells& cells) const;
  void add_others(const Cells& cells, Draft* draft) const;
  void add_consent(const Consent& consent, const Cells& cells, const Draft& draft,
                   Made* made) const;
  schema::Value proof_of(const Consent& consent, const Cells& cells) const;

  Format format_;
  std::vector<std::string> names_; // of all columns: the header, or those that are asked for
  Preset preset_ = Preset::none;
  bool plain_ = false;
  std::vector<Column> columns_;
  std::vector<size_t> places_;      // of each column among the names
  std::vector<schema::Path> paths_; // NDJSON: where the names lead
  std::vector<Consent> consents_;
  std::vector<std::pair<Target, schema::Value>> set_;
  std::vector<std::string> lists_;
  Others others_ = Others::ignore; // NDJSON: members that are not named
  std::string event_, consent_proof_, source_;
  const Zone* zone_ = nullptr;
};

} // namespace beckon::engine::bulk
