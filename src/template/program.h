// A parsed template.
#pragma once

#include <string>

#include "template/node.h"
#include "template/template.h"

namespace beckon::liquid {

struct Template::Program {
  std::string source; // the nodes borrow from it
  Block block;
};

} // namespace beckon::liquid
