#define _GNU_SOURCE
#include "CLinux.h"

#include <string.h>
#include <sys/timex.h>

int clinux_read_kernel_clock(struct clinux_kernel_clock *clock) {
    struct timex state;
    memset(&state, 0, sizeof state);
    if (adjtimex(&state) < 0) return -errno;
    clock->is_synchronised = !(state.status & STA_UNSYNC);
    clock->maximum_error_microseconds = state.maxerror;
    clock->estimated_error_microseconds = state.esterror;
    clock->frequency_ppm_65536 = state.freq;
    clock->leap = state.status & STA_INS ? 1 : state.status & STA_DEL ? -1 : 0;
    clock->tai_offset_seconds = state.tai;
    return 0;
}
