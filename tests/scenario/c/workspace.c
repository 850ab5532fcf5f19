#include "workspace.h"

#include <string.h>

#include "text.h"

char* failure_text(const json* error) {
  char* text = concat("error ", json_text(error, "code"), (char*)NULL);
  const json* issues = json_get(error, "issues");
  if (issues == NULL || issues->first == NULL) {
    const char* pointer = json_text(error, "pointer");
    return *pointer == '\0' ? text : concat(text, " ", pointer, (char*)NULL);
  }
  for (const json* issue = issues->first; issue != NULL; issue = issue->next) {
    const char* pointer = json_text(issue, "pointer");
    text = concat(text, " ", *pointer == '\0' ? "(whole)" : pointer, (char*)NULL);
  }
  return text;
}

/* Reads the outcome of a call; 1 when it succeeded. */
static int succeeded(workspace* in, beckon_status status, beckon_error** err) {
  in->failure = in->said = NULL;
  if (status == BECKON_OK) return 1;
  const beckon_str text = beckon_error_json(*err);
  if (beckon_error_code(*err) != status) die("the error's code is not the status %d", (int)status);
  in->said = copy_of(text.data, text.size);
  in->failure = failure_text(json_parse(text.data, text.size));
  beckon_error_destroy(err);
  return 0;
}

static json* answer_of(workspace* in, beckon_status status, beckon_buffer* result,
                       beckon_error** err) {
  json* answer = NULL;
  if (succeeded(in, status, err)) answer = json_parse(result->data, result->size);
  else if (result->data != NULL) die("a failed call left a result");
  beckon_buffer_dispose(result);
  return answer;
}

void workspace_open(workspace* in) {
  beckon_options options;
  beckon_error* err = NULL;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.clock_mode = BECKON_CLOCK_MANUAL;
  options.has_manual_start = in->has_start ? 1 : 0;
  options.manual_start_ms = in->start;
  const beckon_status status =
      beckon_open(beckon_str_of(in->directory), &options, &in->engine, &err);
  if (!succeeded(in, status, &err)) die("cannot open %s: %s", in->directory, in->said);
}

void workspace_close(workspace* in) { beckon_close(&in->engine); }

void workspace_restart(workspace* in) {
  workspace_close(in);
  workspace_open(in);
}

json* workspace_record(workspace* in, const char* verb, const char* text) {
  static const struct {
    const char* verb;
    beckon_status (*function)(beckon_engine*, beckon_str, beckon_buffer*, beckon_error**);
  } verbs[] = {{"identify", beckon_identify},
               {"track", beckon_track},
               {"alias", beckon_alias},
               {"consent", beckon_consent},
               {"ingest", beckon_ingest}};
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; ++i) {
    if (strcmp(verbs[i].verb, verb) != 0) continue;
    beckon_buffer result = {NULL, 0};
    beckon_error* err = NULL;
    const beckon_status status = verbs[i].function(in->engine, beckon_str_of(text), &result, &err);
    return answer_of(in, status, &result, &err);
  }
  die("no such record: %s", verb);
  return NULL;
}

json* workspace_call(workspace* in, const char* operation, const char* request) {
  beckon_buffer result = {NULL, 0};
  beckon_error* err = NULL;
  const beckon_status status =
      beckon_call(in->engine, beckon_str_of(operation), beckon_str_of(request), &result, &err);
  return answer_of(in, status, &result, &err);
}

int workspace_is_member(workspace* in, const char* segment, const char* profile) {
  int32_t inside = 0;
  beckon_error* err = NULL;
  succeeded(
      in,
      beckon_is_member(in->engine, beckon_str_of(segment), beckon_str_of(profile), &inside, &err),
      &err);
  return inside != 0;
}

void workspace_advance_by(workspace* in, const char* duration) {
  beckon_error* err = NULL;
  succeeded(in, beckon_advance_by(in->engine, beckon_str_of(duration), &err), &err);
}

void workspace_advance_to(workspace* in, int64_t at) {
  beckon_error* err = NULL;
  succeeded(in, beckon_advance_to(in->engine, at, &err), &err);
}

void workspace_settle(workspace* in) {
  beckon_error* err = NULL;
  succeeded(in, beckon_settle(in->engine, &err), &err);
}

json* workspace_verify(workspace* in) {
  beckon_buffer result = {NULL, 0};
  beckon_error* err = NULL;
  const beckon_status status = beckon_verify(in->engine, &result, &err);
  return answer_of(in, status, &result, &err);
}

const json* workspace_items(workspace* in, const char* operation, const char* request) {
  /* {…} with the largest page there is. */
  const char* rest = request + 1 + strspn(request + 1, " ");
  const char* whole = concat("{\"limit\":1000", *rest == '}' ? "" : ",", rest, (char*)NULL);
  const json* listing = workspace_call(in, operation, whole);
  if (listing == NULL) die("%s %s: %s", operation, request, in->said);
  const json* items = json_get(listing, "items");
  const json* cursor = json_get(listing, "cursor");
  if (items == NULL || items->kind != JSON_ARRAY) die("%s answered no items", operation);
  if (cursor != NULL && cursor->kind == JSON_STRING) die("%s does not fit one page", operation);
  return items->first;
}
