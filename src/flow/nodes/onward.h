// A node that leads to one other: what most kinds have in common.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "flow/node.h"

namespace beckon::flow {

class Onward : public Node {
 public:
  explicit Onward(std::string next) : next_(std::move(next)) {}
  std::vector<std::string> targets() const override {
    return next_.empty() ? std::vector<std::string>() : std::vector<std::string>{next_};
  }

 protected:
  // The entry goes on, and nothing is asked for.
  Step onward() const { return {std::monostate(), next_}; }
  Step onward(Command command) const { return {std::move(command), next_}; }

 private:
  std::string next_;
};

} // namespace beckon::flow
