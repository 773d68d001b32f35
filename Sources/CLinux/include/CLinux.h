/* What Linux offers and Swift cannot call by itself. Each shim says why. Nothing here keeps state but the table of
 * caught signals; the rest of the house reaches Linux through the target Reactor. */
#ifndef CLINUX_H
#define CLINUX_H

#include <errno.h>
#include <linux/sock_diag.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/wait.h>

#include "CLinuxClock.h"
#include "CLinuxDatagrams.h"
#include "CLinuxInterfaces.h"
#include "CLinuxLocal.h"
#include "CLinuxSignals.h"

/* sys/eventfd.h and sys/timerfd.h are above because Swift's Glibc module leaves them out. */

/* struct timespec and timeval belong to whichever module's headers are read first, so that Swift's explicit imports cannot
 * name them in a target with several C modules. Arms a timerfd for an absolute time; 0 or minus errno. */
static inline int clinux_arm_timer(int descriptor, int64_t nanoseconds) {
    /* All zero would disarm it. */
    if (nanoseconds < 1) nanoseconds = 1;
    struct itimerspec when = {.it_value = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000}};
    return timerfd_settime(descriptor, TFD_TIMER_ABSTIME, &when, NULL) < 0 ? -errno : 0;
}

/* What tells one state of a file from another: st_mtim is a struct timespec. 0 or minus errno. */
struct clinux_file_mark {
    uint64_t device;
    uint64_t node;
    int64_t size;
    int64_t modified; /* nanoseconds since the epoch */
    bool is_regular;
};
static inline int clinux_file_mark(const char *path, struct clinux_file_mark *out) {
    struct stat status;
    if (stat(path, &status) < 0) return -errno;
    out->device = status.st_dev;
    out->node = status.st_ino;
    out->size = status.st_size;
    out->modified = (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
    out->is_regular = S_ISREG(status.st_mode);
    return 0;
}

/* WIFEXITED and its kin are macros with casts, which Swift does not import. */
static inline bool clinux_exited(int status) { return WIFEXITED(status); }
static inline int clinux_exit_status(int status) { return WEXITSTATUS(status); }
static inline bool clinux_signaled(int status) { return WIFSIGNALED(status); }
static inline int clinux_term_signal(int status) { return WTERMSIG(status); }

#endif
