// "date", "offset", "time", "yearly": of a trigger and of a delay_until.
#include <memory>
#include <utility>

#include "flow/date.h"
#include "flow/parts/parts.h"

namespace beckon::flow {

std::shared_ptr<const Date> read_date(Reader* reader) {
  auto date = std::make_shared<Date>();
  if (auto path = reader->path("date")) date->path = std::move(*path);
  if (reader->has("offset")) {
    std::string text = reader->text("offset");
    date->back = text.starts_with("-");
    if (date->back || text.starts_with("+")) text.erase(0, 1);
    const auto length = parse_duration(text);
    if (length) date->offset = *length;
    else if (!text.empty()) {
      reader->issue("offset", "expected a duration, \"-\" before it for earlier",
                    R"(such as "-7d" or "2h")");
    }
  }
  if (reader->has("time")) date->time = reader->time_of_day("time");
  date->yearly = reader->flag("yearly");
  return date;
}

} // namespace beckon::flow
