/* identify, track, alias, consent, ingest. */
#include "contract.h"

typedef beckon_status (*record_function)(beckon_engine*, beckon_str, beckon_buffer*,
                                         beckon_error**);

static void test_records_cause(void) {
  beckon_engine* engine = open_manual("records");
  beckon_buffer result = {NULL, 0};
  beckon_error* error = NULL;

  CHECK_STATUS(BECKON_OK, call(engine, "segments.create",
                               "{\"key\": \"buyers\", \"where\": {\"event\": \"Order Placed\"}}",
                               NULL, &error));
  CHECK_STATUS(BECKON_OK, beckon_identify(engine,
                                          beckon_str_of("{\"user_id\": \"u1\", \"traits\": "
                                                        "{\"name\": \"Ada\"}}"),
                                          &result, &error));
  CHECK(holds(&result, "\"entered\":[]"));
  CHECK(result.data[result.size] == '\0');
  beckon_buffer_dispose(&result);

  CHECK_STATUS(BECKON_OK, beckon_track(engine,
                                       beckon_str_of("{\"user_id\": \"u1\", \"event\": \"Order "
                                                     "Placed\", \"message_id\": \"m1\"}"),
                                       &result, &error));
  CHECK(holds(&result, "\"entered\":[\"buyers\"]"));
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_OK, beckon_track(engine,
                                       beckon_str_of("{\"user_id\": \"u1\", \"event\": \"Order "
                                                     "Placed\", \"message_id\": \"m1\"}"),
                                       &result, &error));
  CHECK(holds(&result, "\"duplicate\":true"));
  beckon_buffer_dispose(&result);

  CHECK_STATUS(BECKON_OK, beckon_track(engine,
                                       beckon_str_of("{\"anonymous_id\": \"a1\", \"event\": "
                                                     "\"Page Viewed\"}"),
                                       NULL, &error));
  CHECK_STATUS(BECKON_OK,
               beckon_alias(engine, beckon_str_of("{\"user_id\": \"u2\", \"previous_id\": \"a1\"}"),
                            &result, &error));
  CHECK(holds(&result, "\"profile\":"));
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_OK,
               beckon_consent(engine,
                              beckon_str_of("{\"user_id\": \"u1\", \"channel\": \"email\", "
                                            "\"state\": \"granted\", \"source\": \"form\"}"),
                              &result, &error));
  CHECK(holds(&result, "\"profile\":"));
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_OK, call(engine, "consents.get", "{\"profile\": {\"user_id\": \"u1\"}}",
                               &result, &error));
  CHECK(holds(&result, "\"granted\""));
  beckon_buffer_dispose(&result);
  beckon_close(&engine);
}

/* Bad lines are named, the others are stored. */
static void test_batch(void) {
  beckon_engine* engine = open_manual("batch");
  beckon_buffer result = {NULL, 0};
  const char* lines =
      "{\"type\": \"identify\", \"user_id\": \"u1\"}\n"
      "{\"type\": \"track\", \"user_id\": \"u1\"}\n"
      "not json\n"
      "{\"type\": \"track\", \"user_id\": \"u1\", \"event\": \"Signed Up\"}\n";
  CHECK_STATUS(BECKON_OK, beckon_ingest(engine, beckon_str_of(lines), &result, NULL));
  CHECK(holds(&result, "\"accepted\":2"));
  CHECK(holds(&result, "\"index\":1"));
  CHECK(holds(&result, "\"index\":2"));
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_OK, beckon_ingest(engine, beckon_str_of(""), &result, NULL));
  CHECK(holds(&result, "\"accepted\":0"));
  beckon_buffer_dispose(&result);
  beckon_close(&engine);
}

static void test_bad_records(void) {
  static const record_function functions[] = {beckon_identify, beckon_track, beckon_alias,
                                              beckon_consent};
  static const char* const bad[] = {
      "",
      "{",
      "[]",
      "\"\xff\"",
      "{}",
      "{\"user_id\": 1}",
      "{\"user_id\": \"\"}",
      "{\"user_id\": \"u1\", \"user_id\": \"u2\"}",
      "{\"user_id\": \"u1\", \"colour\": \"red\"}",
      "{\"user_id\": \"u1\", \"event\": \"E\", \"at\": \"soon\"}",
  };
  beckon_engine* engine = open_manual("bad-records");
  beckon_buffer result = {NULL, 0};
  beckon_buffer before = {NULL, 0};
  beckon_buffer after = {NULL, 0};
  beckon_error* error = NULL;
  const beckon_str null_with_length = {NULL, 7};
  size_t i, j;

  CHECK_STATUS(BECKON_OK, beckon_verify(engine, &before, NULL));
  for (i = 0; i < sizeof functions / sizeof functions[0]; ++i) {
    for (j = 0; j < sizeof bad / sizeof bad[0]; ++j) {
      CHECK_STATUS(BECKON_INVALID_REQUEST,
                   functions[i](engine, beckon_str_of(bad[j]), &result, &error));
      CHECK(result.data == NULL && result.size == 0);
      CHECK(beckon_error_message(error).size > 0);
    }
    CHECK_STATUS(BECKON_INVALID_REQUEST, functions[i](engine, null_with_length, &result, &error));
    CHECK_STATUS(BECKON_CLOSED, functions[i](NULL, beckon_str_of("{}"), &result, &error));
  }
  CHECK_STATUS(BECKON_CLOSED, beckon_ingest(NULL, beckon_str_of(""), &result, &error));
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_ingest(engine, null_with_length, &result, &error));
  CHECK_STATUS(BECKON_OK, beckon_verify(engine, &after, NULL));
  CHECK(before.size == after.size && memcmp(before.data, after.data, after.size) == 0);
  beckon_buffer_dispose(&before);
  beckon_buffer_dispose(&after);
  beckon_error_destroy(&error);
  beckon_close(&engine);
}

/* One byte more than the limits allow. */
static void test_oversized(void) {
  enum { kRecordBytes = 1 << 20 };
  static char record[kRecordBytes + 64];
  static const char head[] = "{\"user_id\": \"u1\", \"event\": \"";
  beckon_engine* engine = open_manual("oversized");
  beckon_str text;
  char deep[128];
  memset(record, 'x', sizeof record);
  memcpy(record, head, sizeof head - 1);
  memcpy(record + sizeof record - 2, "\"}", 2);
  text.data = record;
  text.size = sizeof record;
  CHECK_STATUS(BECKON_LIMIT_EXCEEDED, beckon_track(engine, text, NULL, NULL));
  memset(deep, '[', sizeof deep);
  text.data = deep;
  text.size = sizeof deep;
  CHECK_STATUS(BECKON_LIMIT_EXCEEDED, beckon_track(engine, text, NULL, NULL));
  beckon_close(&engine);
}

void test_records(void) {
  test_records_cause();
  test_batch();
  test_bad_records();
  test_oversized();
}
