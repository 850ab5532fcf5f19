/* An outside C program: one customer in a new workspace, found again after closing it. */
#include <beckon/beckon.h>
#include <stdio.h>

static int failed(const char* what, beckon_error** error) {
  const beckon_str message = beckon_error_message(*error);
  fprintf(stderr, "%s: %.*s\n", what, (int)message.size, message.data);
  beckon_error_destroy(error);
  return 1;
}

static int add_customer(beckon_engine* engine) {
  beckon_error* error = NULL;
  beckon_buffer result = {NULL, 0};
  const beckon_str json = beckon_str_of("{\"user_id\": \"u1\", \"traits\": {\"plan\": \"pro\"}}");
  if (beckon_identify(engine, json, &result, &error) != BECKON_OK) {
    return failed("identify", &error);
  }
  beckon_buffer_dispose(&result);
  return 0;
}

static int find_customer(beckon_engine* engine) {
  beckon_error* error = NULL;
  beckon_buffer result = {NULL, 0};
  if (beckon_call(engine, beckon_str_of("profiles.get"),
                  beckon_str_of("{\"profile\": {\"user_id\": \"u1\"}}"), &result,
                  &error) != BECKON_OK) {
    return failed("profiles.get", &error);
  }
  const int found = strstr(result.data, "\"pro\"") != NULL;
  beckon_buffer_dispose(&result);
  return found ? 0 : 1;
}

int main(int count, char** arguments) {
  if (count != 2 || beckon_abi_version() != BECKON_ABI_VERSION) return 2;
  for (int round = 0; round < 2; ++round) {
    beckon_error* error = NULL;
    beckon_engine* engine = NULL;
    if (beckon_open(beckon_str_of(arguments[1]), NULL, &engine, &error) != BECKON_OK) {
      return failed("open", &error);
    }
    const int result = round == 0 ? add_customer(engine) : find_customer(engine);
    beckon_close(&engine);
    if (result != 0) return result;
  }
  return 0;
}
