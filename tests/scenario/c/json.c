#include "json.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

typedef struct {
  const char *at, *end, *whole;
} reader;

static json* read_value(reader* in);

static void unreadable(const reader* in) {
  die("the library answered what is no JSON: %s", in->whole);
}

static void skip_space(reader* in) {
  while (in->at < in->end && strchr(" \n\r\t", *in->at) != NULL) ++in->at;
}

static char peek(reader* in) {
  skip_space(in);
  if (in->at >= in->end) unreadable(in);
  return *in->at;
}

static void expect(reader* in, char c) {
  if (peek(in) != c) unreadable(in);
  ++in->at;
}

static unsigned read_hex(reader* in) {
  char digits[5] = {0};
  if (in->end - in->at < 4) unreadable(in);
  memcpy(digits, in->at, 4);
  in->at += 4;
  return (unsigned)strtoul(digits, NULL, 16);
}

static char* put_utf8(char* out, unsigned point) {
  if (point < 0x80) {
    *out++ = (char)point;
  } else if (point < 0x800) {
    *out++ = (char)(0xC0 | point >> 6);
    *out++ = (char)(0x80 | (point & 0x3F));
  } else {
    if (point < 0x10000) {
      *out++ = (char)(0xE0 | point >> 12);
    } else {
      *out++ = (char)(0xF0 | point >> 18);
      *out++ = (char)(0x80 | (point >> 12 & 0x3F));
    }
    *out++ = (char)(0x80 | (point >> 6 & 0x3F));
    *out++ = (char)(0x80 | (point & 0x3F));
  }
  return out;
}

static char* read_escape(reader* in, char* out) {
  const char c = *in->at++;
  const char *names = "bfnrt", *values = "\b\f\n\r\t";
  const char* found = strchr(names, c);
  if (c == 'u') {
    unsigned point = read_hex(in);
    if (point >= 0xD800 && point < 0xDC00 && in->end - in->at >= 6) {
      in->at += 2; /* the \u of the second half */
      point = 0x10000 + ((point - 0xD800) << 10) + (read_hex(in) - 0xDC00);
    }
    return put_utf8(out, point);
  }
  *out = found != NULL && c != '\0' ? values[found - names] : c;
  return out + 1;
}

static char* read_string(reader* in) {
  expect(in, '"');
  char *text = arena_alloc((size_t)(in->end - in->at) + 1), *out = text;
  while (in->at < in->end && *in->at != '"') {
    if (*in->at == '\\' && in->end - in->at > 1) {
      ++in->at;
      out = read_escape(in, out);
    } else {
      *out++ = *in->at++;
    }
  }
  expect(in, '"');
  return copy_of(text, (size_t)(out - text));
}

/* The items or members up to the closing bracket. */
static json* read_children(reader* in, char close) {
  json *first = NULL, **end = &first;
  ++in->at;
  if (peek(in) == close) {
    ++in->at;
    return NULL;
  }
  for (;;) {
    char* key = NULL;
    if (close == '}') {
      skip_space(in);
      key = read_string(in);
      expect(in, ':');
    }
    *end = read_value(in);
    (*end)->key = key;
    end = &(*end)->next;
    if (peek(in) == close) break;
    expect(in, ',');
  }
  ++in->at;
  return first;
}

static json* read_value(reader* in) {
  json* node = arena_alloc(sizeof *node);
  const char c = peek(in);
  node->raw = in->at;
  if (c == '"') {
    node->kind = JSON_STRING;
    node->text = read_string(in);
  } else if (c == '{' || c == '[') {
    node->kind = c == '{' ? JSON_OBJECT : JSON_ARRAY;
    node->first = read_children(in, c == '{' ? '}' : ']');
  } else {
    while (in->at < in->end && strchr(",]} \n\r\t", *in->at) == NULL) ++in->at;
  }
  node->raw_size = (size_t)(in->at - node->raw);
  if (node->raw_size == 0) unreadable(in);
  return node;
}

json* json_parse(const char* text, size_t size) {
  const char* copy = copy_of(text, size);
  reader in = {copy, copy + size, copy};
  json* node = read_value(&in);
  skip_space(&in);
  if (in.at != in.end) unreadable(&in);
  return node;
}

const json* json_get(const json* node, const char* key) {
  if (node == NULL || node->kind != JSON_OBJECT) return NULL;
  for (const json* member = node->first; member != NULL; member = member->next) {
    if (strcmp(member->key, key) == 0) return member;
  }
  return NULL;
}

const char* json_text(const json* node, const char* key) {
  const json* member = json_get(node, key);
  return member != NULL && member->text != NULL ? member->text : "";
}

/* One reference token of a pointer with ~1 and ~0 undone. */
static char* token_of(const char* start, size_t size) {
  char *token = copy_of(start, size), *out = token;
  for (const char* in = token; *in != '\0'; ++in) {
    if (in[0] == '~' && (in[1] == '0' || in[1] == '1')) *out++ = *++in == '0' ? '~' : '/';
    else *out++ = *in;
  }
  *out = '\0';
  return token;
}

const json* json_at(const json* node, const char* pointer) {
  while (node != NULL && *pointer == '/') {
    const size_t size = strcspn(++pointer, "/");
    const char* token = token_of(pointer, size);
    pointer += size;
    if (node->kind != JSON_ARRAY) {
      node = json_get(node, token);
      continue;
    }
    char* end = NULL;
    unsigned long index = strtoul(token, &end, 10);
    const json* item = end == token || *end != '\0' ? NULL : node->first;
    while (item != NULL && index-- > 0) item = item->next;
    node = item;
  }
  return node;
}

char* json_raw(const json* node) { return copy_of(node->raw, node->raw_size); }
