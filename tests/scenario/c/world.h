/* What a runner can see of a workspace from outside, as facts that can be compared. */
#ifndef SCENARIO_WORLD_H
#define SCENARIO_WORLD_H

#include "text.h"
#include "workspace.h"

typedef enum { GROUP_MEMBERSHIP, GROUP_ENTRY, GROUP_SEND, GROUP_EXCLUSION } group;

typedef struct {
  group group;
  char* key;           /* stays the same while the fact changes */
  char* state;         /* changes when the fact changes */
  char *here, *gone;   /* phrases: it is there now; it was there before */
  const char* profile; /* opaque id; "" of a send */
  const char* subject; /* of a membership the segment, of an entry its id */
  const char* node;    /* of an entry; "" when it has ended */
} fact;

typedef struct {
  fact* facts;
  size_t count, room;
} world;

/* The name of a profile as scenarios write it; the newest known one when it is gone. */
const char* name_of(workspace* in, const char* profile);

world look(workspace* in);
/* The difference, in the order in which it is printed. */
void add_changes(const world* before, const world* after, texts* phrases);
/* Null when the answer claims to have caused what happened to its profile, else what is wrong. */
char* check_claims(const json* answer, const world* before, const world* after);

#endif
