// libdispatch tells syslog, under the program's own name, of each worker thread whose nice value it may not raise: noise
// that would stand among the events of `journalctl -t tocsind`. It reads this variable at its first message, so it must
// be set before main.
#define _GNU_SOURCE
#include <stdlib.h>

__attribute__((constructor)) static void clinux_hush_dispatch(void) { setenv("LIBDISPATCH_LOG", "NO", 0); }
