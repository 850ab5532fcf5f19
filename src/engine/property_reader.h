// Single properties of the events of the journal, read without the rest of the record: what columns
// are built from. Says what InputReader::properties() says of them.
//
// Thread safety: one thread at a time.
#pragma once

#include <optional>
#include <string_view>

#include "engine/input.h"

namespace beckon::engine {

class PropertyReader {
 public:
  // A record of the journal. One that cannot be read has no properties.
  void parse(std::string_view payload);
  // Nothing when the property is missing.
  std::optional<schema::Value> at(const schema::Path& path) const;

 private:
  schema::RecordReader reader_;
  InputReader whole_;
  int field_ = -1;                          // of the properties in reader_
  std::optional<schema::Value> properties_; // of a page or a screen, which have one more
};

} // namespace beckon::engine
