/* The library as a scenario uses it, through beckon.h alone. */
#ifndef SCENARIO_WORKSPACE_H
#define SCENARIO_WORKSPACE_H

#include <beckon/beckon.h>

#include "json.h"

typedef struct {
  const char* directory;
  int has_start;
  int64_t start;
  beckon_engine* engine;
  /* Of the newest call: null, or what the library refused as "error CODE POINTER …". */
  char* failure;
  char* said; /* the error's message, for people */
} workspace;

void workspace_open(workspace* in);
void workspace_restart(workspace* in);
void workspace_close(workspace* in);

/* Each answers null and sets `failure` when the library refuses. `verb`: identify, track, alias,
 * consent or ingest. */
json* workspace_record(workspace* in, const char* verb, const char* text);
json* workspace_call(workspace* in, const char* operation, const char* request);
int workspace_is_member(workspace* in, const char* segment, const char* profile);
void workspace_advance_by(workspace* in, const char* duration);
void workspace_advance_to(workspace* in, int64_t at);
void workspace_settle(workspace* in);
json* workspace_verify(workspace* in);

/* The first item of a listing; ends the program when the library refuses, or when the listing
 * does not fit one page: scenarios are small. */
const json* workspace_items(workspace* in, const char* operation, const char* request);

/* "error CODE POINTER …" of an error's JSON form. */
char* failure_text(const json* error);

#endif
