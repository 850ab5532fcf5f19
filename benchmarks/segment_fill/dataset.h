// People and what they did, in the order in which it happened: told row by row, so that the engine
// and each peer can take the same rows their own way.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bench {

// A member of a record and a column of a table. Nothing: it has none.
using Field = std::variant<std::monostate, bool, int64_t, double, std::string_view>;

struct Column {
  const char* name;
  const char* type; // of SQL
};

// Fields stand in the order of the columns; they are borrowed for the time of the call.
using VisitPerson = std::function<void(uint32_t id, const std::vector<Field>& traits)>;
struct Deed {
  uint32_t person = 0;
  std::string_view name;
  int64_t at = 0; // milliseconds since 1970
};
using VisitDeed = std::function<void(const Deed& deed, const std::vector<Field>& properties)>;

class Dataset {
 public:
  virtual ~Dataset() = default;
  virtual std::string name() const = 0; // of the folder that keeps it between runs
  virtual int64_t now() const = 0;
  virtual const std::vector<Column>& traits() const = 0;
  virtual const std::vector<Column>& properties() const = 0;
  virtual const std::vector<std::string>& event_names() const = 0;
  virtual void each_person(const VisitPerson& visit) const = 0;
  virtual void each_deed(const VisitDeed& visit) const = 0;
};

// {"country": "FR", …} of the fields that there are; numbers as SQL gets them.
std::string to_json(const std::vector<Column>& columns, const std::vector<Field>& fields);
// A number as text that reads back the same.
std::string number_text(double value);

} // namespace bench
