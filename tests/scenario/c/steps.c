#define _XOPEN_SOURCE 700

#include "steps.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "world.h"

int64_t instant(const char* text) {
  int year, month, day, hour = 0, minute = 0, second = 0, ms = 0;
  const int count = sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ", &year, &month, &day, &hour,
                           &minute, &second, &ms);
  if (count < 3) die("no instant: %s", text);
  /* Days since 1970-01-01, counting years from March so that leap days come last. */
  const int64_t march_year = year - (month <= 2 ? 1 : 0);
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int64_t days = march_year * 365 + march_year / 4 - march_year / 100 + march_year / 400 +
                       day_of_year - 719468;
  return ((days * 24 + hour) * 60 + minute) * 60000 + second * 1000 + ms;
}

char* verdict(const json* report) {
  texts broken = {NULL, 0, 0};
  const json* lines = json_get(report, "broken");
  if (lines == NULL) die("verify answered no \"broken\"");
  for (const json* line = lines->first; line != NULL; line = line->next) {
    texts_add(&broken, line->text);
  }
  return broken.count == 0 ? copy_of("sound", 5) : texts_join(&broken, "; ");
}

/* What is left of the step; a closing @name is replaced by its document. */
static char* body(const steps* with, words* in) {
  char* text = words_rest(in);
  if (*text != '@') return text;
  for (size_t i = with->names.count; i-- > 0;) {
    if (strcmp(with->names.items[i], text + 1) == 0) return with->documents.items[i];
  }
  die("no document %s", text);
  return NULL;
}

/* {"user_id":"u1" of WHO, not closed. */
static char* opening(const char* who) {
  static const char* const ways[][2] = {{"user_id", "user_id"},
                                        {"anonymous", "anonymous_id"},
                                        {"email", "email"},
                                        {"phone", "phone"}};
  const char *colon = strchr(who, ':'), *field = colon == NULL ? "user_id" : NULL;
  for (size_t i = 0; colon != NULL && i < sizeof ways / sizeof *ways; ++i) {
    const size_t size = strlen(ways[i][0]);
    if (size == (size_t)(colon - who) && strncmp(who, ways[i][0], size) == 0) field = ways[i][1];
  }
  if (field == NULL) die("no way to name a profile: %s", who);
  return concat("{\"", field, "\":", json_quoted(colon == NULL ? who : colon + 1), (char*)NULL);
}

static char* member_text(const char* key, const char* value) {
  return concat(",\"", key, "\":", value, (char*)NULL);
}

/* The JSON of a record step. */
static char* record_text(const steps* with, const char* verb, words* in) {
  if (words_at_json(in) || *in->rest == '@') return body(with, in);
  const char* who = words_next(in);
  char *text = NULL, *field = NULL, *value = NULL;
  if (strcmp(verb, "alias") == 0) {
    text = concat("{\"previous_id\":", json_quoted(who), (char*)NULL);
    text = concat(text, member_text("user_id", json_quoted(words_next(in))), (char*)NULL);
  } else {
    text = opening(who);
  }
  if (strcmp(verb, "track") == 0) {
    text = concat(text, member_text("event", words_next_string(in)), (char*)NULL);
  }
  if (strcmp(verb, "consent") == 0) {
    text = concat(text, member_text("channel", json_quoted(words_next(in))), (char*)NULL);
    text = concat(text, member_text("state", json_quoted(words_next(in))), (char*)NULL);
  }
  while (words_next_field(in, &field, &value)) {
    text = concat(text, member_text(field, json_quoted(value)), (char*)NULL);
  }
  const char* rest = body(with, in);
  if (*rest != '\0') {
    const char* name = strcmp(verb, "track") == 0 ? "properties" : "traits";
    text = concat(text, member_text(name, rest), (char*)NULL);
  }
  return concat(text, "}", (char*)NULL);
}

static const json* ingest(steps* with, words* in, texts* phrases) {
  const json* answer = workspace_record(with->in, "ingest", body(with, in));
  if (answer == NULL) return NULL;
  texts_add(phrases, concat(json_raw(json_get(answer, "accepted")), " accepted", (char*)NULL));
  const char* duplicates = json_raw(json_get(answer, "duplicates"));
  if (strcmp(duplicates, "0") != 0) {
    texts_add(phrases, concat(duplicates, " duplicate", (char*)NULL));
  }
  const json* line = json_get(answer, "errors")->first;
  for (; line != NULL; line = line->next) {
    texts_add(phrases, concat("record ", json_raw(json_get(line, "index")), " ",
                              failure_text(json_get(line, "error")), (char*)NULL));
  }
  return answer;
}

/* {"key": "x", …the members of the object, if there is one…} */
static char* keyed(const char* key, const char* members) {
  const char* head = concat("{\"key\":", json_quoted(key), (char*)NULL);
  if (members == NULL || *members == '\0') return concat(head, "}", (char*)NULL);
  const char* first = members + 1 + strspn(members + 1, " \n");
  return concat(head, *first == '}' ? "" : ",", members + 1, (char*)NULL);
}

