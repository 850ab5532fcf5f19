#include <beckon/beckon.h>
#include <stdio.h>
#include <stdlib.h>

static beckon_error* error = NULL;

/* Every call answers a status; the error slot says what went wrong, where, and how to mend it. */
static void check(beckon_status status) {
  if (status == BECKON_OK) return;
  const beckon_str text = beckon_error_json(error);
  fprintf(stderr, "%.*s\n", (int)text.size, text.data);
  exit(1);
}

static void report(beckon_engine* shop, const char* when) {
  int32_t regular = 0;
  check(beckon_is_member(shop, beckon_str_of("regulars"), beckon_str_of("{\"user_id\": \"ada\"}"),
                         &regular, &error));
  printf("%s: %s\n", when, regular ? "a regular" : "not a regular");
}

int main(void) {
  const char* order = "{\"event\": \"Order Placed\", \"user_id\": \"ada\"}";
  beckon_options options = {.struct_size = sizeof options, .clock_mode = BECKON_CLOCK_MANUAL};
  beckon_engine* shop = NULL;
  check(beckon_open(beckon_str_of("shop.beckon"), &options, &shop, &error));
  check(beckon_call(shop, beckon_str_of("segments.create"),
                    beckon_str_of("{\"key\": \"regulars\", \"where\": {\"event\": \"Order Placed\","
                                  " \"count\": {\"gte\": 2}, \"within\": \"30d\"}}"),
                    NULL, &error));

  check(beckon_identify(shop, beckon_str_of("{\"user_id\": \"ada\"}"), NULL, &error));
  check(beckon_track(shop, beckon_str_of(order), NULL, &error));
  report(shop, "one order");
  check(beckon_track(shop, beckon_str_of(order), NULL, &error));
  report(shop, "two orders");
  check(beckon_advance_by(shop, beckon_str_of("31d"), &error));
  report(shop, "31 days later");
  beckon_close(&shop);
  return 0;
}
