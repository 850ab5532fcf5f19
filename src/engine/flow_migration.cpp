// Entries that follow their flow into its new version, in order of their beginning.
#include "base/limits.h"
#include "engine/apply.h"
#include "engine/entry_view.h"
#include "engine/flow_versions.h"
#include "flow/rules.h"

namespace beckon::engine {

// Throws invalid_definition when the version cannot follow the current one.
std::vector<NodeFate> Applier::require_migration(const std::string& key,
                                                 const schema::Value& document,
                                                 const schema::Value& migrate) {
  return check_migration(*state_->definitions, key, document, migrate,
                         [this](const NodeId& id) { return state_->stats.counts(id).waiting(); });
}

// What was begun under earlier versions. REQUIRES: the version is current, and require_migration
// has let it pass.
void Applier::follow_version(const Flow& flow, const schema::Value& migrate) {
  Issues none;
  migrate_entries(flow, Migration(&flow, flow.current(), migrate, &none));
  reschedule_decisions(flow);
}

void Applier::migrate_entries(const Flow& flow, const Migration& migration) {
  if (!migration.said() || state_->stats.totals(flow.number).active() == 0) return;
  std::vector<std::pair<uint64_t, uint32_t>> entries; // number and profile
  {
    store::Cursor cursor = state_->txn().cursor(state_->table(T::entries));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      const EntryRow entry = decode_entry(get_big<uint64_t>(cursor.key()), cursor.value());
      const bool follows = entry.flow == flow.number && entry.state == EntryState::active &&
                           entry.version != flow.version;
      if (follows) entries.emplace_back(entry.number, entry.profile);
    }
  }
  for (const auto& [number, profile] : entries) {
    Pass pass = make_pass(profile, state_->meta.now, 0, nullptr);
    migrate_entry(&pass, flow, number, migration);
    drain(&pass);
    finish_pass(&pass);
  }
}

void Applier::migrate_entry(Pass* pass, const Flow& flow, uint64_t number,
                            const Migration& migration) {
  const EntryRow& seen = pass->runs.entry(number);
  if (seen.state != EntryState::active) return; // one that was moved before has ended it
  const std::optional<Fate> fate = migration.fate(*flow.versions.at(seen.version), seen.node);
  if (!fate || fate->what == Fate::Do::stay) return;
  EntryRow& entry = pass->runs.edit_entry(number);
  if (fate->what == Fate::Do::exit) {
    return finish_entry(pass, &entry, EntryState::exited, std::string(flow::kMigration));
  }
  if (entry.path.size() >= limits::entry_visits) {
    return finish_entry(pass, &entry, EntryState::exited, std::string(flow::kVisits));
  }
  const FlowGraph& graph = flow.graph(flow.version);
  const FlowGraph::Stop& stop = graph.at(fate->node);
  state_->stats.migrated(node_id(entry));
  stop_watching(&entry);
  entry.version = flow.version;
  if (fate->what == Fate::Do::move) {
    arrive(pass, graph, &entry, stop);
    return walk(pass, &entry, {pass->now, flow::Moment::By::arrival, nullptr, {}});
  }
  // It waits as it did, for what it did. Exits and the goal are those of the new version.
  const Visit before = entry.path.back();
  entry.path.push_back(
      {flow.version, stop.place->index, before.arrived_at, false, false, before.send});
  state_->stats.entered(node_id(entry));
  react(pass, nullptr);
}

} // namespace beckon::engine
