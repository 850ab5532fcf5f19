/* What the files of the C program share. It sees the public header only. */
#ifndef BECKON_TESTS_CONTRACT_H
#define BECKON_TESTS_CONTRACT_H

#include <beckon/beckon.h>

#define CHECK(condition) check((condition) ? 1 : 0, #condition, __FILE__, __LINE__)
#define CHECK_STATUS(expected, call) check_status((expected), (call), #call, __FILE__, __LINE__)

/* Counts and prints a failure; the program goes on. */
void check(int holds, const char* what, const char* file, int line);
void check_status(beckon_status expected, beckon_status found, const char* what, const char* file,
                  int line);

/* A path in the program's directory, valid until the next call but seven. */
const char* path_of(const char* name);

/* A new workspace of that name with a manual clock at 2024-01-01; null after a failure. */
beckon_engine* open_manual(const char* name);

int equal(beckon_str text, const char* expected);
int holds(const beckon_buffer* buffer, const char* part);
int text_holds(beckon_str text, const char* part);

/* beckon_call with C strings. */
beckon_status call(beckon_engine* engine, const char* operation, const char* request,
                   beckon_buffer* result, beckon_error** err);

/* The parts of the program. */
void test_errors(void);
void test_lifecycle(void);
void test_records(void);
void test_questions(void);
void test_bulk(void);
void test_time(void);
void test_transport(void);
void test_sender(void);
void test_clock(void);
void test_threads(void);
void test_fork(void);

#endif
