/* A scenario file as steps; see ../README.md for the form. */
#ifndef SCENARIO_SCENARIO_H
#define SCENARIO_SCENARIO_H

#include "text.h"

typedef struct {
  size_t line; /* in the file, from 1 */
  int row;     /* of the table; else a definition, which must cause nothing */
  char* text;  /* without a closing "-> POINTER …" */
  texts pointers;
  char* expect;
} step;

typedef struct {
  const char* path;
  step* steps;
  size_t count;
} scenario;

scenario scenario_read(const char* path);

/* Reads a step from left to right. */
typedef struct {
  const char* rest;
} words;

char* words_next(words* in);        /* up to a space; "" at the end */
char* words_next_string(words* in); /* a JSON string as it is written */
/* 1 and field and value when the next word has the form field=value. */
int words_next_field(words* in, char** field, char** value);
char* words_rest(words* in);
int words_at_json(words* in);

#endif
