/* The public header alone, as C99. */
#include <beckon/beckon.h>

int beckon_header_is_c99(void);
int beckon_header_is_c99(void) { return (int)beckon_str_of("four").size; }
