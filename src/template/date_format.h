// Dates in templates: what texts they are read from, and how strftime directives write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "base/zone.h"
#include "template/locale.h"

namespace beckon::liquid {

// ISO 8601; seconds since 1970 as digits; "March 14, 2016", "14 Mar 2016", "2016/03/14", each with
// "15:04", "15:04:05" or "3:04 PM" behind it. Times without an offset are the zone's own.
std::optional<Millis> read_date(std::string_view text, const Zone& zone);

// Directives of strftime as Ruby has them: flags - 0 ^ _ #, widths, %-d %e %B %b %A %a %Y %y %m %d
// %H %I %l %k %M %S %L %N %p %P %Z %z %:z %s %j %u %w %U %W %V %G %C %D %F %T %R %r %c %x %X %n %t.
// Unknown ones stay as they are.
std::string format_date(Millis at, std::string_view format, const Zone& zone, const Locale& locale);

} // namespace beckon::liquid
