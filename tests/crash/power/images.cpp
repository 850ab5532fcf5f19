#include "images.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace beckon::crash {
namespace {

// What a disk writes whole or not at all.
constexpr size_t kSector = 512;

} // namespace

std::vector<Entry> read_log(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  std::vector<Entry> entries;
  size_t at = 0;
  while (at + sizeof(Header) <= bytes.size()) {
    Header header;
    std::memcpy(&header, bytes.data() + at, sizeof header);
    at += sizeof header;
    if (at + header.name_bytes + header.data_bytes > bytes.size()) break;
    entries.push_back({header.op, header.synced != 0, header.offset,
                       bytes.substr(at, header.name_bytes),
                       bytes.substr(at + header.name_bytes, header.data_bytes)});
    at += header.name_bytes + header.data_bytes;
  }
  return entries;
}

void Disk::change(const Change& change, std::string* content) {
  if (change.op == Op::truncate) return content->resize(change.offset);
  const size_t end = change.offset + change.data.size();
  if (content->size() < end) content->resize(end); // a hole is zeros; so is what is allocated
  std::copy(change.data.begin(), change.data.end(),
            content->begin() + static_cast<ptrdiff_t>(change.offset));
}

void Disk::rename(const Naming& naming, Names* names) {
  if (naming.op == Op::create) (*names)[naming.name] = naming.file;
  if (naming.op == Op::remove || naming.op == Op::rename) names->erase(naming.name);
  if (naming.op == Op::rename) (*names)[naming.to] = naming.file;
}

void Disk::apply(const Entry& entry) {
  const auto name = [&](Naming naming) {
    rename(naming, &names_);
    namings_.push_back(std::move(naming));
  };
  const auto found = names_.find(entry.name);
  switch (entry.op) {
    case Op::say: return;
    case Op::create:
      files_.emplace_back();
      return name({Op::create, entry.name, "", files_.size() - 1});
    case Op::sync_names: durable_names_ = names_; return namings_.clear();
    default: break;
  }
  if (found == names_.end()) throw std::runtime_error("nobody made " + entry.name);
  File& file = files_[found->second];
  switch (entry.op) {
    case Op::remove: return name({Op::remove, entry.name, "", found->second});
    case Op::rename: return name({Op::rename, entry.name, entry.data, found->second});
    case Op::sync:
      for (const Change& each : file.pending) change(each, &file.durable);
      file.pending.clear();
      // The file system writes the name of a new file with it.
      durable_names_.emplace(entry.name, found->second);
      return;
    default: break;
  }
  Change made{entry.op, entry.offset, entry.data};
  if (entry.op == Op::allocate) {
    // Only what is beyond the end is new; the data are zeros.
    made.op = Op::write;
    made.data.clear();
  }
  if (entry.synced) change(made, &file.durable);
  else file.pending.push_back(std::move(made));
}

size_t Disk::pending() const {
  size_t count = namings_.size();
  for (const File& file : files_) count += file.pending.size();
  return count;
}

// Each sector for itself.
void Disk::tear(const Change& change, test::Random* random, std::string* content) {
  size_t at = 0;
  while (at < change.data.size()) {
    const size_t sector_end = (change.offset + at) / kSector * kSector + kSector - change.offset;
    const size_t end = std::min(change.data.size(), sector_end);
    if (random->one_in(2)) {
      Disk::change({Op::write, change.offset + at, change.data.substr(at, end - at)}, content);
    }
    at = end;
  }
}

void Disk::cut(test::Random* random, const std::string& directory) const {
  Names names = durable_names_;
  const size_t namings = random->below(namings_.size() + 1);
  for (size_t i = 0; i < namings; ++i) rename(namings_[i], &names);
  // Of all that was under way: nothing, everything, or anything.
  const size_t kind = random->below(4);
  for (const auto& [name, number] : names) {
    const File& file = files_[number];
    std::string content = file.durable;
    for (const Change& each : file.pending) {
      if (kind == 0) continue;
      if (kind == 1 || (kind == 2 && random->one_in(2))) change(each, &content);
      else if (kind == 3 && each.op == Op::write) tear(each, random, &content);
    }
    const std::filesystem::path path = std::filesystem::path(directory) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(content.data(), static_cast<std::streamsize>(content.size()));
  }
}

} // namespace beckon::crash
