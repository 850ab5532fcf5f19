// One function a noun; each is defined in operations/<noun>.cpp and called by operations/all.cpp.
#pragma once

namespace beckon::engine {

class Registry;

void add_meta_operations(Registry& registry);
void add_profiles_operations(Registry& registry);
void add_profiles_change(Registry& registry);
void add_profiles_search(Registry& registry);
void add_profiles_history(Registry& registry);
void add_computed_traits(Registry& registry);
void add_event_schemas(Registry& registry);
void add_consents_operations(Registry& registry);
void add_consents_preferences(Registry& registry);
void add_suppressions_operations(Registry& registry);
void add_lists_operations(Registry& registry);
void add_segments_operations(Registry& registry);
void add_segments_format(Registry& registry);
void add_segments_members(Registry& registry);
void add_segments_sets(Registry& registry);
void add_segments_manual(Registry& registry);
void add_segments_dependents(Registry& registry);
void add_flows_operations(Registry& registry);
void add_flows_versions(Registry& registry);
void add_flows_entries(Registry& registry);
void add_flows_stats(Registry& registry);
void add_flows_simulate(Registry& registry);
void add_flows_test(Registry& registry);
void add_flow_start_operations(Registry& registry);
void add_templates_operations(Registry& registry);
void add_templates_render(Registry& registry);
void add_templates_lint(Registry& registry);
void add_templates_test(Registry& registry);
void add_templates_compile(Registry& registry);
void add_providers_operations(Registry& registry);
void add_providers_check(Registry& registry);
void add_sends_operations(Registry& registry);
void add_settings_operations(Registry& registry);
void add_links_operations(Registry& registry);
void add_receipts_operations(Registry& registry);
void add_bounces_operations(Registry& registry);
void add_webhooks_operations(Registry& registry);
void add_sms_operations(Registry& registry);
void add_push_tokens(Registry& registry);
void add_imports_operations(Registry& registry);
void add_workspaces_operations(Registry& registry);
void add_message_reports(Registry& registry);
void add_syncs_operations(Registry& registry);
void add_syncs_status(Registry& registry);
void add_syncs_remote(Registry& registry);

} // namespace beckon::engine
