/* Beckon: embeddable marketing automation. The whole C contract; C99 and C++.
 *
 * Conventions, true of every function below:
 *
 *   Shape     beckon_status f(inputs…, outputs…, beckon_error **err). The status alone says whether
 *             the call succeeded. A call that fails has changed nothing, unless it says otherwise.
 *   Errors    The slot `err` may be null. It is untouched on success. On failure it receives an
 *             error that the caller owns; so it must hold null or an earlier error, which is then
 *             freed and replaced. There is no last-error state of a thread or an engine.
 *   Outputs   On failure handles become null, buffers empty and numbers 0. A buffer is overwritten,
 *             not freed: dispose of its former content first. A buffer that is not wanted may be
 *             null; every other output is required.
 *   Strings   {pointer, length} in UTF-8, without need of a closing zero. The pointer may be null
 *             when the length is 0. Times are milliseconds since 1970-01-01T00:00:00Z.
 *   Inputs    are borrowed for the duration of the call.
 *   Results   are beckon_buffer, owned by the caller and freed by beckon_buffer_dispose alone. They
 *             hold a copy (nothing points into the workspace) and are followed by a zero byte
 *             that is not counted.
 *   Handles   are incomplete structs. The function that ends one takes a pointer to the handle,
 *             makes it null and accepts null. A null, closed or foreign engine handle answers
 *             BECKON_CLOSED. An engine is not valid in a child after fork(): BECKON_FORKED.
 *   Structs   begin with struct_size = sizeof(the struct), so that fields can be added at the end.
 *             A field of zero always means its default.
 *   Threads   An engine may be used from any thread at once. An error or a buffer is used by one
 *             thread at a time; reading it from several at once is safe.
 *   Enums     are 32 bits wide; their numbers are never changed or used again.
 *   Failures  of any kind, out of memory included, come back as a status: nothing throws, and
 *             nothing ends the process.
 *
 * Requests and results are JSON documents; beckon_operations describes them with JSON Schema.
 */
#ifndef BECKON_BECKON_H
#define BECKON_BECKON_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BECKON_VERSION_MAJOR 0
#define BECKON_VERSION_MINOR 1
#define BECKON_VERSION_PATCH 0
#define BECKON_VERSION "0.1.0"
/* Grows by one whenever a function or a field is added. */
#define BECKON_ABI_VERSION 3

