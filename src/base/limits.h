// Every limit of the engine, in one place. A limit that is hit is reported by its name here.
#pragma once

#include <cstddef>
#include <cstdint>

namespace beckon::limits {

inline constexpr size_t record_bytes = 1 << 20;    // one record's JSON
inline constexpr size_t document_bytes = 4 << 20;  // one management request
inline constexpr size_t document_depth = 32;       // nesting of any JSON document
inline constexpr size_t object_keys = 1'000;       // members of one JSON object in a record
inline constexpr size_t batch_bytes = 64 << 20;    // one NDJSON batch
inline constexpr size_t batch_records = 100'000;   // records of one NDJSON batch
inline constexpr size_t group_records = 1'000;     // records of one journal commit
inline constexpr size_t group_bytes = 8 << 20;     // bytes of one journal commit
inline constexpr size_t queue_records = 200'000;   // records waiting for the writer
inline constexpr size_t profile_traits = 2'000;    // first-level traits of one profile
inline constexpr size_t profile_identifiers = 200; // of all kinds, of one profile
inline constexpr size_t time_bytes = 64;           // an instant as text
inline constexpr size_t identifier_bytes = 256;    // LMDB keys end at 511 bytes
inline constexpr size_t event_name_bytes = 200;
inline constexpr size_t event_names = 4'096; // distinct event names of a workspace
inline constexpr size_t message_id_bytes = 256;
inline constexpr size_t key_bytes = 120; // key of a segment, flow, template, list …
inline constexpr size_t condition_depth = 32;
inline constexpr size_t condition_nodes = 1'000;
inline constexpr size_t condition_text_bytes = 2 << 20;
inline constexpr size_t condition_list = 10'000;   // values of one `in`
inline constexpr size_t pattern_bytes = 256;       // of a regular expression
inline constexpr int64_t pattern_memory = 1 << 20; // bytes that one compiled pattern may take
inline constexpr size_t matched_bytes = 64 << 10;  // longer strings match no pattern
inline constexpr int64_t anniversary_days = 360;   // longest look ahead to an anniversary
inline constexpr size_t issues = 1'000;            // reported of one document
inline constexpr int64_t windowed_count = 1'000;   // largest bound of a count with a window
inline constexpr size_t series_kept = 1'024; // events of a series remembered in a profile's hot row
inline constexpr size_t sequence_steps = 10;
inline constexpr size_t condition_cost = 65'536;  // events that one condition may keep of a profile
inline constexpr size_t column_bytes = 768 << 20; // of columns held in memory
inline constexpr size_t column_changes = 1'000'000; // touched profiles that columns can follow
inline constexpr size_t segments = 20'000;
inline constexpr size_t flow_nodes = 500;
inline constexpr size_t flow_branches = 100;      // of one split, paths of one wait
inline constexpr size_t flow_exits = 100;         // of one exit_when
inline constexpr size_t node_passes = 1'000;      // largest "max" of a node
inline constexpr size_t node_retries = 10;        // of a node that failed
inline constexpr size_t rate_limit = 100'000;     // largest "limit" of a rate
inline constexpr size_t split_weight = 1'000'000; // of one branch of a random split
inline constexpr size_t schedule_bytes = 1'000;   // a schedule's rule
inline constexpr int64_t schedule_count = 10'000; // largest COUNT of a rule
inline constexpr size_t url_bytes = 2'048;        // of a webhook
inline constexpr size_t webhook_headers = 50;
inline constexpr size_t flows = 2'000;
inline constexpr size_t entry_visits = 1'000;    // nodes one entry may pass
inline constexpr size_t cascade_depth = 8;       // record → trigger → update → trigger …
inline constexpr size_t cascade_events = 1'000;  // emitted by flows in one record for one profile
inline constexpr size_t timers_per_tick = 2'000; // timers one tick record may fire
inline constexpr size_t timers_per_record = 100; // late flow timers any other record may fire
inline constexpr size_t start_slice = 500;       // profiles started in one go
inline constexpr size_t template_bytes = 1 << 20;
inline constexpr size_t template_depth = 100;   // tags in tags, templates in templates
inline constexpr size_t render_bytes = 2 << 20; // output of one rendering
inline constexpr size_t render_steps = 1'000'000;
inline constexpr size_t response_bytes = 1 << 20;     // body of a provider's answer that is read
inline constexpr size_t response_headers = 1'000;     // of an answer given by the host
inline constexpr size_t header_bytes = 16 << 10;      // name or value of one of them
inline constexpr size_t mail_header_bytes = 8 << 10;  // one header field of an e-mail
inline constexpr int64_t retry_after_ms = 86'400'000; // longest wait that a provider may ask for
inline constexpr int send_retries = 6;                // after the first try
inline constexpr size_t claim_batch = 1'000;          // intents of one claim record
inline constexpr size_t outcome_batch = 500;          // outcomes of one record
inline constexpr size_t request_bytes = 8 << 20;      // parts of messages that share a request
inline constexpr size_t outgoing_bytes = 32 << 20;    // of requests that are made before they leave
inline constexpr size_t requests_under_way = 256;     // of one dispatcher
inline constexpr size_t calls_under_way = 500;        // of webhook nodes, claimed at one time
inline constexpr size_t frequency_caps = 20;          // of a workspace
inline constexpr int64_t frequency_cap = 1'000;       // messages of one cap
inline constexpr size_t sms_notice_bytes = 320;       // a text that is added to SMS or answers one
inline constexpr size_t sms_words = 50;               // that stop messages, beside the usual ones
inline constexpr size_t sms_word_bytes = 40;          // of one of them
inline constexpr size_t sms_inbound_bytes = 8 << 10;  // of an SMS that came in
inline constexpr size_t push_tokens = 20;             // of one profile; the oldest gives way
inline constexpr size_t push_token_bytes = 4'096;     // of one
inline constexpr size_t push_payload_bytes = 4'096;   // of one message, as push services take it
inline constexpr size_t key_file_bytes = 16 << 10;    // of a private key in an account
inline constexpr size_t credentials = 10'000;         // that expire, held at one time
inline constexpr size_t held_back_scan = 2'000;       // sends passed over in one look at a lane
inline constexpr size_t growth_days = 3'660;          // of one answer of segments.growth
inline constexpr size_t overlap_segments = 10;        // of one answer of segments.overlap
inline constexpr size_t sample_profiles = 100;        // of one answer of segments.estimate
inline constexpr size_t simulations_running = 2;      // at one time
inline constexpr size_t simulations_kept = 4;         // whose listings can be paged through
inline constexpr size_t simulation_rows = 10'000;     // of one listing of a simulation
inline constexpr size_t test_steps = 1'000;           // of one flows.test
inline constexpr size_t page_items = 1'000;           // items of one listing page
inline constexpr int64_t clock_skew_ms = 5 * 60'000;  // an event may be this far ahead of the clock

} // namespace beckon::limits
