/* now, advance, settle, flush, verify. */
#include "contract.h"

#define START_MS INT64_C(1704067200000) /* 2024-01-01T00:00:00Z */
#define DAY_MS INT64_C(86400000)

static void test_manual_clock(void) {
  beckon_engine* engine = open_manual("clock");
  beckon_error* error = NULL;
  int64_t now = 0;
  CHECK_STATUS(BECKON_OK, beckon_now(engine, &now, &error));
  CHECK(now == START_MS);
  CHECK_STATUS(BECKON_OK, beckon_advance_by(engine, beckon_str_of("1d"), &error));
  CHECK_STATUS(BECKON_OK, beckon_now(engine, &now, &error));
  CHECK(now == START_MS + DAY_MS);
  CHECK_STATUS(BECKON_OK, beckon_advance_to(engine, START_MS + 3 * DAY_MS, &error));
  CHECK_STATUS(BECKON_OK, beckon_now(engine, &now, &error));
  CHECK(now == START_MS + 3 * DAY_MS);

  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_advance_to(engine, START_MS, &error));
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_advance_to(engine, INT64_MAX, &error));
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_advance_by(engine, beckon_str_of("soon"), &error));
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_advance_by(engine, beckon_str_of(""), &error));
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_now(engine, NULL, &error));
  CHECK_STATUS(BECKON_OK, beckon_now(engine, &now, &error));
  CHECK(now == START_MS + 3 * DAY_MS);
  beckon_error_destroy(&error);
  beckon_close(&engine);
}

/* A segment is left by the passing of time alone. */
static void test_expiry(void) {
  beckon_engine* engine = open_manual("expiry");
  const beckon_str recent = beckon_str_of("recent");
  const beckon_str u1 = beckon_str_of("{\"user_id\": \"u1\"}");
  int32_t out = 0;
  CHECK_STATUS(BECKON_OK,
               call(engine, "segments.create",
                    "{\"key\": \"recent\", \"where\": {\"event\": \"Visit\", \"within\": \"2d\"}}",
                    NULL, NULL));
  CHECK_STATUS(BECKON_OK,
               beckon_track(engine, beckon_str_of("{\"user_id\": \"u1\", \"event\": \"Visit\"}"),
                            NULL, NULL));
  CHECK_STATUS(BECKON_OK, beckon_advance_by(engine, beckon_str_of("2d"), NULL));
  CHECK_STATUS(BECKON_OK, beckon_is_member(engine, recent, u1, &out, NULL));
  CHECK(out == 1);
  CHECK_STATUS(BECKON_OK, beckon_advance_by(engine, beckon_str_of("1ms"), NULL));
  CHECK_STATUS(BECKON_OK, beckon_is_member(engine, recent, u1, &out, NULL));
  CHECK(out == 0);
  beckon_close(&engine);
}

static void test_system_clock(void) {
  beckon_engine* engine = NULL;
  beckon_error* error = NULL;
  int64_t now = 0;
  CHECK_STATUS(BECKON_OK,
               beckon_open(beckon_str_of(path_of("system-clock")), NULL, &engine, &error));
  CHECK_STATUS(BECKON_OK, beckon_now(engine, &now, &error));
  CHECK(now > START_MS);
  CHECK_STATUS(BECKON_CONFLICT, beckon_advance_by(engine, beckon_str_of("1d"), &error));
  CHECK_STATUS(BECKON_CONFLICT, beckon_advance_to(engine, now + DAY_MS, &error));
  CHECK_STATUS(BECKON_OK, beckon_settle(engine, &error));
  beckon_error_destroy(&error);
  beckon_close(&engine);
}

static void test_manual_start(void) {
  beckon_options options = {0};
  beckon_engine* engine = NULL;
  int64_t now = 0;
  options.struct_size = sizeof options;
  options.clock_mode = BECKON_CLOCK_MANUAL;
  options.has_manual_start = 1;
  options.manual_start_ms = 12345;
  CHECK_STATUS(BECKON_OK,
               beckon_open(beckon_str_of(path_of("manual-start")), &options, &engine, NULL));
  CHECK_STATUS(BECKON_OK, beckon_now(engine, &now, NULL));
  CHECK(now == 12345);
  beckon_close(&engine);
}

static void test_settle_flush_verify(void) {
  beckon_engine* engine = open_manual("verify");
  beckon_buffer result = {NULL, 0};
  CHECK_STATUS(BECKON_OK,
               beckon_track(engine, beckon_str_of("{\"user_id\": \"u1\", \"event\": \"Visit\"}"),
                            NULL, NULL));
  CHECK_STATUS(BECKON_OK, beckon_settle(engine, NULL));
  CHECK_STATUS(BECKON_OK, beckon_flush(engine, NULL));
  CHECK_STATUS(BECKON_OK, beckon_verify(engine, &result, NULL));
  CHECK(holds(&result, "\"broken\":[]"));
  CHECK(holds(&result, "\"profiles\":1"));
  CHECK(holds(&result, "\"events\":1"));
  CHECK(holds(&result, "\"state_hash\":\""));
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_CLOSED, beckon_settle(NULL, NULL));
  CHECK_STATUS(BECKON_CLOSED, beckon_flush(NULL, NULL));
  CHECK_STATUS(BECKON_CLOSED, beckon_verify(NULL, &result, NULL));
  CHECK_STATUS(BECKON_CLOSED, beckon_advance_to(NULL, START_MS, NULL));
  CHECK_STATUS(BECKON_CLOSED, beckon_advance_by(NULL, beckon_str_of("1d"), NULL));
  beckon_close(&engine);
}

void test_time(void) {
  test_manual_clock();
  test_expiry();
  test_system_clock();
  test_manual_start();
  test_settle_flush_verify();
}
