/* A whole C99 program over beckon.h, function by function. Its directory is the first argument. */
#include <stdio.h>
#include <stdlib.h>

#include "contract.h"

static int failures = 0;
static const char* directory = ".";

void check(int is_true, const char* what, const char* file, int line) {
  if (is_true) return;
  ++failures;
  fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
}

void check_status(beckon_status expected, beckon_status found, const char* what, const char* file,
                  int line) {
  if (expected == found) return;
  ++failures;
  fprintf(stderr, "%s:%d: expected %s, found %s: %s\n", file, line,
          beckon_status_name(expected).data, beckon_status_name(found).data, what);
}

const char* path_of(const char* name) {
  static char paths[8][512];
  static unsigned next = 0;
  char* path = paths[next++ % 8];
  const int length = snprintf(path, sizeof paths[0], "%s/%s", directory, name);
  if (length < 0 || (size_t)length >= sizeof paths[0]) abort();
  return path;
}

beckon_engine* open_manual(const char* name) {
  beckon_options options = {0};
  beckon_engine* engine = NULL;
  beckon_error* error = NULL;
  beckon_status status;
  options.struct_size = sizeof options;
  options.clock_mode = BECKON_CLOCK_MANUAL;
  status = beckon_open(beckon_str_of(path_of(name)), &options, &engine, &error);
  if (status != BECKON_OK) {
    fprintf(stderr, "%s: %s\n", name, beckon_error_message(error).data);
    ++failures;
  }
  beckon_error_destroy(&error);
  return engine;
}

int equal(beckon_str text, const char* expected) {
  return text.size == strlen(expected) && memcmp(text.data, expected, text.size) == 0;
}

int text_holds(beckon_str text, const char* part) {
  const size_t length = strlen(part);
  size_t i;
  for (i = 0; i + length <= text.size; ++i) {
    if (memcmp(text.data + i, part, length) == 0) return 1;
  }
  return 0;
}

int holds(const beckon_buffer* buffer, const char* part) {
  beckon_str text;
  text.data = buffer->data;
  text.size = buffer->size;
  if (text_holds(text, part)) return 1;
  fprintf(stderr, "the result is %s\n", buffer->data == NULL ? "(null)" : buffer->data);
  return 0;
}

beckon_status call(beckon_engine* engine, const char* operation, const char* request,
                   beckon_buffer* result, beckon_error** err) {
  return beckon_call(engine, beckon_str_of(operation), beckon_str_of(request), result, err);
}

int main(int argc, char** argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s directory\n", argv[0]);
    return 2;
  }
  directory = argv[1];
  test_errors();
  test_lifecycle();
  test_records();
  test_questions();
  test_bulk();
  test_time();
  test_transport();
  test_sender();
  test_clock();
  test_threads();
  test_fork();
  if (failures != 0) fprintf(stderr, "%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
