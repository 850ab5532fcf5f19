/* Reads the library's answers: just enough JSON for a test. Nodes live in the arena. */
#ifndef SCENARIO_JSON_H
#define SCENARIO_JSON_H

#include <stddef.h>

typedef enum { JSON_ATOM, JSON_STRING, JSON_ARRAY, JSON_OBJECT } json_kind;

typedef struct json {
  json_kind kind;
  const char* raw; /* the node as it was written … */
  size_t raw_size;
  char* key;          /* of a member of an object, unescaped; else null */
  char* text;         /* of a string, unescaped; else null */
  struct json* first; /* item or member */
  struct json* next;  /* sibling */
} json;

/* Ends the program when the text is no JSON: the library must never answer such a thing. */
json* json_parse(const char* text, size_t size);
/* Null when the node is null, no object, or has no such member. */
const json* json_get(const json* node, const char* key);
/* The text of a string member; "" when there is none. */
const char* json_text(const json* node, const char* key);
/* By JSON pointer; null when there is nothing. */
const json* json_at(const json* node, const char* pointer);
char* json_raw(const json* node);

#endif
