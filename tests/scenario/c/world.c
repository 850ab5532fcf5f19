#include "world.h"

#include <string.h>

static struct name {
  const char *profile, *name;
  struct name* next;
} * names;

static const char* name_in(const json* profile) {
  static const char* const kinds[][2] = {
      {"user_id", ""}, {"email", "email:"}, {"phone", "phone:"}, {"anonymous_id", "anonymous:"}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; ++i) {
    const json* identifiers = json_get(profile, "identifiers");
    const json* one = identifiers == NULL ? NULL : identifiers->first;
    for (; one != NULL; one = one->next) {
      if (strcmp(json_text(one, "kind"), kinds[i][0]) != 0) continue;
      return format("%s%s", kinds[i][1], json_text(one, "value"));
    }
  }
  return "nobody";
}

const char* name_of(workspace* in, const char* profile) {
  struct name* known = names;
  while (known != NULL && strcmp(known->profile, profile) != 0) known = known->next;
  const char* request = concat("{\"profile\":{\"id\":", json_quoted(profile), "}}", (char*)NULL);
  const json* found = workspace_call(in, "profiles.get", request);
  if (strcmp(json_text(found, "id"), profile) == 0) {
    if (known == NULL) {
      known = arena_alloc(sizeof *known);
      known->profile = profile;
      known->next = names;
      names = known;
    }
    known->name = name_in(found);
  }
  return known == NULL ? "nobody" : known->name;
}

static fact* add_fact(world* to, group kind) {
  if (to->count == to->room) {
    to->room = to->room == 0 ? 64 : to->room * 2;
    fact* grown = arena_alloc(to->room * sizeof *grown);
    if (to->count > 0) memcpy(grown, to->facts, to->count * sizeof *grown);
    to->facts = grown;
  }
  fact* added = &to->facts[to->count++];
  added->group = kind;
  added->profile = added->subject = added->node = "";
  added->state = copy_of("", 0);
  return added;
}

static const fact* find_fact(const world* in, const char* key) {
  for (size_t i = 0; i < in->count; ++i) {
    if (strcmp(in->facts[i].key, key) == 0) return &in->facts[i];
  }
  return NULL;
}

static const char* key_request(const char* key) {
  return concat("{\"key\":", json_quoted(key), "}", (char*)NULL);
}

static void look_at_members(workspace* in, const char* key, world* to) {
  const json* member = workspace_items(in, "segments.members", key_request(key));
  for (; member != NULL; member = member->next) {
    fact* seen = add_fact(to, GROUP_MEMBERSHIP);
    seen->profile = json_text(member, "id");
    seen->subject = key;
    seen->key = format("member %s %s", key, seen->profile);
    const char* name = name_of(in, seen->profile);
    seen->here = format("%s entered %s", name, key);
    seen->gone = format("%s left %s", name, key);
  }
}

static void look_at_entries(workspace* in, const char* key, world* to) {
  const json* entry = workspace_items(in, "flows.entries", key_request(key));
  for (; entry != NULL; entry = entry->next) {
    fact* seen = add_fact(to, GROUP_ENTRY);
    const char *state = json_text(entry, "state"), *reason = json_text(entry, "reason");
    seen->profile = json_text(entry, "profile");
    seen->subject = json_text(entry, "id");
    seen->key = format("entry %s", seen->subject);
    const char* name = name_of(in, seen->profile);
    if (strcmp(state, "active") == 0) {
      seen->node = json_text(entry, "node");
      seen->here = format("%s in %s at %s", name, key, seen->node);
    } else {
      const int shown = strcmp(state, "exited") == 0 && *reason != '\0';
      seen->here = format("%s %s %s%s%s", name, state, key, shown ? " " : "", shown ? reason : "");
    }
    seen->state = format("%s %s", state, seen->node);
    seen->gone = format("gone: %s", seen->here);
  }
}

static void look_at_sends(workspace* in, world* to) {
  const json* send = workspace_items(in, "sends.list", "{}");
  for (; send != NULL; send = send->next) {
    fact* seen = add_fact(to, GROUP_SEND);
    seen->key = format("send %s", json_text(send, "id"));
    seen->state = format("%s", json_text(send, "state"));
    const char* address = json_text(send, "address");
    char* what =
        format("%s to %s", json_text(send, "template"), *address == '\0' ? "nobody" : address);
    /* An excluded one is told by its exclusion. */
    const int told = strcmp(seen->state, "excluded") == 0;
    seen->here = told ? what + strlen(what) : format("%s %s", seen->state, what);
    seen->gone = format("gone: %s", what);
  }
}

