// What a disk may hold after a power cut, by the log of a process (log.h): of each file everything
// up to its last sync; of what was written after that, any part in any order, down to single
// sectors. Names (made, renamed, removed) come in their order, up to a point after the last of them
// that was made durable.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "log.h"
#include "support/random.h"

namespace beckon::crash {

struct Entry {
  Op op = Op::say;
  bool synced = false;
  uint64_t offset = 0;
  std::string name, data;
};

// Entries of a log; one that its process had not finished is left out.
std::vector<Entry> read_log(const std::string& file);

class Disk {
 public:
  // Does the next entry.
  void apply(const Entry& entry);
  // Puts what a cut may leave, chosen by `random`, into a directory.
  void cut(test::Random* random, const std::string& directory) const;
  // How many changes may be lost now.
  size_t pending() const;

 private:
  struct Change {
    Op op = Op::write;
    uint64_t offset = 0;
    std::string data;
  };
  struct File {
    std::string durable;         // what is there for certain
    std::vector<Change> pending; // since then
  };
  struct Naming {
    Op op = Op::create;
    std::string name, to;
    size_t file = 0;
  };
  using Names = std::map<std::string, size_t>;
  static void change(const Change& change, std::string* content);
  static void rename(const Naming& naming, Names* names);
  static void tear(const Change& change, test::Random* random, std::string* content);

  std::vector<File> files_;
  Names names_, durable_names_; // name → file
  std::vector<Naming> namings_; // since the last that is durable
};

} // namespace beckon::crash
