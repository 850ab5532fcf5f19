#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void** blocks;
static size_t block_count, block_room;

void* arena_alloc(size_t size) {
  if (block_count == block_room) {
    block_room = block_room == 0 ? 256 : block_room * 2;
    void** grown = realloc(blocks, block_room * sizeof *grown);
    if (grown == NULL) die("out of memory");
    blocks = grown;
  }
  void* memory = calloc(1, size == 0 ? 1 : size);
  if (memory == NULL) die("out of memory");
  blocks[block_count++] = memory;
  return memory;
}

void arena_free(void) {
  for (size_t i = 0; i < block_count; ++i) free(blocks[i]);
  free(blocks);
  blocks = NULL;
  block_count = block_room = 0;
}

void die(const char* form, ...) {
  va_list arguments;
  va_start(arguments, form);
  vfprintf(stderr, form, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(1);
}

char* copy_of(const char* text, size_t size) {
  char* copy = arena_alloc(size + 1);
  if (size > 0) memcpy(copy, text, size);
  return copy;
}

char* format(const char* form, ...) {
  va_list arguments;
  va_start(arguments, form);
  const int size = vsnprintf(NULL, 0, form, arguments);
  va_end(arguments);
  char* text = arena_alloc((size_t)size + 1);
  va_start(arguments, form);
  vsnprintf(text, (size_t)size + 1, form, arguments);
  va_end(arguments);
  return text;
}

char* concat(const char* first, ...) {
  va_list arguments;
  size_t size = 0;
  va_start(arguments, first);
  for (const char* part = first; part != NULL; part = va_arg(arguments, const char*)) {
    size += strlen(part);
  }
  va_end(arguments);
  char *text = arena_alloc(size + 1), *end = text;
  va_start(arguments, first);
  for (const char* part = first; part != NULL; part = va_arg(arguments, const char*)) {
    const size_t length = strlen(part);
    memcpy(end, part, length);
    end += length;
  }
  va_end(arguments);
  return text;
}

static int is_space(char c) { return c == ' ' || c == '\n' || c == '\r'; }

char* trimmed(const char* text, size_t size) {
  while (size > 0 && is_space(text[0])) ++text, --size;
  while (size > 0 && is_space(text[size - 1])) --size;
  return copy_of(text, size);
}

int starts_with(const char* text, const char* start) {
  return strncmp(text, start, strlen(start)) == 0;
}

char* json_quoted(const char* text) {
  char *out = arena_alloc(6 * strlen(text) + 3), *end = out;
  *end++ = '"';
  for (; *text != '\0'; ++text) {
    const unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') {
      *end++ = '\\';
      *end++ = *text;
    } else if (c < 0x20) {
      end += sprintf(end, "\\u%04x", c);
    } else {
      *end++ = *text;
    }
  }
  *end = '"';
  return out;
}

void texts_add(texts* list, char* text) {
  if (list->count == list->room) {
    list->room = list->room == 0 ? 16 : list->room * 2;
    char** grown = arena_alloc(list->room * sizeof *grown);
    if (list->count > 0) memcpy(grown, list->items, list->count * sizeof *grown);
    list->items = grown;
  }
  list->items[list->count++] = text;
}

static int compare_texts(const void* a, const void* b) {
  return strcmp(*(char* const*)a, *(char* const*)b);
}

void texts_sort(texts* list) {
  if (list->count > 1) qsort(list->items, list->count, sizeof *list->items, compare_texts);
}

char* texts_join(const texts* list, const char* between) {
  char* joined = copy_of("", 0);
  for (size_t i = 0; i < list->count; ++i) {
    joined = i == 0 ? list->items[0] : concat(joined, between, list->items[i], (char*)NULL);
  }
  return joined;
}

char* read_file(const char* path, size_t* size) {
  FILE* file = fopen(path, "rb");
  if (file == NULL) die("cannot read %s", path);
  fseek(file, 0, SEEK_END);
  const long length = ftell(file);
  rewind(file);
  char* text = arena_alloc((size_t)length + 1);
  *size = fread(text, 1, (size_t)length, file);
  fclose(file);
  return text;
}