static void look_at_exclusions(workspace* in, world* to) {
  const json* exclusion = workspace_items(in, "exclusions.list", "{}");
  for (; exclusion != NULL; exclusion = exclusion->next) {
    const char* profile = json_text(exclusion, "profile");
    char* what =
        format("from %s: %s", json_text(exclusion, "template"), json_text(exclusion, "reason"));
    char* key = NULL;
    unsigned alike = 0; /* exclusions may be alike: the how-manieth one it is */
    do {
      key = format("exclusion %s %s %u", profile, what, alike++);
    } while (find_fact(to, key) != NULL);
    fact* seen = add_fact(to, GROUP_EXCLUSION);
    seen->profile = profile;
    seen->key = key;
    seen->here = format("excluded %s %s", name_of(in, profile), what);
    seen->gone = format("gone: %s", seen->here);
  }
}

world look(workspace* in) {
  world seen = {NULL, 0, 0};
  const json* segment = workspace_items(in, "segments.list", "{}");
  for (; segment != NULL; segment = segment->next) {
    look_at_members(in, json_text(segment, "key"), &seen);
  }
  const json* flow = workspace_items(in, "flows.list", "{}");
  for (; flow != NULL; flow = flow->next) {
    const int is_draft = strcmp(json_text(flow, "status"), "draft") == 0; /* nobody is in it */
    if (!is_draft) look_at_entries(in, json_text(flow, "key"), &seen);
  }
  look_at_sends(in, &seen);
  look_at_exclusions(in, &seen);
  return seen;
}

static int is_change(const world* before, const fact* now) {
  const fact* old = find_fact(before, now->key);
  return old == NULL || strcmp(old->state, now->state) != 0;
}

void add_changes(const world* before, const world* after, texts* phrases) {
  for (group kind = GROUP_MEMBERSHIP; kind <= GROUP_EXCLUSION; kind = (group)(kind + 1)) {
    texts found = {NULL, 0, 0};
    for (size_t i = 0; i < before->count; ++i) {
      const fact* old = &before->facts[i];
      if (old->group == kind && find_fact(after, old->key) == NULL) texts_add(&found, old->gone);
    }
    for (size_t i = 0; i < after->count; ++i) {
      const fact* now = &after->facts[i];
      if (now->group != kind || *now->here == '\0' || !is_change(before, now)) continue;
      texts_add(&found, now->here);
    }
    texts_sort(&found);
    for (size_t i = 0; i < found.count; ++i) texts_add(phrases, found.items[i]);
  }
}

/* Null when both hold the same, else what is wrong. */
static char* disagreement(const char* what, texts* claimed, texts* happened) {
  texts_sort(claimed);
  texts_sort(happened);
  const char *says = texts_join(claimed, ", "), *shows = texts_join(happened, ", ");
  if (strcmp(says, shows) == 0) return NULL;
  return format("the answer's \"%s\" says [%s] but the workspace shows [%s]", what, says, shows);
}

static texts strings_of(const json* list) {
  texts found = {NULL, 0, 0};
  for (const json* item = list == NULL ? NULL : list->first; item != NULL; item = item->next) {
    texts_add(&found, item->text);
  }
  return found;
}

/* "ENTRY at NODE" of the last move of each entry. */
static texts last_moves(const json* flows) {
  texts found = {NULL, 0, 0};
  for (const json* move = flows->first; move != NULL; move = move->next) {
    const char* entry = json_text(move, "entry");
    const json* later = move->next;
    while (later != NULL && strcmp(json_text(later, "entry"), entry) != 0) later = later->next;
    if (later == NULL) texts_add(&found, format("%s at %s", entry, json_text(move, "node")));
  }
  return found;
}

char* check_claims(const json* answer, const world* before, const world* after) {
  const json* flows = json_get(answer, "flows");
  if (json_get(answer, "entered") == NULL || flows == NULL) return NULL;
  const char* profile = json_text(answer, "profile");
  texts entered = {NULL, 0, 0}, left = {NULL, 0, 0}, moved = {NULL, 0, 0};
  for (size_t i = 0; i < after->count; ++i) {
    const fact* now = &after->facts[i];
    if (strcmp(now->profile, profile) != 0 || !is_change(before, now)) continue;
    if (now->group == GROUP_MEMBERSHIP) texts_add(&entered, format("%s", now->subject));
    if (now->group == GROUP_ENTRY) texts_add(&moved, format("%s at %s", now->subject, now->node));
  }
  for (size_t i = 0; i < before->count; ++i) {
    const fact* old = &before->facts[i];
    if (old->group != GROUP_MEMBERSHIP || strcmp(old->profile, profile) != 0) continue;
    if (find_fact(after, old->key) == NULL) texts_add(&left, format("%s", old->subject));
  }
  texts claimed_in = strings_of(json_get(answer, "entered"));
  texts claimed_out = strings_of(json_get(answer, "left"));
  texts claimed_moves = last_moves(flows);
  char* wrong = disagreement("entered", &claimed_in, &entered);
  if (wrong == NULL) wrong = disagreement("left", &claimed_out, &left);
  if (wrong == NULL) wrong = disagreement("flows", &claimed_moves, &moved);
  return wrong;
}