#if defined(BECKON_STATIC)
#define BECKON_API
#elif defined(_WIN32)
#if defined(BECKON_BUILDING)
#define BECKON_API __declspec(dllexport)
#else
#define BECKON_API __declspec(dllimport)
#endif
#else
#define BECKON_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
#define BECKON_NOEXCEPT noexcept
extern "C" {
#else
#define BECKON_NOEXCEPT
#endif

/* ---- Statuses ---------------------------------------------------------------------------- */

typedef enum beckon_status {
  BECKON_OK = 0,
  BECKON_INVALID_REQUEST = 1,    /* malformed or ill-typed input */
  BECKON_INVALID_DEFINITION = 2, /* a definition with mistakes, all listed by beckon_error_json */
  BECKON_NOT_FOUND = 3,
  BECKON_CONFLICT = 4,           /* exists already, or is not in the state that the call needs */
  BECKON_LIMIT_EXCEEDED = 5,     /* the message names the limit */
  BECKON_UNKNOWN_OPERATION = 6,  /* the hint names the nearest one */
  BECKON_CLOSED = 7,             /* the handle is null, closed or foreign */
  BECKON_BUSY = 8,               /* the workspace is open elsewhere */
  BECKON_VERSION_MISMATCH = 9,   /* written by a newer version */
  BECKON_PERMISSION_DENIED = 10, /* by the file system */
  BECKON_DISK_FULL = 11,
  BECKON_CORRUPT = 12, /* stored bytes fail their checksum or an invariant */
  BECKON_IO_ERROR = 13,
  BECKON_OUT_OF_MEMORY = 14,
  BECKON_POISONED = 15, /* a commit failed earlier: close, open again, verify */
  BECKON_FORKED = 16,   /* the handle was opened before fork() */
  BECKON_UNSUPPORTED = 17,
  BECKON_CANCELLED = 18,
  BECKON_INTERNAL = 19, /* a defect of Beckon */
  BECKON_STATUS_MAX_ENUM = 0x7FFFFFFF
} beckon_status;

/* ---- Strings, buffers, errors ------------------------------------------------------------ */

typedef struct beckon_str {
  const char* data;
  size_t size;
} beckon_str;

/* A string up to its closing zero; null gives the empty string. */
static inline beckon_str beckon_str_of(const char* text) {
  beckon_str str;
  str.data = text;
  str.size = text == NULL ? 0 : strlen(text);
  return str;
}

/* Begin with {NULL, 0}. */
typedef struct beckon_buffer {
  char* data;
  size_t size;
} beckon_buffer;

/* Frees the content and makes it {NULL, 0}. Accepts null and an empty buffer. */
BECKON_API void beckon_buffer_dispose(beckon_buffer* buffer) BECKON_NOEXCEPT;

/* What went wrong. The strings live as long as the error. Each function accepts null and then
 * answers BECKON_OK or the empty string. */
typedef struct beckon_error beckon_error;

BECKON_API beckon_status beckon_error_code(const beckon_error* error) BECKON_NOEXCEPT;
BECKON_API beckon_str beckon_error_message(const beckon_error* error) BECKON_NOEXCEPT;
/* RFC 6901 JSON pointer to the mistake in the caller's document; "" is the whole document. */
BECKON_API beckon_str beckon_error_pointer(const beckon_error* error) BECKON_NOEXCEPT;
/* How to mend it; may be empty. */
BECKON_API beckon_str beckon_error_hint(const beckon_error* error) BECKON_NOEXCEPT;
/* {"code": name, "message", "pointer", "hint", "issues": [{"pointer", "message", "hint"}, …]} */
BECKON_API beckon_str beckon_error_json(const beckon_error* error) BECKON_NOEXCEPT;
/* The mistakes in a document, one by one; an index beyond the last gives empty strings. */
typedef struct beckon_issue {
  beckon_str pointer;
  beckon_str message;
  beckon_str hint;
} beckon_issue;
BECKON_API size_t beckon_error_issue_count(const beckon_error* error) BECKON_NOEXCEPT;
BECKON_API beckon_issue beckon_error_issue(const beckon_error* error, size_t index) BECKON_NOEXCEPT;
BECKON_API void beckon_error_destroy(beckon_error** error) BECKON_NOEXCEPT;

/* The stable name, e.g. "invalid_request"; "" of a number that is no status. Never freed. */
BECKON_API beckon_str beckon_status_name(beckon_status status) BECKON_NOEXCEPT;
/* 1 when the same call may succeed later without being changed, else 0. */
BECKON_API int32_t beckon_status_is_retryable(beckon_status status) BECKON_NOEXCEPT;

/* ---- Version ----------------------------------------------------------------------------- */

/* BECKON_VERSION and BECKON_ABI_VERSION as the library was built. */
BECKON_API beckon_str beckon_version(void) BECKON_NOEXCEPT;
BECKON_API uint32_t beckon_abi_version(void) BECKON_NOEXCEPT;

/* ---- What the host may provide ----------------------------------------------------------- */
/* Hooks are called from threads of the engine and from threads that are inside a beckon function,
 * never under a lock of the engine. They must not call a function that takes the engine, and must
 * not throw. After beckon_close has returned, or beckon_open has failed, none is called any more:
 * only then may the host free what `user` points to. */

/* Time instead of the system's, for BECKON_CLOCK_SYSTEM. Called from several threads at once. */
typedef struct beckon_clock_hook {
  void* user;
  int64_t (*now_ms)(void* user); /* null: the system's clock */
} beckon_clock_hook;

typedef enum beckon_log_level {
  BECKON_LOG_DEBUG = 0,
  BECKON_LOG_INFO = 1,
  BECKON_LOG_WARNING = 2,
  BECKON_LOG_ERROR = 3,
  BECKON_LOG_LEVEL_MAX_ENUM = 0x7FFFFFFF
} beckon_log_level;

/* A place for log lines. `line` has no line end. Called from several threads at once. */
typedef struct beckon_log_hook {
  void* user;
  void (*write)(void* user, beckon_log_level level, beckon_str line); /* null: no log */
} beckon_log_hook;

typedef struct beckon_header {
  beckon_str name;
  beckon_str value;
} beckon_header;

/* One request that is to leave the process. Made by the engine: a host reads only the fields that
 * end within struct_size. `url` is http(s)://…, smtp(s)://host:port/ehlo-name or file:///path (the
 * body is to be written there as a whole). Everything is borrowed from the engine until perform
 * returns. */
typedef struct beckon_request {
  size_t struct_size;
  beckon_str method;
  beckon_str url;
  const beckon_header* headers;
  size_t header_count;
  beckon_str body;
  int64_t timeout_ms;
  /* SMTP only. */
  beckon_str mail_from;
  const beckon_str* recipients;
  size_t recipient_count;
  beckon_str username;
  beckon_str password;
  beckon_str ca_file;     /* PEM file to use instead of the system's certificates */
  uint32_t require_tls;   /* 1: STARTTLS must succeed before AUTH and MAIL */
  uint32_t allow_private; /* 1: loopback, link-local and private addresses may be connected to */
} beckon_request;

/* How far an exchange came; it decides whether the message may be sent again. */
typedef enum beckon_phase {
  BECKON_PHASE_NOT_SENT = 0, /* no byte of the body left */
  BECKON_PHASE_SENT = 1,     /* the body left, in part or whole, and no complete answer came */
  BECKON_PHASE_COMPLETE = 2, /* a complete answer came */
  BECKON_PHASE_MAX_ENUM = 0x7FFFFFFF
} beckon_phase;

/* The answer to one request; valid inside the hook and on its thread, BECKON_CLOSED elsewhere. One
 * that is never set counts as BECKON_PHASE_SENT, since the message may have left. */
typedef struct beckon_response beckon_response;

/* `status`: HTTP status or SMTP reply code of a complete answer (100 to 999), else 0. */
BECKON_API beckon_status beckon_response_set_status(beckon_response* response, beckon_phase phase,
                                                    int32_t status,
                                                    beckon_error** err) BECKON_NOEXCEPT;
BECKON_API beckon_status beckon_response_add_header(beckon_response* response, beckon_str name,
                                                    beckon_str value,
                                                    beckon_error** err) BECKON_NOEXCEPT;
/* Bytes beyond 1 MiB are dropped. */
BECKON_API beckon_status beckon_response_set_body(beckon_response* response, beckon_str body,
                                                  beckon_error** err) BECKON_NOEXCEPT;
/* Text for people about an exchange that did not complete. */
BECKON_API beckon_status beckon_response_set_error(beckon_response* response, beckon_str text,
                                                   beckon_error** err) BECKON_NOEXCEPT;

/* Sends instead of the library's own transport (libcurl). perform blocks until the exchange has
 * ended, and is called for one request at a time. Redirects must not be followed and nothing be
 * sent again: the engine decides that. */
typedef struct beckon_transport_hook {
  void* user;
  void (*perform)(void* user, const beckon_request* request, beckon_response* response);
} beckon_transport_hook;

/* Sends the messages of accounts of the kind "host". `message` is a JSON object: {"account",
 * "channel", "send_key", "from", "to", "text"} and, where the message has them, "subject", "html",
 * "reply_to", "headers", "mime". What became of it is set as the body of the response: {"result":
 * "accepted"|"rejected"|"retry"|"unknown"} and, where they are known, "id", "reason", "fault":
 * "recipient"|"account"|"throttle", "gone": true (push: the device is no more), "retry_after_ms".
 * A response that is never set leaves the message unknown, since it may have left. send blocks
 * until the outcome is known, and is called for one message at a time. */
typedef struct beckon_sender_hook {
  void* user;
  void (*send)(void* user, beckon_str message, beckon_response* response); /* null: none */
} beckon_sender_hook;

/* ---- Open and close ---------------------------------------------------------------------- */

typedef enum beckon_clock_mode {
  BECKON_CLOCK_SYSTEM = 0, /* time passes by itself */
  BECKON_CLOCK_MANUAL = 1, /* time passes by beckon_advance_to and beckon_advance_by alone */
  BECKON_CLOCK_MODE_MAX_ENUM = 0x7FFFFFFF
} beckon_clock_mode;

typedef enum beckon_toggle {
  BECKON_DEFAULT = 0,
  BECKON_ON = 1,
  BECKON_OFF = 2,
  BECKON_TOGGLE_MAX_ENUM = 0x7FFFFFFF
} beckon_toggle;

/* All zero but struct_size: a system clock, the library's own transport, no log. */
typedef struct beckon_options {
  size_t struct_size;
  beckon_clock_mode clock_mode;
  beckon_toggle create;      /* make the workspace when it is absent; default on */
  beckon_toggle dispatch;    /* system clock: send in the background; default on */
  uint32_t has_manual_start; /* 1: manual_start_ms counts */
  int64_t manual_start_ms;   /* manual clock of a new workspace; default 2024-01-01T00:00:00Z */
  uint64_t map_bytes;        /* address range of one LMDB map; 0: 1 TiB, or what can be had */
  beckon_clock_hook clock;
  beckon_transport_hook transport;
  beckon_log_hook log;
  beckon_sender_hook sender; /* since ABI version 3 */
  /* Since ABI version 3: path of compile.mjs, which "templates.compile" runs; empty: none. */
  beckon_str template_compiler;
} beckon_options;

/* One open workspace, which is one directory. */
typedef struct beckon_engine beckon_engine;

/* `options` may be null: all defaults. Several processes may have one workspace open: they write in
 * turns, and one of them sends. Fails with BECKON_NOT_FOUND (absent, and not to be made),
 * BECKON_BUSY (open in this process already, or in another one while either has a manual clock),
 * BECKON_VERSION_MISMATCH, BECKON_PERMISSION_DENIED, BECKON_CORRUPT, BECKON_DISK_FULL or
 * BECKON_IO_ERROR. */
BECKON_API beckon_status beckon_open(beckon_str path, const beckon_options* options,
                                     beckon_engine** out, beckon_error** err) BECKON_NOEXCEPT;

/* Waits for calls that are running on other threads, commits, and makes *engine null. What was
 * acknowledged is safe without it. In a child after fork() it leaves everything to the parent. */
BECKON_API void beckon_close(beckon_engine** engine) BECKON_NOEXCEPT;

/* ---- Records: what customers did --------------------------------------------------------- */
/* Each takes one JSON object and answers with what it caused:
 *   {"profile": id, "entered": [segment…], "left": [segment…],
 *    "flows": [{"flow", "entry", "node"}…], "duplicate": bool}
 * A record that was acknowledged is durable. Repeating one with the same message_id is safe. */

/* {"user_id"|"anonymous_id"|"email"|"phone": …, "traits": {…}, "at": time, "message_id": …}
 * Any record may also name identifiers of kinds that the settings declare, as
 * "identifiers": {kind: …}.
 * Any record that names a user_id says that its other identifiers are this person's: profiles under
 * them that have no user_id become part of the user's, with all they did, and their old ids lead
 * there. Two user_ids stay two people, whatever address or device they share. */
BECKON_API beckon_status beckon_identify(beckon_engine* engine, beckon_str json,
                                         beckon_buffer* result, beckon_error** err) BECKON_NOEXCEPT;
/* {"event": name, "user_id"|…: …, "properties": {…}, "at": time, "message_id": …} */
BECKON_API beckon_status beckon_track(beckon_engine* engine, beckon_str json, beckon_buffer* result,
                                      beckon_error** err) BECKON_NOEXCEPT;
/* {"user_id": …, "previous_id": …}: the profile of previous_id (an anonymous_id or a user_id) gets
 * the user_id or, when that is known, becomes part of its profile. BECKON_CONFLICT when previous_id
 * is a device of somebody with another user_id, BECKON_NOT_FOUND when neither is known.
 * "profiles.merge" joins any two profiles, "profiles.erase" forgets one. */
BECKON_API beckon_status beckon_alias(beckon_engine* engine, beckon_str json, beckon_buffer* result,
                                      beckon_error** err) BECKON_NOEXCEPT;
/* {"user_id"|…: …, "channel": …, "topic": …, "state": "granted"|"denied"|"pending"|"none",
 * "source": …} */
BECKON_API beckon_status beckon_consent(beckon_engine* engine, beckon_str json,
                                        beckon_buffer* result, beckon_error** err) BECKON_NOEXCEPT;

/* Many records, one JSON object a line, each with its "type": identify, track, page, screen,
 * alias, consent, subscribe or unsubscribe. Answers BECKON_OK also when lines are bad: those are
 * listed and the others are stored.
 *   {"accepted": n, "duplicates": n, "errors": [{"index": line from 0, "error": {…}}…]}
 * An error is written as beckon_error_json has it. */
BECKON_API beckon_status beckon_ingest(beckon_engine* engine, beckon_str ndjson,
                                       beckon_buffer* result, beckon_error** err) BECKON_NOEXCEPT;

/* ---- Questions and management ------------------------------------------------------------ */

/* *out is 1 when the profile is in the segment now, else 0. `profile` is a JSON object with one
 * identifier, e.g. {"user_id": "u1"}; a profile that is not known is in no segment. */
BECKON_API beckon_status beckon_is_member(beckon_engine* engine, beckon_str segment,
                                          beckon_str profile, int32_t* out,
                                          beckon_error** err) BECKON_NOEXCEPT;

/* One operation of the registry, e.g. "segments.create". An empty request means {}. */
BECKON_API beckon_status beckon_call(beckon_engine* engine, beckon_str operation,
                                     beckon_str request, beckon_buffer* result,
                                     beckon_error** err) BECKON_NOEXCEPT;

/* Looks on while an operation runs. Called on the thread of the call, one at a time: before the
 * operation begins, and then by those that are "watched" (beckon_operations) as they go on. `of` is
 * 0 while the size of the work is not known. A result other than 0 ends the call: a question at any
 * time, a change only before it begins. Must not throw. */
typedef struct beckon_progress_hook {
  void* user;
  int32_t (*report)(void* user, uint64_t done, uint64_t of); /* null: nobody looks on */
} beckon_progress_hook;

/* beckon_call with a watcher. BECKON_CANCELLED when it ended the call; nothing was changed then. */
BECKON_API beckon_status beckon_call_watched(beckon_engine* engine, beckon_str operation,
                                             beckon_str request, beckon_progress_hook progress,
                                             beckon_buffer* result,
                                             beckon_error** err) BECKON_NOEXCEPT;

/* {"operations": [{"name", "summary", "permission", "method", "path", "watched", "request",
 * "response", "examples"}…]}, sorted by name; request and response are JSON Schema 2020-12. */
BECKON_API beckon_status beckon_operations(beckon_buffer* result,
                                           beckon_error** err) BECKON_NOEXCEPT;
/* The same as an OpenAPI 3.1 document. `server_url` may be empty: "/". */
BECKON_API beckon_status beckon_openapi(beckon_str server_url, beckon_buffer* result,
                                        beckon_error** err) BECKON_NOEXCEPT;

/* ---- Bulk: tables in and out, backups ----------------------------------------------------- */

/* A table, CSV or NDJSON, on its way in. Used by one thread at a time; may outlive its engine, and
 * then answers BECKON_CLOSED. */
typedef struct beckon_import beckon_import;

/* `definition` says how columns become records; empty means {}: what the header tells, or NDJSON in
 * the form of beckon_ingest. "imports.preview" shows what it comes to.
 *   {"key", "format", "preset", "delimiter", "encoding", "columns": {column: target, …}, "others",
 *    "event", "zone", "set", "lists", "consents", "consent_proof", "source", "dry_run"}
 * With a "key" the import can be taken up again: whoever runs it again from the table's beginning
 * stores each row exactly once, whenever the run before ended. No consent is raised without proof.
 */
BECKON_API beckon_status beckon_import_open(beckon_engine* engine, beckon_str definition,
                                            beckon_import** out,
                                            beckon_error** err) BECKON_NOEXCEPT;
/* The next bytes of the table, at most 64 MiB, cut anywhere. Answers where the import stands:
 *   {"rows", "bytes", "skipped", "accepted", "duplicates", "rejected", "refused", "withheld",
 *    "dry_run", "rejects": [{"row", "line", "error", "text"}…]}
 * The counts are of all since the beginning, the rejects of those found since the call before. A
 * row with a mistake is rejected whole. A call that fails ends the import; what was stored stays.
 */
BECKON_API beckon_status beckon_import_write(beckon_import* import, beckon_str bytes,
                                             beckon_buffer* result,
                                             beckon_error** err) BECKON_NOEXCEPT;
/* The table ends here. Everything accepted is durable when it returns. Answers as
 * beckon_import_write. */
BECKON_API beckon_status beckon_import_finish(beckon_import* import, beckon_buffer* result,
                                              beckon_error** err) BECKON_NOEXCEPT;
/* Also ends one that is not finished. Accepts null. */
BECKON_API void beckon_import_destroy(beckon_import** import) BECKON_NOEXCEPT;

/* Rows on their way out, all as of the instant of beckon_export_open. Threads as beckon_import. */
typedef struct beckon_export beckon_export;

/* {"of": "profiles"|"members"|"events", "format": "ndjson"|"csv", "segment"|"list": key,
 *  "events": [name…], "from": time, "to": time, "columns": [path…]}. The rows are copied aside
 * first, which takes room on the disk of the workspace until the export is destroyed. */
BECKON_API beckon_status beckon_export_open(beckon_engine* engine, beckon_str request,
                                            beckon_export** out,
                                            beckon_error** err) BECKON_NOEXCEPT;
/* The next part, in whole rows; empty when there is no more. */
BECKON_API beckon_status beckon_export_read(beckon_export* rows, beckon_buffer* part,
                                            beckon_error** err) BECKON_NOEXCEPT;
BECKON_API void beckon_export_destroy(beckon_export** rows) BECKON_NOEXCEPT;

/* A copy of the workspace in a new directory, made while others use it; it can be opened as it is.
 * {"path", "records", "bytes"}. BECKON_CONFLICT when there is something at `path`. */
BECKON_API beckon_status beckon_backup(beckon_engine* engine, beckon_str path,
                                       beckon_progress_hook progress, beckon_buffer* result,
                                       beckon_error** err) BECKON_NOEXCEPT;
/* Makes the files of a workspace that nobody has open as small as what they hold.
 * {"before", "after"} in bytes. BECKON_BUSY when it is open. */
BECKON_API beckon_status beckon_compact(beckon_str path, beckon_progress_hook progress,
                                        beckon_buffer* result, beckon_error** err) BECKON_NOEXCEPT;

/* ---- Time -------------------------------------------------------------------------------- */

BECKON_API beckon_status beckon_now(beckon_engine* engine, int64_t* out_ms,
                                    beckon_error** err) BECKON_NOEXCEPT;
/* Manual clock only, else BECKON_CONFLICT. Stops at every due instant on the way, in order, and
 * does what is due then. A failure on the way leaves the clock at the instant it had reached. */
BECKON_API beckon_status beckon_advance_to(beckon_engine* engine, int64_t at_ms,
                                           beckon_error** err) BECKON_NOEXCEPT;
/* By a duration such as "90s", "2h", "30d" or "1mo". */
BECKON_API beckon_status beckon_advance_by(beckon_engine* engine, beckon_str duration,
                                           beckon_error** err) BECKON_NOEXCEPT;
/* Returns when everything due now has been handed to its provider and answered. */
BECKON_API beckon_status beckon_settle(beckon_engine* engine, beckon_error** err) BECKON_NOEXCEPT;
/* Returns when the state has committed everything that was acknowledged before the call. */
BECKON_API beckon_status beckon_flush(beckon_engine* engine, beckon_error** err) BECKON_NOEXCEPT;
/* Walks the workspace. {"ok": bool, "broken": [text…], counts…, "state_hash": hex} */
BECKON_API beckon_status beckon_verify(beckon_engine* engine, beckon_buffer* result,
                                       beckon_error** err) BECKON_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif /* BECKON_BECKON_H */