static const json* create(steps* with, const char* noun, words* in) {
  const char* key = words_next(in);
  char* request = body(with, in);
  if (strcmp(noun, "segment") == 0) {
    request = concat("{\"key\":", json_quoted(key), ",\"where\":", request, "}", (char*)NULL);
  } else {
    request = keyed(key, request);
  }
  if (strcmp(noun, "provider") == 0 && strstr(request, "\"sandbox\"") != NULL) {
    request[strlen(request) - 1] = '\0';
    request =
        concat(request, member_text("directory", json_quoted(with->outbox)), "}", (char*)NULL);
  }
  return workspace_call(with->in, concat(noun, "s.create", (char*)NULL), request);
}

static const json* publish_flow(steps* with, words* in) {
  const char* key = words_next(in);
  if (workspace_call(with->in, "flows.create", keyed(key, body(with, in))) == NULL) return NULL;
  return workspace_call(with->in, "flows.publish", keyed(key, NULL));
}

static const json* publish_version(steps* with, words* in) {
  const char* key = words_next(in);
  if (workspace_call(with->in, "flows.update", keyed(key, body(with, in))) == NULL) return NULL;
  return workspace_call(with->in, "flows.publish", keyed(key, NULL));
}

/* The path of a file that the nearest folder above the scenario has. */
static char* path_above(const char* file, const char* path) {
  char folder[PATH_MAX];
  if (realpath(file, folder) == NULL) die("cannot find %s", file);
  for (char* slash = strrchr(folder, '/'); slash != NULL; slash = strrchr(folder, '/')) {
    *slash = '\0';
    char* found = concat(folder, "/", path, (char*)NULL);
    if (access(found, R_OK) == 0) return found;
  }
  die("no folder above has %s", path);
  return NULL;
}

static void load(steps* with, words* in) {
  static const char* const nouns[] = {"lists", "segments", "templates", "flows"};
  size_t size = 0;
  const char* text = read_file(path_above(with->file, words_next(in)), &size);
  const json* bundle = json_parse(text, size);
  for (size_t i = 0; i < sizeof nouns / sizeof *nouns; ++i) {
    const json* list = json_get(bundle, nouns[i]);
    const json* document = list == NULL ? NULL : list->first;
    for (; document != NULL; document = document->next) {
      const char* operation = concat(nouns[i], ".create", (char*)NULL);
      if (workspace_call(with->in, operation, json_raw(document)) == NULL) return;
      if (strcmp(nouns[i], "flows") != 0) continue;
      const char* key = keyed(json_text(document, "key"), NULL);
      if (workspace_call(with->in, "flows.publish", key) == NULL) return;
    }
  }
}

static const json* subscribe(steps* with, words* in) {
  const char* who = words_next(in);
  const char* request = concat("{\"key\":", json_quoted(words_next(in)),
                               ",\"profile\":", opening(who), "}}", (char*)NULL);
  return workspace_call(with->in, "lists.add", request);
}

static const json* start(steps* with, words* in) {
  const char* key = words_next(in);
  const char* who = words_next(in);
  const char* properties = body(with, in);
  const char* given = *properties == '\0' ? "" : member_text("properties", properties);
  const char* request = concat("{\"key\":", json_quoted(key), ",\"profile\":", opening(who), "}",
                               given, "}", (char*)NULL);
  return workspace_call(with->in, "flows.start", request);
}

static void advance(steps* with, words* in) {
  const char* by = words_next(in);
  if (strcmp(by, "to") == 0) workspace_advance_to(with->in, instant(words_next(in)));
  else workspace_advance_by(with->in, by);
}

static void print_member(steps* with, words* in, texts* phrases) {
  const char* profile = concat(opening(words_next(in)), "}", (char*)NULL);
  const int inside = workspace_is_member(with->in, words_next(in), profile);
  if (with->in->failure == NULL) texts_add(phrases, format("%s", inside ? "yes" : "no"));
}

static void print_members(steps* with, words* in, texts* phrases) {
  texts found = {NULL, 0, 0};
  const json* member = workspace_items(with->in, "segments.members", keyed(words_next(in), NULL));
  for (; member != NULL; member = member->next) {
    texts_add(&found, format("%s", name_of(with->in, json_text(member, "id"))));
  }
  texts_sort(&found);
  texts_add(phrases, found.count == 0 ? format("nobody") : texts_join(&found, ", "));
}

/* The newest message to an address, as the bytes that left. */
static char* newest_message(steps* with, const char* address) {
  const char* name = "";
  const json* send = workspace_items(with->in, "sends.list", "{}");
  for (; send != NULL; send = send->next) {
    if (strcmp(json_text(send, "address"), address) != 0) continue;
    if (strcmp(json_text(send, "state"), "accepted") != 0) continue;
    name = json_text(send, "provider_message_id");
  }
  if (*name == '\0') die("no message has gone to %s", address);
  size_t size = 0;
  return read_file(concat(with->outbox, "/", name, ".eml", (char*)NULL), &size);
}

