/* Text for the C runner. Everything is allocated in one arena that lives as long as the program:
 * scenarios are small, and no test should fail over its own bookkeeping. One thread. */
#ifndef SCENARIO_TEXT_H
#define SCENARIO_TEXT_H

#include <stddef.h>

/* Zeroed memory that is freed by arena_free. Ends the program when there is none. */
void* arena_alloc(size_t size);
void arena_free(void);

/* Prints a message and ends the program with status 1. */
void die(const char* format, ...);

char* copy_of(const char* text, size_t size);
/* As printf, into a new string. */
char* format(const char* form, ...);
/* All strings up to a null, one after the other. */
char* concat(const char* first, ...);
/* A copy without spaces and line ends around it. */
char* trimmed(const char* text, size_t size);
int starts_with(const char* text, const char* start);
/* The text in quotes, escaped as JSON wants it. */
char* json_quoted(const char* text);

/* The whole file and its size; ends the program when it cannot be read. */
char* read_file(const char* path, size_t* size);

/* A list of strings that grows. */
typedef struct {
  char** items;
  size_t count, room;
} texts;

void texts_add(texts* list, char* text);
void texts_sort(texts* list);
char* texts_join(const texts* list, const char* between);

#endif
