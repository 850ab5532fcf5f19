/* What the host provides: transport and clock. */
#include "contract.h"

/* Answers the first request with "try again later" and accepts the others. */
typedef struct post_office {
  int requests;
  int accepted;
  int saw_address;
  beckon_response* last_response;
} post_office;

static void perform(void* user, const beckon_request* request, beckon_response* response) {
  post_office* office = (post_office*)user;
  const int is_first = office->requests++ == 0;
  CHECK(request->struct_size == sizeof *request);
  CHECK(request->url.size > 0);
  CHECK(request->timeout_ms > 0);
  CHECK(request->body.size > 0);
  if (text_holds(request->body, "ada@example.com")) office->saw_address = 1;
  office->last_response = response;
  CHECK_STATUS(BECKON_INVALID_REQUEST,
               beckon_response_set_status(response, BECKON_PHASE_COMPLETE, 7, NULL));
  CHECK_STATUS(BECKON_OK, beckon_response_add_header(response, beckon_str_of("X-Office"),
                                                     beckon_str_of("1"), NULL));
  CHECK_STATUS(BECKON_OK, beckon_response_set_body(response, beckon_str_of("noted"), NULL));
  if (is_first) {
    CHECK_STATUS(BECKON_OK, beckon_response_set_status(response, BECKON_PHASE_NOT_SENT, 0, NULL));
    CHECK_STATUS(BECKON_OK,
                 beckon_response_set_error(response, beckon_str_of("connection refused"), NULL));
  } else {
    ++office->accepted;
    CHECK_STATUS(BECKON_OK, beckon_response_set_status(response, BECKON_PHASE_COMPLETE, 200, NULL));
  }
}

static void define_receipts(beckon_engine* engine) {
  CHECK_STATUS(BECKON_OK, call(engine, "providers.create",
                               "{\"key\": \"box\", \"kind\": \"sandbox\", \"channel\": \"email\", "
                               "\"directory\": \"/nowhere\"}",
                               NULL, NULL));
  CHECK_STATUS(BECKON_OK,
               call(engine, "templates.create",
                    "{\"key\": \"receipt\", \"channel\": \"email\", \"kind\": \"transactional\", "
                    "\"from\": \"Shop <shop@example.com>\", \"subject\": \"Thank you\", "
                    "\"text\": \"We have your order.\"}",
                    NULL, NULL));
  CHECK_STATUS(BECKON_OK, call(engine, "flows.create",
                               "{\"key\": \"thanks\", \"trigger\": {\"event\": \"Order Placed\"}, "
                               "\"start\": \"mail\", \"nodes\": {\"mail\": {\"type\": \"message\", "
                               "\"channel\": \"email\", \"template\": \"receipt\"}}}",
                               NULL, NULL));
  CHECK_STATUS(BECKON_OK, call(engine, "flows.publish", "{\"key\": \"thanks\"}", NULL, NULL));
}

/* A refused connection is tried again; the message leaves once. */
void test_transport(void) {
  post_office office = {0, 0, 0, NULL};
  beckon_options options = {0};
  beckon_engine* engine = NULL;
  options.struct_size = sizeof options;
  options.clock_mode = BECKON_CLOCK_MANUAL;
  options.transport.user = &office;
  options.transport.perform = perform;
  CHECK_STATUS(BECKON_OK,
               beckon_open(beckon_str_of(path_of("transport")), &options, &engine, NULL));
  define_receipts(engine);
  CHECK_STATUS(BECKON_OK, beckon_identify(engine,
                                          beckon_str_of("{\"user_id\": \"ada\", \"email\": "
                                                        "\"ada@example.com\"}"),
                                          NULL, NULL));
  CHECK_STATUS(BECKON_OK, beckon_track(engine,
                                       beckon_str_of("{\"user_id\": \"ada\", \"event\": "
                                                     "\"Order Placed\"}"),
                                       NULL, NULL));
  CHECK_STATUS(BECKON_OK, beckon_settle(engine, NULL));
  CHECK(office.requests == 1);
  CHECK(office.accepted == 0);
  CHECK_STATUS(BECKON_OK, beckon_advance_by(engine, beckon_str_of("1h"), NULL));
  CHECK(office.requests == 2);
  CHECK(office.accepted == 1);
  CHECK(office.saw_address == 1);
  CHECK_STATUS(BECKON_CLOSED,
               beckon_response_set_status(office.last_response, BECKON_PHASE_SENT, 0, NULL));
  CHECK_STATUS(BECKON_CLOSED,
               beckon_response_set_body(office.last_response, beckon_str_of("late"), NULL));
  beckon_close(&engine);
}

