/* Runs scenario files through the C contract. C99; includes beckon.h alone of the library. Exit
 * status 1 when any file does not do as it says. */
#define _XOPEN_SOURCE 700

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "c/scenario.h"
#include "c/steps.h"
#include "c/world.h"

static char* scratch; /* a directory that is gone when the program ends */

static int remove_one(const char* path, const struct stat* about, int kind, struct FTW* where) {
  (void)about, (void)kind, (void)where;
  return remove(path);
}

static void clean_up(void) {
  if (scratch != NULL) nftw(scratch, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  arena_free();
}

static void make_scratch(void) {
  const char* parent = getenv("TMPDIR");
  scratch = concat(parent == NULL ? "/tmp" : parent, "/beckon-scenario-XXXXXX", (char*)NULL);
  if (mkdtemp(scratch) == NULL) die("cannot make a directory in %s", parent);
}

typedef struct {
  const scenario* file;
  int restarts;
  workspace in;
  steps with;
  world seen;
} run;

static void start_run(run* with, const char* name) {
  const char* directory = concat(scratch, "/", name, (char*)NULL);
  with->with.outbox = concat(directory, ".outbox", (char*)NULL);
  with->in.directory = directory;
  with->with.in = &with->in;
  with->with.file = with->file->path;
  if (mkdir(with->with.outbox, 0700) != 0) die("cannot make %s", with->with.outbox);
  for (size_t i = 0; i < with->file->count; ++i) {
    words text = {with->file->steps[i].text};
    if (strcmp(words_next(&text), "clock") != 0) continue;
    with->in.has_start = 1;
    with->in.start = instant(words_next(&text));
    break;
  }
  workspace_open(&with->in);
  with->seen = look(&with->in);
}

/* What the step caused, in the words of the last column. */
static char* outcome(run* with, const step* what) {
  texts phrases = {NULL, 0, 0};
  const json* answer = carry_out(&with->with, what, &phrases);
  const char* said = with->in.said;
  const world after = look(&with->in);
  const char* wrong = check_claims(answer, &with->seen, &after);
  if (wrong != NULL) die("%s:%zu: %s", with->file->path, what->line, wrong);
  add_changes(&with->seen, &after, &phrases);
  with->seen = after;
  if (!what->row && phrases.count > 0) {
    die("%s:%zu: a definition caused: %s %s", with->file->path, what->line,
        texts_join(&phrases, "; "), said == NULL ? "" : said);
  }
  return texts_join(&phrases, "; ");
}

static size_t differences(const scenario* file, int restarts, const char* name) {
  run with = {file, restarts, {0}, {0}, {0}};
  size_t wrong = 0;
  start_run(&with, name);
  for (size_t i = 0; i < file->count; ++i) {
    const step* what = &file->steps[i];
    const char* happened = outcome(&with, what);
    if (strcmp(happened, what->expect) != 0) {
      ++wrong;
      fprintf(stderr, "%s:%zu: %s%s\n  expected: %s\n  happened: %s\n", file->path, what->line,
              restarts ? "(with restarts) " : "", what->text, what->expect, happened);
    }
    if (restarts) workspace_restart(&with.in);
  }
  const char* sound = verdict(workspace_verify(&with.in));
  if (strcmp(sound, "sound") != 0) die("%s: not sound: %s", file->path, sound);
  workspace_close(&with.in);
  return wrong;
}

int main(int argc, char** argv) {
  int failed = 0;
  if (argc < 2) die("usage: %s FILE…", argv[0]);
  atexit(clean_up);
  make_scratch();
  for (int i = 1; i < argc; ++i) {
    const scenario file = scenario_read(argv[i]);
    const size_t wrong =
        differences(&file, 0, format("%d", i)) + differences(&file, 1, format("%d-restarts", i));
    if (wrong > 0) ++failed;
  }
  printf("%d of %d scenario files passed\n", argc - 1 - failed, argc - 1);
  return failed > 0 ? 1 : 0;
}
