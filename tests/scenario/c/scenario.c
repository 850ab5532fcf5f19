#include "scenario.h"

#include <string.h>

/* The last place at which `part` stands in `text`, or null. */
static char* find_last(char* text, const char* part) {
  char* found = NULL;
  for (char* at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) found = at;
  return found;
}

/* Cuts a closing "-> /a /b" off the step. */
static void take_pointers(step* to) {
  char* arrow = find_last(to->text, " -> /");
  if (arrow == NULL) return;
  texts pointers = {NULL, 0, 0};
  words in = {arrow + 4};
  for (char* word = words_next(&in); *word != '\0'; word = words_next(&in)) {
    if (*word != '/') return; /* part of some text */
    texts_add(&pointers, word);
  }
  to->pointers = pointers;
  to->text = trimmed(to->text, (size_t)(arrow - to->text));
}

/* 0 when the row is decoration. */
static int read_row(const char* path, step* to, const char* line, size_t size) {
  if (size < 2 || line[size - 1] != '|') die("%s:%zu: a row ends with a bar", path, to->line);
  char* inner = copy_of(line + 1, size - 2);
  if (*inner == '-') return 0;
  char* bar = find_last(inner, " | ");
  if (bar == NULL) die("%s:%zu: a row has two cells", path, to->line);
  to->row = 1;
  to->text = trimmed(inner, (size_t)(bar - inner));
  to->expect = trimmed(bar + 3, strlen(bar + 3));
  take_pointers(to);
  return strcmp(to->text, "step") != 0;
}

scenario scenario_read(const char* path) {
  size_t size = 0, room = 0, number = 0;
  const char *text = read_file(path, &size), *end = text + size;
  scenario found = {path, NULL, 0};
  if (!starts_with(text, "# ")) die("%s:1: the first line states the behaviour: # …", path);
  for (const char* at = text; at < end; ++at) {
    size_t length = strcspn(at, "\n");
    const char* line = at;
    at += length;
    ++number;
    while (length > 0 && strchr(" \r", line[length - 1]) != NULL) --length;
    if (length == 0 || *line == '#') continue;
    if (*line == ' ') {
      step* last = found.count > 0 ? &found.steps[found.count - 1] : NULL;
      if (last == NULL || last->row) die("%s:%zu: continues nothing", path, number);
      last->text = concat(last->text, "\n", trimmed(line, length), (char*)NULL);
      continue;
    }
    step next = {number, 0, copy_of(line, length), {NULL, 0, 0}, copy_of("", 0)};
    if (*line == '|' && !read_row(path, &next, line, length)) continue;
    if (found.count == room) {
      room = room == 0 ? 32 : room * 2;
      step* grown = arena_alloc(room * sizeof *grown);
      if (found.count > 0) memcpy(grown, found.steps, found.count * sizeof *grown);
      found.steps = grown;
    }
    found.steps[found.count++] = next;
  }
  return found;
}

static void skip_space(words* in) { in->rest += strspn(in->rest, " \n"); }

char* words_next(words* in) {
  skip_space(in);
  const size_t size = strcspn(in->rest, " \n");
  char* word = copy_of(in->rest, size);
  in->rest += size;
  return word;
}

char* words_next_string(words* in) {
  skip_space(in);
  size_t size = 1;
  if (*in->rest != '"') die("expected a string in quotes: %s", in->rest);
  while (in->rest[size] != '\0' && in->rest[size] != '"') {
    size += in->rest[size] == '\\' && in->rest[size + 1] != '\0' ? 2 : 1;
  }
  if (in->rest[size] == '\0') die("a string without closing quote: %s", in->rest);
  char* text = copy_of(in->rest, size + 1);
  in->rest += size + 1;
  return text;
}

int words_next_field(words* in, char** field, char** value) {
  skip_space(in);
  const size_t size = strcspn(in->rest, " \n");
  const char* equals = memchr(in->rest, '=', size);
  if (equals == NULL || words_at_json(in)) return 0;
  *field = copy_of(in->rest, (size_t)(equals - in->rest));
  *value = copy_of(equals + 1, size - 1 - (size_t)(equals - in->rest));
  in->rest += size;
  return 1;
}

char* words_rest(words* in) {
  char* text = trimmed(in->rest, strlen(in->rest));
  in->rest += strlen(in->rest);
  return text;
}

int words_at_json(words* in) {
  skip_space(in);
  return *in->rest != '\0' && strchr("{[\"", *in->rest) != NULL;
}
