// Any bytes as the JSON of a condition.
#include "base/error.h"
#include "base/hash.h"
#include "fuzz/condition_checks.h"
#include "fuzz/entry.h"
#include "schema/json.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  beckon::schema::Value source;
  try {
    source = beckon::schema::parse_json(bytes);
  } catch (const beckon::Error& error) {
    beckon::fuzz::demand(!error.message().empty(), "a refused document has a message");
    return 0;
  }
  beckon::fuzz::check_condition(source, beckon::hash64(bytes));
  return 0;
}
