#include "engine/operations/all.h"

#include "engine/operations/registry.h"

namespace beckon::engine {

const Registry& registry() {
  static const Registry all = [] {
    Registry made;
    add_meta_operations(made);
    add_profiles_operations(made);
    add_profiles_change(made);
    add_profiles_search(made);
    add_profiles_history(made);
    add_computed_traits(made);
    add_event_schemas(made);
    add_consents_operations(made);
    add_consents_preferences(made);
    add_suppressions_operations(made);
    add_lists_operations(made);
    add_segments_operations(made);
    add_segments_format(made);
    add_segments_members(made);
    add_segments_sets(made);
    add_segments_manual(made);
    add_segments_dependents(made);
    add_flows_operations(made);
    add_flows_versions(made);
    add_flows_entries(made);
    add_flows_stats(made);
    add_flows_simulate(made);
    add_flows_test(made);
    add_flow_start_operations(made);
    add_templates_operations(made);
    add_templates_render(made);
    add_templates_lint(made);
    add_templates_test(made);
    add_templates_compile(made);
    add_providers_operations(made);
    add_providers_check(made);
    add_sends_operations(made);
    add_settings_operations(made);
    add_links_operations(made);
    add_receipts_operations(made);
    add_bounces_operations(made);
    add_webhooks_operations(made);
    add_sms_operations(made);
    add_push_tokens(made);
    add_imports_operations(made);
    add_workspaces_operations(made);
    add_message_reports(made);
    add_syncs_operations(made);
    add_syncs_status(made);
    add_syncs_remote(made);
    return made;
  }();
  return all;
}

} // namespace beckon::engine
