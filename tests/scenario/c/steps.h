/* One step of a scenario carried out. */
#ifndef SCENARIO_STEPS_H
#define SCENARIO_STEPS_H

#include "scenario.h"
#include "workspace.h"

typedef struct {
  workspace* in;
  const char* outbox; /* the sandbox's directory */
  const char* file;   /* the scenario: what it loads is looked for from its folder upwards */
  texts names, documents;
} steps;

/* Carries the step out; adds the phrases that are its own, a refusal included. Answers the
 * library's answer, null when there is none. */
const json* carry_out(steps* with, const step* what, texts* phrases);

/* Milliseconds of an instant such as 2024-03-01T09:00:00.001Z. */
int64_t instant(const char* text);
char* verdict(const json* report);

#endif
