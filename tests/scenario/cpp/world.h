// What a runner can see of a workspace from outside, as facts that can be compared.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "workspace.h"

namespace scenario {

struct Fact {
  enum class Group : uint8_t { membership, entry, send, exclusion };
  Group group = Group::membership;
  std::string state;         // what is compared: changes when the fact changes
  std::string here, gone;    // phrases: it is there now; it was there before
  std::string profile;       // opaque id; "" of a send
  std::string subject, node; // of a membership the segment; of an entry its id and node
};

// Facts by a key that stays the same while the fact changes.
using World = std::map<std::string, Fact>;

// Names profiles as scenarios do; remembers the names of those that are gone.
class Names {
 public:
  std::string of(Workspace& workspace, const std::string& profile);

 private:
  std::map<std::string, std::string> known_;
};

// The name of a profile as scenarios write it, from what profiles.get answers.
std::string name_in(const Json& profile);

World look(Workspace& workspace, Names& names);

// The difference, in the order in which it is printed.
std::vector<std::string> changes(const World& before, const World& after);

// Compares what an answer claims to have caused with what happened to its profile. Returns "" when
// they agree or when the answer speaks of no consequences, else what is wrong.
std::string check_claims(const Json& answer, const World& before, const World& after);

} // namespace scenario
