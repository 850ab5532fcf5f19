// Everything published in a workspace, compiled: segments as one plan, flows, templates, lists,
// providers, settings. A snapshot is immutable and shared by the writer and by readers; publishing
// makes a new one.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/event_schema.h"
#include "engine/flow_graph.h"
#include "engine/flow_index.h"
#include "engine/policy/policy.h"
#include "engine/sync/definition.h"
#include "engine/tables.h"
#include "engine/trigger_index.h"
#include "flow/definition.h"
#include "schema/value.h"
#include "segment/plan.h"

namespace beckon::engine {

// Persistent: append only, never renumber.
enum class DefinitionKind : uint8_t {
  segment = 1,
  flow = 2,
  template_ = 3,
  list = 4,
  provider = 5,
  settings = 6,
  sync = 7,
  computed_trait = 8,
  event_schema = 9,
};
std::string_view kind_name(DefinitionKind kind);
DefinitionKind definition_kind(std::string_view name); // throws invalid_request

// The head of a definition: what is current. Stored as an object; absent members are zero.
struct Head {
  DefinitionKind kind = DefinitionKind::segment;
  std::string key;
  uint32_t version = 0; // current; 0: deleted
  uint32_t number = 0;  // of the set (segment, list), flow or target; permanent
  std::string status;   // flows: "live", "paused", "archived"
  Millis created_at = 0, updated_at = 0;
};
std::string head_key(DefinitionKind kind, std::string_view key);
std::string version_key(DefinitionKind kind, std::string_view key, uint32_t version);
std::string encode(const Head& head);
Head decode_head(std::string_view key, std::string_view bytes);

using ComputedTraits = std::map<std::string, schema::Value, std::less<>>; // definitions by key

struct Flow {
  uint32_t number = 0;
  std::string key, status;
  uint32_t version = 0;                                 // current
  std::map<uint32_t, flow::DefinitionPtr> versions;     // all that were ever live
  std::vector<std::shared_ptr<const FlowGraph>> graphs; // by version, from 1
  const flow::Definition& current() const { return *versions.at(version); }
  // REQUIRES: there is such a version.
  const FlowGraph& graph(uint32_t of_version) const { return *graphs.at(of_version - 1); }
};

struct TemplateHead {
  std::string key;
  uint32_t version = 0;
  std::string channel, kind; // "marketing" or "transactional"
};

struct ProviderHead {
  std::string key, kind, channel;
  int64_t priority = 0;
  uint32_t version = 0;
};

class Definitions final : public segment::Names {
 public:
  // Reads heads and documents and compiles them; what `previous` (may be null) has compiled of the
  // same version is used again. Throws corrupt when a stored document does not parse.
  // `published`: offset of the last record that changed one (Meta).
  // `number_of`: gives new texts their permanent numbers; without it all must have theirs.
  static std::shared_ptr<const Definitions> load(const store::Transaction& transaction,
                                                 const std::vector<store::Table>& tables,
                                                 uint64_t published, const Definitions* previous,
                                                 const segment::Plan::NumberOf& number_of = {});

  uint64_t published() const { return published_; }
  const std::shared_ptr<const segment::Plan>& plan() const { return plan_; }
  const std::map<uint32_t, std::shared_ptr<const Flow>>& flows() const { return flows_; }
  const Flow* find_flow(std::string_view key) const;
  const TemplateHead* find_template(std::string_view key) const;
  const uint32_t* find_list(std::string_view key) const;
  const std::map<std::string, ProviderHead, std::less<>>& providers() const { return providers_; }
  // Targets that customers are synchronised to, by number.
  const std::map<uint32_t, SyncTarget>& syncs() const { return syncs_; }
  const SyncTarget* find_sync(std::string_view key) const;
  // Whether an account carries messages of the channel to that address.
  bool has_provider_for(std::string_view channel, std::string_view address) const;
  const schema::Value& settings() const { return settings_; }
  const Policy& policy() const { return policy_; }
  const profile::IdentifierKinds& identifiers() const { return policy_.identifiers; }
  // Computed traits by key, as they are defined (segment/computed.h).
  const ComputedTraits& computed_traits() const { return computed_; }
  // What the events of that name should look like; null when nobody has said.
  const EventSchema* event_schema(std::string_view event) const;
  const std::map<std::string, EventSchema, std::less<>>& event_schemas() const {
    return event_schemas_;
  }
  // What starts, ends and moves entries.
  const FlowIndex& flow_index() const { return flow_index_; }
  // What else starts them.
  const TriggerIndex& triggers() const { return triggers_; }

  // The numbers of their sets, by key.
  using Sets = std::map<std::string, uint32_t, std::less<>>;
  const Sets& segments() const { return segments_; }
  const Sets& lists() const { return lists_; }

  bool has_segment(std::string_view key) const override;
  bool has_list(std::string_view key) const override;
  bool has_template(std::string_view key) const override;
  bool has_flow(std::string_view key) const override;
  const schema::Value* computed(std::string_view key) const override;
  std::shared_ptr<const segment::Retention> retention() const override { return retention_; }
  // Whether no event was ever to be removed.
  bool keeps_all_events() const { return retention_ == nullptr; }
  std::vector<std::string> segment_keys() const override;
  std::vector<std::string> list_keys() const override;
  std::vector<std::string> template_keys() const override;
  std::vector<std::string> flow_keys() const override;
  std::vector<std::string> computed_keys() const override;

 private:
  void load_settings(const store::Transaction& transaction,
                     const std::vector<store::Table>& tables);
  void load_computed(const store::Transaction& transaction,
                     const std::vector<store::Table>& tables);
  void add_flow(const Head& head, const store::Transaction& transaction, store::Table documents,
                const Definitions* previous);

  uint64_t published_ = 0;
  std::shared_ptr<const segment::Plan> plan_;
  Sets segments_, lists_;
  std::map<uint32_t, std::shared_ptr<const Flow>> flows_;
  std::map<std::string, uint32_t, std::less<>> flow_numbers_;
  std::map<std::string, TemplateHead, std::less<>> templates_;
  std::map<std::string, ProviderHead, std::less<>> providers_;
  ComputedTraits computed_;
  std::map<std::string, EventSchema, std::less<>> event_schemas_; // by event
  std::map<uint32_t, SyncTarget> syncs_;
  schema::Value settings_;
  FlowIndex flow_index_;
  Policy policy_;
  std::shared_ptr<const segment::Retention> retention_; // null: all is kept
  TriggerIndex triggers_;
};
using DefinitionsPtr = std::shared_ptr<const Definitions>;

// Says yes to every name: for documents that were checked when they were published. Computed traits
// have to be known all the same, for a condition over one is what the trait is made of, and so has
// what is kept of events.
class AnyName final : public segment::Names {
 public:
  explicit AnyName(const ComputedTraits& computed,
                   std::shared_ptr<const segment::Retention> retention = nullptr)
      : computed_(computed), retention_(std::move(retention)) {}
  bool has_segment(std::string_view) const override { return true; }
  bool has_list(std::string_view) const override { return true; }
  bool has_template(std::string_view) const override { return true; }
  bool has_flow(std::string_view) const override { return true; }
  const schema::Value* computed(std::string_view key) const override {
    const auto found = computed_.find(key);
    return found == computed_.end() ? nullptr : &found->second;
  }
  std::shared_ptr<const segment::Retention> retention() const override { return retention_; }

 private:
  const ComputedTraits& computed_;
  std::shared_ptr<const segment::Retention> retention_;
};

} // namespace beckon::engine
