// "properties" of what a node tells: an object whose members are values as written, or are taken
// from what is known when the entry passes: {"entry": "cart_id"} from what started it,
// {"trait": "address.city"} from the profile. What is not known then is left out.
#pragma once

#include <string>
#include <vector>

#include "flow/node.h"
#include "flow/reader.h"

namespace beckon::flow {

class Filled {
 public:
  // The member "properties"; absent, it is an empty object.
  static Filled read(Reader* reader);
  schema::Value fill(const World& world) const;

 private:
  struct Taken {
    std::string member;
    bool from_entry; // else from a trait
    schema::Path path;
  };
  schema::Value written_ = schema::Value::object();
  std::vector<Taken> taken_;
};

} // namespace beckon::flow
