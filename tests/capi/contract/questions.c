/* is_member, call, and the registry. */
#include "contract.h"

static void test_membership(void) {
  beckon_engine* engine = open_manual("members");
  const beckon_str adults = beckon_str_of("adults");
  const beckon_str ada = beckon_str_of("{\"user_id\": \"ada\"}");
  int32_t out = 7;

  CHECK_STATUS(
      BECKON_OK,
      call(engine, "segments.create",
           "{\"key\": \"adults\", \"where\": {\"trait\": \"age\", \"gte\": 18}}", NULL, NULL));
  CHECK_STATUS(BECKON_OK, beckon_is_member(engine, adults, ada, &out, NULL));
  CHECK(out == 0); /* nobody of that name yet */
  CHECK_STATUS(
      BECKON_OK,
      beckon_identify(engine, beckon_str_of("{\"user_id\": \"ada\", \"traits\": {\"age\": 36}}"),
                      NULL, NULL));
  CHECK_STATUS(BECKON_OK, beckon_is_member(engine, adults, ada, &out, NULL));
  CHECK(out == 1);

  out = 7;
  CHECK_STATUS(BECKON_NOT_FOUND,
               beckon_is_member(engine, beckon_str_of("nobody"), ada, &out, NULL));
  CHECK(out == 0);
  CHECK_STATUS(BECKON_INVALID_REQUEST,
               beckon_is_member(engine, adults, beckon_str_of("ada"), &out, NULL));
  CHECK_STATUS(BECKON_INVALID_REQUEST,
               beckon_is_member(engine, adults, beckon_str_of("{}"), &out, NULL));
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_is_member(engine, adults, ada, NULL, NULL));
  CHECK_STATUS(BECKON_CLOSED, beckon_is_member(NULL, adults, ada, &out, NULL));
  beckon_close(&engine);
}

static int32_t refuse(void* user, uint64_t done, uint64_t of) {
  int* reports = (int*)user;
  ++*reports;
  CHECK(done == 0 && of == 0); /* before the operation begins */
  return 1;
}

static void test_watched_calls(void) {
  static const char create[] = "{\"key\": \"all\", \"where\": {\"everyone\": true}}";
  beckon_engine* engine = open_manual("watched");
  beckon_buffer result = {NULL, 0};
  int reports = 0;
  beckon_progress_hook watcher = {NULL, NULL};
  watcher.user = &reports;
  watcher.report = refuse;

  CHECK_STATUS(BECKON_CANCELLED,
               beckon_call_watched(engine, beckon_str_of("segments.create"), beckon_str_of(create),
                                   watcher, &result, NULL));
  CHECK(reports == 1);
  CHECK(result.data == NULL);
  watcher.report = NULL;
  CHECK_STATUS(BECKON_OK, /* nothing was changed before */
               beckon_call_watched(engine, beckon_str_of("segments.create"), beckon_str_of(create),
                                   watcher, &result, NULL));
  CHECK(holds(&result, "\"all\""));
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_CLOSED, beckon_call_watched(NULL, beckon_str_of("segments.list"),
                                                  beckon_str_of("{}"), watcher, &result, NULL));
  beckon_close(&engine);
}

static void test_calls(void) {
  static const char create[] = "{\"key\": \"all\", \"where\": {\"everyone\": true}}";
  beckon_engine* engine = open_manual("calls");
  beckon_buffer result = {NULL, 0};
  beckon_error* error = NULL;
  const beckon_str none = {NULL, 0};

  CHECK_STATUS(BECKON_OK, call(engine, "segments.create", create, &result, &error));
  CHECK(holds(&result, "\"all\""));
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_CONFLICT, call(engine, "segments.create", create, &result, &error));
  CHECK_STATUS(BECKON_NOT_FOUND,
               call(engine, "segments.get", "{\"key\": \"none\"}", &result, &error));
  CHECK_STATUS(BECKON_INVALID_REQUEST, call(engine, "segments.get", "{}", &result, &error));
  CHECK(equal(beckon_error_pointer(error), "/key"));
  CHECK_STATUS(BECKON_INVALID_REQUEST,
               call(engine, "segments.get", "{\"key\": \"all\", \"kee\": 1}", &result, &error));
  CHECK(equal(beckon_error_pointer(error), "/kee"));
  CHECK_STATUS(BECKON_INVALID_REQUEST, call(engine, "segments.get", "{\"key\"", &result, &error));
  CHECK_STATUS(BECKON_UNKNOWN_OPERATION, call(engine, "", "{}", &result, &error));
  CHECK_STATUS(BECKON_UNKNOWN_OPERATION, call(engine, "segment.get", "{}", &result, &error));
  CHECK(text_holds(beckon_error_hint(error), "segments.get"));
  CHECK_STATUS(BECKON_INVALID_REQUEST, call(engine, "\xc3(", "{}", &result, &error));
  CHECK_STATUS(BECKON_CLOSED, call(NULL, "segments.list", "{}", &result, &error));
  CHECK(result.data == NULL);
  CHECK_STATUS(BECKON_OK,
               beckon_call(engine, beckon_str_of("segments.list"), none, &result, &error));
  CHECK(holds(&result, "\"items\":["));
  beckon_buffer_dispose(&result);
  beckon_error_destroy(&error);
  beckon_close(&engine);
}

/* The registry needs no engine. */
static void test_registry(void) {
  beckon_buffer result = {NULL, 0};
  const beckon_str none = {NULL, 0};
  CHECK_STATUS(BECKON_OK, beckon_operations(&result, NULL));
  CHECK(holds(&result, "{\"operations\":["));
  CHECK(holds(&result, "\"name\":\"segments.create\""));
  CHECK(holds(&result, "\"name\":\"operations.list\""));
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_OK, beckon_openapi(none, &result, NULL));
  CHECK(holds(&result, "\"openapi\":\"3.1.0\""));
  CHECK(holds(&result, "\"url\":\"/\""));
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_OK, beckon_openapi(beckon_str_of("https://b.example.com"), &result, NULL));
  CHECK(holds(&result, "\"url\":\"https://b.example.com\""));
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_openapi(beckon_str_of("\xff"), &result, NULL));
  CHECK_STATUS(BECKON_OK, beckon_operations(NULL, NULL));
}

void test_questions(void) {
  test_membership();
  test_calls();
  test_watched_calls();
  test_registry();
}
