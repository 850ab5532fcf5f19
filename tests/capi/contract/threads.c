/* One engine from many threads, and after fork(). */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "contract.h"

enum { kThreads = 4, kEvents = 50 };

typedef struct worker {
  beckon_engine* engine;
  int number;
  int failed;
} worker;

static void* track_many(void* user) {
  worker* self = (worker*)user;
  int i;
  for (i = 0; i < kEvents; ++i) {
    char json[128];
    beckon_buffer result = {NULL, 0};
    snprintf(json, sizeof json, "{\"user_id\": \"u%d\", \"event\": \"Visit\"}", self->number);
    if (beckon_track(self->engine, beckon_str_of(json), &result, NULL) != BECKON_OK) ++self->failed;
    beckon_buffer_dispose(&result);
  }
  return NULL;
}

void test_threads(void) {
  beckon_engine* engine = open_manual("threads");
  beckon_buffer result = {NULL, 0};
  pthread_t threads[kThreads];
  worker workers[kThreads];
  int i;
  for (i = 0; i < kThreads; ++i) {
    workers[i].engine = engine;
    workers[i].number = i;
    workers[i].failed = 0;
    CHECK(pthread_create(&threads[i], NULL, track_many, &workers[i]) == 0);
  }
  for (i = 0; i < kThreads; ++i) {
    CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(workers[i].failed == 0);
  }
  CHECK_STATUS(BECKON_OK, beckon_verify(engine, &result, NULL));
  CHECK(holds(&result, "\"broken\":[]"));
  CHECK(holds(&result, "\"events\":200"));
  CHECK(holds(&result, "\"profiles\":4"));
  beckon_buffer_dispose(&result);
  beckon_close(&engine);
}

/* 0 when the child is refused as the contract says. */
static int in_child(beckon_engine* engine) {
  beckon_error* error = NULL;
  int64_t now = 0;
  if (beckon_now(engine, &now, &error) != BECKON_FORKED) return 1;
  if (beckon_error_code(error) != BECKON_FORKED) return 2;
  if (beckon_track(engine, beckon_str_of("{\"user_id\": \"u\", \"event\": \"E\"}"), NULL, &error) !=
      BECKON_FORKED)
    return 3;
  beckon_error_destroy(&error);
  beckon_close(&engine);
  return engine == NULL ? 0 : 4;
}

void test_fork(void) {
  beckon_engine* engine = open_manual("fork");
  int status = 0;
  const pid_t child = fork();
  if (child == 0) _exit(in_child(engine));
  CHECK(child > 0);
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK_STATUS(
      BECKON_OK,
      beckon_track(engine, beckon_str_of("{\"user_id\": \"u\", \"event\": \"E\"}"), NULL, NULL));
  beckon_close(&engine);
}
