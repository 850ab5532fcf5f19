// What a profile would get of a template now, for those who look at it first.
#pragma once

#include <string>
#include <vector>

#include "engine/compose.h"
#include "engine/workspace.h"

namespace beckon::engine {

struct Sample {
  std::string template_key;
  const schema::Value& profile; // its name, as a request has it under /profile
  const schema::Value& event;   // properties of the event behind it; null: none
  std::string locale;           // "": the profile's
  std::string address;          // "": the profile's
  std::string key;              // 16 bytes, of the message
  std::string before_subject;
};
// Its links are not counted: whoever looks at it is not the reader.
// Throws not_found for an unknown profile, and what compose_message throws.
provider::Message sample_message(Workspace& workspace, const Reader& reader,
                                 const CompiledTemplate& compiled, const Sample& sample,
                                 std::vector<std::string>* missing);

} // namespace beckon::engine
