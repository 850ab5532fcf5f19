#include "engine/property_reader.h"

namespace beckon::engine {

void PropertyReader::parse(std::string_view payload) {
  field_ = -1;
  properties_.reset();
  try {
    reader_.parse(payload);
    bool is_track = true;
    for (size_t i = 0; i < reader_.field_count(); ++i) {
      const std::string_view key = reader_.field_key(i);
      if (key == "properties") field_ = static_cast<int>(i);
      if (key == "type") is_track = reader_.field_string(i) == "track";
    }
    if (is_track) return;
    whole_.read(payload, store::RecordKind::track);
    properties_ = whole_.properties();
  } catch (const Error&) {
    // A record whose personal data is gone.
    field_ = -1;
  }
}

std::optional<schema::Value> PropertyReader::at(const schema::Path& path) const {
  if (properties_) {
    const schema::Value* found = path.resolve(*properties_);
    return found == nullptr ? std::nullopt : std::optional<schema::Value>(*found);
  }
  if (field_ < 0) return std::nullopt;
  return reader_.field_value_at(static_cast<size_t>(field_), path);
}

} // namespace beckon::engine
