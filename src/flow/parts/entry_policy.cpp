// Who may enter again, what tells entries apart, and how many there may be.
#include "base/zone.h"
#include "flow/parts/parts.h"

namespace beckon::flow {
namespace {

// False when the policy could not be read.
bool read_reentry(Reader* document, Definition* definition) {
  const schema::Value* source = document->find("reentry");
  if (source == nullptr) return true;
  if (source->is_object()) {
    Reader reader(*source, "/reentry", &document->reading());
    reader.check_members({"after"});
    definition->reentry = Reentry::after;
    definition->reentry_after = reader.duration("after").value_or(Duration{});
    return true;
  }
  const std::string hint = R"("never", "after_exit", {"after": "30d"} or "concurrent_by_key")";
  if (!source->is_string() || source->as_string() == "after") {
    document->issue("reentry", "expected a policy", hint);
    return false;
  }
  const std::string policy =
      document->word("reentry", {"never", "after_exit", "concurrent_by_key"});
  if (policy == "after_exit") definition->reentry = Reentry::after_exit;
  if (policy == "concurrent_by_key") definition->reentry = Reentry::concurrent_by_key;
  return !policy.empty();
}

void read_entry_key(Reader* document, bool policy_known, Definition* definition) {
  if (document->has("entry_key")) definition->entry_key = document->path("entry_key", "event.");
  definition->again = document->flag("again");
  if (!policy_known) return;
  if (definition->reentry == Reentry::concurrent_by_key) {
    if (!document->has("entry_key")) {
      document->missing("entry_key", R"(such as "event.cart_id": what tells entries apart)");
    }
    if (!document->reading().names.has_entry()) {
      document->issue("reentry", "\"concurrent_by_key\" needs an event as trigger");
    }
    return;
  }
  const std::string hint = R"(set "reentry" to "concurrent_by_key")";
  if (document->has("entry_key")) {
    document->issue("entry_key", "no entry key is asked for by this re-entry policy", hint);
  }
  if (definition->again) {
    document->issue("again", "\"again\" has no meaning under this re-entry policy", hint);
  }
}

void read_include_existing(Reader* document, Definition* definition) {
  definition->include_existing = document->flag("include_existing");
  const Trigger& trigger = definition->trigger;
  const bool unread = trigger.on == Trigger::On::event && trigger.name.empty();
  const bool has_existing =
      trigger.on == Trigger::On::segment_entered || trigger.on == Trigger::On::list_joined;
  if (definition->include_existing && !unread && !has_existing) {
    document->issue("include_existing",
                    "only a flow triggered by entering a segment or by joining a list can start "
                    "those already there");
  }
}

} // namespace

void read_entry_policy(Reader* document, Definition* definition) {
  const bool policy_known = read_reentry(document, definition);
  read_entry_key(document, policy_known, definition);
  read_include_existing(document, definition);
}

std::optional<Rate> read_rate(Reader* reader) {
  const auto limit = reader->whole("limit", 1, limits::rate_limit);
  const auto per = reader->duration("per");
  if (per && per->months != 0) {
    reader->issue("per", "months are of different lengths", R"(write it in days, such as "30d")");
    return std::nullopt;
  }
  if (!limit || !per) return std::nullopt;
  return Rate{static_cast<uint32_t>(*limit), per->ms};
}

void read_caps(Reader* document, Definition* definition) {
  constexpr int64_t kMost = int64_t{1} << 53; // what every JSON reader holds exactly
  if (document->has("max_entries"))
    definition->max_entries = document->whole("max_entries", 1, kMost);
  if (document->has("max_active")) definition->max_active = document->whole("max_active", 1, kMost);
  if (definition->max_entries && definition->max_active &&
      *definition->max_active > *definition->max_entries) {
    document->issue("max_active", "more at one time than ever may enter",
                    "\"max_active\" must not be above \"max_entries\"");
  }
  const schema::Value* rate = document->find("send_rate");
  if (rate == nullptr) return;
  if (!rate->is_object()) {
    document->issue("send_rate", object_expected(*rate), R"({"limit": 1000, "per": "1h"})");
    return;
  }
  Reader reader(*rate, "/send_rate", &document->reading());
  reader.check_members({"limit", "per"});
  definition->send_rate = read_rate(&reader);
}

const Zone* read_zone(Reader* reader) {
  const std::string name = reader->optional_text("zone");
  if (name.empty()) return nullptr;
  const Zone* zone = find_zone(name);
  if (zone == nullptr) {
    reader->issue("zone", "\"" + name + "\" is no time zone", R"(such as "America/New_York")");
  }
  return zone;
}

} // namespace beckon::flow