static void send_text(void* user, beckon_str message, beckon_response* response) {
  int* sent = (int*)user;
  CHECK(text_holds(message, "\"account\":\"ours\""));
  CHECK(text_holds(message, "+15557122661"));
  ++*sent;
  CHECK_STATUS(BECKON_OK,
               beckon_response_set_body(
                   response, beckon_str_of("{\"result\": \"accepted\", \"id\": \"m1\"}"), NULL));
}

/* The host itself is a way out. */
void test_sender(void) {
  int sent = 0;
  beckon_options options = {0};
  beckon_engine* engine = NULL;
  beckon_buffer result = {NULL, 0};
  beckon_str sends;
  options.struct_size = sizeof options;
  options.clock_mode = BECKON_CLOCK_MANUAL;
  options.sender.user = &sent;
  options.sender.send = send_text;
  CHECK_STATUS(BECKON_OK, beckon_open(beckon_str_of(path_of("sender")), &options, &engine, NULL));
  CHECK_STATUS(BECKON_OK,
               call(engine, "providers.create",
                    "{\"key\": \"ours\", \"kind\": \"host\", \"channel\": \"sms\"}", NULL, NULL));
  CHECK_STATUS(BECKON_OK, call(engine, "templates.create",
                               "{\"key\": \"code\", \"channel\": \"sms\", \"kind\": "
                               "\"transactional\", \"text\": \"Your code is 1234\"}",
                               NULL, NULL));
  CHECK_STATUS(BECKON_OK, call(engine, "flows.create",
                               "{\"key\": \"login\", \"trigger\": {\"event\": \"Login\"}, "
                               "\"start\": \"text\", \"nodes\": {\"text\": {\"type\": \"message\", "
                               "\"channel\": \"sms\", \"template\": \"code\"}}}",
                               NULL, NULL));
  CHECK_STATUS(BECKON_OK, call(engine, "flows.publish", "{\"key\": \"login\"}", NULL, NULL));
  CHECK_STATUS(BECKON_OK, beckon_identify(engine,
                                          beckon_str_of("{\"user_id\": \"ada\", \"phone\": "
                                                        "\"+15557122661\"}"),
                                          NULL, NULL));
  CHECK_STATUS(BECKON_OK,
               beckon_track(engine, beckon_str_of("{\"user_id\": \"ada\", \"event\": \"Login\"}"),
                            NULL, NULL));
  CHECK_STATUS(BECKON_OK, beckon_settle(engine, NULL));
  CHECK(sent == 1);
  CHECK_STATUS(BECKON_OK, call(engine, "sends.list", "{}", &result, NULL));
  sends.data = result.data;
  sends.size = result.size;
  CHECK(text_holds(sends, "\"provider_message_id\":\"m1\""));
  beckon_buffer_dispose(&result);
  beckon_close(&engine);
}

static int64_t fixed_now(void* user) { return *(int64_t*)user; }

void test_clock(void) {
  int64_t time_ms = INT64_C(1720000000000);
  beckon_options options = {0};
  beckon_engine* engine = NULL;
  int64_t now = 0;
  options.struct_size = sizeof options;
  options.dispatch = BECKON_OFF;
  options.clock.user = &time_ms;
  options.clock.now_ms = fixed_now;
  CHECK_STATUS(BECKON_OK,
               beckon_open(beckon_str_of(path_of("host-clock")), &options, &engine, NULL));
  CHECK_STATUS(BECKON_OK, beckon_now(engine, &now, NULL));
  CHECK(now == time_ms);
  CHECK_STATUS(BECKON_OK,
               beckon_track(engine, beckon_str_of("{\"user_id\": \"u1\", \"event\": \"Visit\"}"),
                            NULL, NULL));
  beckon_close(&engine);
}
