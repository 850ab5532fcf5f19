#include "engine/tables.h"

namespace beckon::engine {

// In the order of the enumeration. Persistent: names are never re-used for another content.
std::vector<std::string> table_names() {
  std::vector<std::string> names = {
      "meta",         "identities",   "profiles",     "activity",       "names",
      "blocks",       "message_ids",  "members",      "predicates",     "entries",
      "runs",         "timers",       "sends",        "send_keys",      "outbox",
      "suppressions", "exclusions",   "consents",     "heads",          "definitions",
      "counters",     "former",       "erasures",     "flips",          "fills",
      "growth",       "trait_log",    "trait_rows",   "overrides",      "suppressed",
      "flow_stats",   "triggers",     "emitted",      "gates",          "experiments",
      "sent",         "sent_to",      "push_tokens",  "soft_bounces",   "sync_items",
      "sync_queue",   "sync_ages",    "sync_targets", "identity_notes", "violations",
      "imports",      "event_floors", "removals",     "started",        "hot_layers"};
  for (size_t i = 0; i < kHotLayers; ++i) names.push_back("hot_layer_" + std::to_string(i));
  return names;
}

} // namespace beckon::engine
