/* Open and close. */
#define _POSIX_C_SOURCE 200809L
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "contract.h"

static beckon_options zero_options(void) {
  beckon_options options;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  return options;
}

static void test_options(void) {
  const beckon_str path = beckon_str_of(path_of("never-made"));
  beckon_options options = zero_options();
  beckon_engine* engine = NULL;
  beckon_error* error = NULL;
  struct {
    beckon_options known;
    size_t unknown;
  } newer;

  options.struct_size = 1;
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_open(path, &options, &engine, &error));
  CHECK(equal(beckon_error_pointer(error), "/struct_size"));
  options = zero_options();
  options.clock_mode = BECKON_CLOCK_MODE_MAX_ENUM;
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_open(path, &options, &engine, &error));
  CHECK(equal(beckon_error_pointer(error), "/clock_mode"));
  options = zero_options();
  options.create = BECKON_OFF;
  CHECK_STATUS(BECKON_NOT_FOUND, beckon_open(path, &options, &engine, &error));
  CHECK(engine == NULL);
  memset(&newer, 0, sizeof newer);
  newer.known.struct_size = sizeof newer;
  newer.unknown = 1;
  CHECK_STATUS(BECKON_UNSUPPORTED, beckon_open(path, &newer.known, &engine, &error));
  CHECK(access(path.data, F_OK) != 0);
  beckon_error_destroy(&error);
}

static void test_bad_paths(void) {
  beckon_engine* engine = NULL;
  beckon_str path = {NULL, 0};
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_open(path, NULL, &engine, NULL));
  path.size = 3; /* of a null pointer */
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_open(path, NULL, &engine, NULL));
  path = beckon_str_of("\xff\xfe");
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_open(path, NULL, &engine, NULL));
  path = beckon_str_of(path_of("no-slot"));
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_open(path, NULL, NULL, NULL));
}

/* Root may write everywhere, so the attempt is made by a child that is somebody else. */
static void test_permission(void) {
  const char* locked = path_of("locked");
  int status = 0;
  pid_t child;
  CHECK(mkdir(locked, 0500) == 0);
  child = fork();
  if (child == 0) {
    beckon_engine* engine = NULL;
    if (geteuid() == 0 && setuid(65534) != 0) _exit(1);
    if (beckon_open(beckon_str_of(path_of("locked/w")), NULL, &engine, NULL) !=
        BECKON_PERMISSION_DENIED)
      _exit(2);
    _exit(engine == NULL ? 0 : 3);
  }
  CHECK(child > 0);
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void test_open_twice_and_again(void) {
  const beckon_str path = beckon_str_of(path_of("twice"));
  beckon_engine* first = NULL;
  beckon_engine* second = NULL;
  beckon_engine* stale = NULL;
  beckon_error* error = NULL;
  int64_t now = 0;

  CHECK_STATUS(BECKON_OK, beckon_open(path, NULL, &first, &error));
  CHECK(first != NULL);
  CHECK_STATUS(BECKON_BUSY, beckon_open(path, NULL, &second, &error));
  CHECK(second == NULL);
  CHECK_STATUS(BECKON_OK,
               beckon_identify(first, beckon_str_of("{\"user_id\": \"u1\"}"), NULL, &error));
  stale = first;
  beckon_close(&first);
  CHECK(first == NULL);
  CHECK_STATUS(BECKON_CLOSED, beckon_now(stale, &now, &error));
  CHECK_STATUS(BECKON_CLOSED, beckon_now(NULL, &now, &error));
  CHECK_STATUS(BECKON_CLOSED, beckon_now((beckon_engine*)(void*)&now, &now, &error));
  beckon_close(&stale);
  CHECK(stale == NULL);

  CHECK_STATUS(BECKON_OK, beckon_open(path, NULL, &second, &error));
  CHECK_STATUS(BECKON_OK,
               call(second, "profiles.get", "{\"profile\": {\"user_id\": \"u1\"}}", NULL, &error));
  beckon_close(&second);
  beckon_error_destroy(&error);
}

void test_lifecycle(void) {
  test_options();
  test_bad_paths();
  test_permission();
  test_open_twice_and_again();
}
