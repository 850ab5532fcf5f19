/* Versions, statuses, errors and buffers. */
#include "contract.h"

static void test_versions(void) {
  CHECK(equal(beckon_version(), BECKON_VERSION));
  CHECK(beckon_abi_version() == BECKON_ABI_VERSION);
  CHECK(equal(beckon_status_name(BECKON_OK), "ok"));
  CHECK(equal(beckon_status_name(BECKON_DISK_FULL), "disk_full"));
  CHECK(equal(beckon_status_name(BECKON_STATUS_MAX_ENUM), ""));
  CHECK(beckon_status_is_retryable(BECKON_BUSY) == 1);
  CHECK(beckon_status_is_retryable(BECKON_NOT_FOUND) == 0);
  CHECK(sizeof(beckon_status) == 4);
  CHECK(sizeof(beckon_clock_mode) == 4);
  CHECK(sizeof(beckon_toggle) == 4);
  CHECK(sizeof(beckon_phase) == 4);
  CHECK(sizeof(beckon_log_level) == 4);
}

static void test_null_is_accepted(void) {
  beckon_error* error = NULL;
  beckon_engine* engine = NULL;
  CHECK(beckon_error_code(NULL) == BECKON_OK);
  CHECK(beckon_error_message(NULL).size == 0);
  CHECK(beckon_error_pointer(NULL).size == 0);
  CHECK(beckon_error_hint(NULL).size == 0);
  CHECK(beckon_error_json(NULL).size == 0);
  CHECK(beckon_error_issue_count(NULL) == 0);
  CHECK(beckon_error_issue(NULL, 0).message.size == 0);
  beckon_error_destroy(NULL);
  beckon_error_destroy(&error);
  beckon_buffer_dispose(NULL);
  beckon_close(NULL);
  beckon_close(&engine);
  CHECK(beckon_str_of(NULL).size == 0);
}

/* A definition with two mistakes answers with both. */
static void test_issues(void) {
  beckon_engine* engine = open_manual("issues");
  beckon_error* error = NULL;
  beckon_buffer result = {NULL, 0};
  const char* mistakes =
      "{\"key\": \"k\", \"where\": {\"all\": [{\"trait\": \"a\", \"equals\": 1}, {\"evnt\": "
      "\"B\"}]}}";
  CHECK_STATUS(BECKON_INVALID_DEFINITION,
               call(engine, "segments.create", mistakes, &result, &error));
  CHECK(result.data == NULL);
  CHECK(beckon_error_code(error) == BECKON_INVALID_DEFINITION);
  CHECK(beckon_error_message(error).size > 0);
  CHECK(beckon_error_issue_count(error) == 2);
  CHECK(text_holds(beckon_error_issue(error, 0).pointer, "/where/all/0"));
  CHECK(text_holds(beckon_error_issue(error, 1).pointer, "/where/all/1"));
  CHECK(beckon_error_issue(error, 0).message.size > 0);
  CHECK(beckon_error_issue(error, 2).message.size == 0);
  CHECK(text_holds(beckon_error_json(error), "\"code\":\"invalid_definition\""));
  CHECK(text_holds(beckon_error_json(error), "/where/all/1"));

  /* The slot keeps the error over a success, and gives it up to the next failure. */
  CHECK_STATUS(BECKON_OK, call(engine, "segments.list", "{}", &result, &error));
  CHECK(beckon_error_code(error) == BECKON_INVALID_DEFINITION);
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_UNKNOWN_OPERATION, call(engine, "segments.lst", "{}", &result, &error));
  CHECK(text_holds(beckon_error_hint(error), "segments.list"));
  CHECK_STATUS(BECKON_INVALID_REQUEST,
               call(engine, "segments.list", "{\"limit\": 0}", NULL, &error));
  CHECK(equal(beckon_error_pointer(error), "/limit"));
  beckon_error_destroy(&error);
  CHECK(error == NULL);
  beckon_close(&engine);
}

void test_errors(void) {
  test_versions();
  test_null_is_accepted();
  test_issues();
}
