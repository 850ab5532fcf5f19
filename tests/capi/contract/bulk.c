/* Tables in and out, backups. */
#include <stdlib.h>

#include "contract.h"

static const char kTable[] = "Email,Plan\nann@x.example,pro\nnobody,pro\nbob@x.example,free\n";

/* All parts one after the other; the caller frees. */
static char* read_all(beckon_export* rows) {
  char* all = calloc(1, 1);
  size_t size = 0;
  for (;;) {
    beckon_buffer part = {NULL, 0};
    char* more;
    CHECK_STATUS(BECKON_OK, beckon_export_read(rows, &part, NULL));
    if (part.size == 0) break;
    more = realloc(all, size + part.size + 1);
    if (more == NULL) abort();
    all = more;
    memcpy(all + size, part.data, part.size + 1);
    size += part.size;
    beckon_buffer_dispose(&part);
  }
  return all;
}

static void test_table_in_and_out(void) {
  beckon_engine* engine = open_manual("bulk");
  beckon_import* import = NULL;
  beckon_export* rows = NULL;
  beckon_buffer result = {NULL, 0};
  beckon_error* error = NULL;
  char* text;
  const beckon_str table = beckon_str_of(kTable);
  const beckon_str head = {table.data, 17};
  const beckon_str rest = {table.data + 17, table.size - 17};

  CHECK_STATUS(BECKON_OK, beckon_import_open(engine, beckon_str_of(""), &import, &error));
  CHECK_STATUS(BECKON_OK, beckon_import_write(import, head, NULL, &error));
  CHECK_STATUS(BECKON_OK, beckon_import_write(import, rest, &result, &error));
  CHECK(holds(&result, "\"rows\":3"));
  CHECK(holds(&result, "\"text\":\"nobody,pro\""));
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_OK, beckon_import_finish(import, &result, &error));
  CHECK(holds(&result, "\"accepted\":2"));
  CHECK(holds(&result, "\"rejects\":[]"));
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_CONFLICT, beckon_import_write(import, rest, &result, &error));
  beckon_import_destroy(&import);
  CHECK(import == NULL);
  beckon_import_destroy(&import);
  beckon_import_destroy(NULL);

  CHECK_STATUS(BECKON_OK,
               beckon_export_open(engine,
                                  beckon_str_of("{\"of\": \"profiles\", \"format\": \"csv\", "
                                                "\"columns\": [\"email\", \"traits.plan\"]}"),
                                  &rows, &error));
  text = read_all(rows);
  CHECK(strcmp(text, "email,traits.plan\r\nann@x.example,pro\r\nbob@x.example,free\r\n") == 0);
  free(text);
  beckon_export_destroy(&rows);
  CHECK(rows == NULL);
  beckon_export_destroy(&rows);
  beckon_export_destroy(NULL);
  beckon_error_destroy(&error);
  beckon_close(&engine);
}

/* What a failed call leaves behind. */
static void test_bulk_mistakes(void) {
  beckon_engine* engine = open_manual("bulk-mistakes");
  beckon_import* import = NULL;
  beckon_export* rows = NULL;
  beckon_buffer result = {NULL, 0};
  beckon_error* error = NULL;
  const beckon_str null_with_length = {NULL, 7};

  CHECK_STATUS(BECKON_INVALID_REQUEST,
               beckon_import_open(engine, beckon_str_of("{\"colums\": {}}"), &import, &error));
  CHECK(import == NULL && beckon_error_issue_count(error) == 1);
  CHECK_STATUS(BECKON_INVALID_REQUEST,
               beckon_import_open(engine, beckon_str_of("{}"), NULL, &error));
  CHECK_STATUS(BECKON_CLOSED, beckon_import_open(NULL, beckon_str_of("{}"), &import, &error));
  CHECK_STATUS(BECKON_INVALID_REQUEST,
               beckon_import_write(NULL, beckon_str_of(""), &result, &error));
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_import_finish(NULL, &result, &error));
  CHECK_STATUS(BECKON_OK, beckon_import_open(engine, beckon_str_of("{}"), &import, &error));
  CHECK_STATUS(BECKON_INVALID_REQUEST,
               beckon_import_write(import, null_with_length, &result, &error));
  CHECK(result.data == NULL && result.size == 0);

  CHECK_STATUS(BECKON_INVALID_REQUEST,
               beckon_export_open(engine, beckon_str_of("{}"), &rows, &error));
  CHECK(rows == NULL);
  CHECK_STATUS(BECKON_CLOSED, beckon_export_open(NULL, beckon_str_of("{}"), &rows, &error));
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_export_read(NULL, &result, &error));
  CHECK_STATUS(BECKON_OK,
               beckon_export_open(engine, beckon_str_of("{\"of\": \"events\"}"), &rows, &error));
  CHECK_STATUS(BECKON_INVALID_REQUEST, beckon_export_read(rows, NULL, &error));

  /* They may outlive their engine. */
  beckon_close(&engine);
  CHECK_STATUS(BECKON_CLOSED, beckon_import_write(import, beckon_str_of("x"), &result, &error));
  CHECK_STATUS(BECKON_CLOSED, beckon_import_finish(import, &result, &error));
  CHECK_STATUS(BECKON_CLOSED, beckon_export_read(rows, &result, &error));
  beckon_import_destroy(&import);
  beckon_export_destroy(&rows);
  beckon_error_destroy(&error);
}

static int32_t stop_at_once(void* user, uint64_t done, uint64_t of) {
  (void)done;
  (void)of;
  ++*(int*)user;
  return 1;
}

static void test_copies(void) {
  beckon_engine* engine = open_manual("copied");
  beckon_buffer result = {NULL, 0};
  beckon_error* error = NULL;
  const beckon_progress_hook nobody = {NULL, NULL};
  int told = 0;
  beckon_progress_hook stops = {NULL, stop_at_once};
  const beckon_str copy = beckon_str_of(path_of("copy"));
  stops.user = &told;

  CHECK_STATUS(BECKON_CANCELLED, beckon_backup(engine, copy, stops, &result, &error));
  CHECK(told == 1);
  CHECK_STATUS(BECKON_OK, beckon_backup(engine, copy, nobody, &result, &error));
  CHECK(holds(&result, "\"bytes\":"));
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_CONFLICT, beckon_backup(engine, copy, nobody, NULL, &error));
  CHECK_STATUS(BECKON_CLOSED, beckon_backup(NULL, copy, nobody, NULL, &error));
  CHECK_STATUS(BECKON_BUSY,
               beckon_compact(beckon_str_of(path_of("copied")), nobody, &result, &error));
  CHECK_STATUS(BECKON_CANCELLED, beckon_compact(copy, stops, &result, &error));
  CHECK_STATUS(BECKON_OK, beckon_compact(copy, nobody, &result, &error));
  CHECK(holds(&result, "\"after\":"));
  beckon_buffer_dispose(&result);
  CHECK_STATUS(BECKON_NOT_FOUND,
               beckon_compact(beckon_str_of(path_of("none")), nobody, &result, &error));
  beckon_error_destroy(&error);
  beckon_close(&engine);
}

void test_bulk(void) {
  test_table_in_and_out();
  test_bulk_mistakes();
  test_copies();
}
