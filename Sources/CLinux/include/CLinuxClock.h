/* The kernel's own clock. */
#ifndef CLINUX_CLOCK_H
#define CLINUX_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* What adjtimex tells without changing anything. */
struct clinux_kernel_clock {
    bool is_synchronised;
    int64_t maximum_error_microseconds;
    int64_t estimated_error_microseconds;
    int64_t frequency_ppm_65536; /* parts per million, in 2^-16 */
    int32_t leap;                /* 1, -1 or 0 */
    int32_t tai_offset_seconds;
};

/* struct timex and its flags come from a header that Swift's Glibc module leaves out. 0 or minus errno. */
int clinux_read_kernel_clock(struct clinux_kernel_clock *clock);

#endif