static void print_mail(steps* with, words* in, texts* phrases) {
  const char* message = newest_message(with, words_next(in));
  texts_add(phrases, format("%s", strstr(message, words_rest(in)) != NULL ? "yes" : "no"));
}

/* The link of the List-Unsubscribe header ends in /u/TOKEN>. */
static const json* unsubscribe(steps* with, words* in) {
  const char* header = strstr(newest_message(with, words_next(in)), "List-Unsubscribe:");
  const char* token = header == NULL ? NULL : strstr(header, "/u/");
  if (token == NULL) die("the message has no one-click link");
  token = json_quoted(copy_of(token + 3, strcspn(token + 3, ">")));
  const char* request =
      concat("{\"token\":", token, member_text("action", "\"unsubscribe\""), "}", (char*)NULL);
  return workspace_call(with->in, "links.handle", request);
}

/* Of the newest message that has gone to the address. */
static const json* record_receipt(steps* with, words* in) {
  const char* address = words_next(in);
  const char* state = json_quoted(words_next(in));
  const char* flag = words_rest(in);
  const char* id = "";
  const json* send = workspace_items(with->in, "sends.list", "{}");
  for (; send != NULL; send = send->next) {
    if (strcmp(json_text(send, "address"), address) != 0) continue;
    if (strcmp(json_text(send, "state"), "accepted") != 0) continue;
    id = json_text(send, "id");
  }
  const char* told = *flag == '\0' ? "" : member_text(flag, "true");
  const char* request =
      concat("{\"send\":", json_quoted(id), member_text("state", state), told, "}", (char*)NULL);
  return workspace_call(with->in, "receipts.record", request);
}

static void print_pointers(const step* what, const json* answer, texts* phrases) {
  texts printed = {NULL, 0, 0};
  for (size_t i = 0; i < what->pointers.count; ++i) {
    const json* found = json_at(answer, what->pointers.items[i]);
    texts_add(&printed, found == NULL ? format("-") : json_raw(found));
  }
  if (printed.count > 0) texts_add(phrases, texts_join(&printed, " "));
}

static const json* carry_out_verb(steps* with, const step* what, texts* phrases) {
  static const char* const records[] = {"identify", "track", "alias", "consent"};
  static const char* const nouns[] = {"segment", "template", "provider", "list"};
  words in = {what->text};
  const char* verb = words_next(&in);
  for (size_t i = 0; i < sizeof records / sizeof *records; ++i) {
    if (strcmp(verb, records[i]) != 0) continue;
    while (*in.rest == ' ') ++in.rest;
    return workspace_record(with->in, verb, record_text(with, verb, &in));
  }
  for (size_t i = 0; i < sizeof nouns / sizeof *nouns; ++i) {
    if (strcmp(verb, nouns[i]) == 0) return create(with, verb, &in);
  }
  if (strcmp(verb, "flow") == 0) return publish_flow(with, &in);
  if (strcmp(verb, "publish") == 0) return publish_version(with, &in);
  if (strcmp(verb, "subscribe") == 0) return subscribe(with, &in);
  if (strcmp(verb, "start") == 0) return start(with, &in);
  if (strcmp(verb, "ingest") == 0) return ingest(with, &in, phrases);
  if (strcmp(verb, "call") == 0) {
    const char* operation = words_next(&in);
    return workspace_call(with->in, operation, body(with, &in));
  }
  if (strcmp(verb, "let") == 0) {
    texts_add(&with->names, words_next(&in));
    texts_add(&with->documents, words_rest(&in));
  } else if (strcmp(verb, "load") == 0) {
    load(with, &in);
  } else if (strcmp(verb, "member") == 0) {
    print_member(with, &in, phrases);
  } else if (strcmp(verb, "members") == 0) {
    print_members(with, &in, phrases);
  } else if (strcmp(verb, "mail") == 0) {
    print_mail(with, &in, phrases);
  } else if (strcmp(verb, "unsubscribe") == 0) {
    return unsubscribe(with, &in);
  } else if (strcmp(verb, "receipt") == 0) {
    return record_receipt(with, &in);
  } else if (strcmp(verb, "advance") == 0) {
    advance(with, &in);
  } else if (strcmp(verb, "settle") == 0) {
    workspace_settle(with->in);
  } else if (strcmp(verb, "restart") == 0) {
    workspace_restart(with->in);
  } else if (strcmp(verb, "verify") == 0) {
    texts_add(phrases, verdict(workspace_verify(with->in)));
  } else if (strcmp(verb, "clock") != 0) {
    die("no such step: %s", verb);
  }
  return NULL;
}

const json* carry_out(steps* with, const step* what, texts* phrases) {
  with->in->failure = NULL;
  const json* answer = carry_out_verb(with, what, phrases);
  if (with->in->failure != NULL) texts_add(phrases, with->in->failure);
  else print_pointers(what, answer, phrases);
  return answer;
}
