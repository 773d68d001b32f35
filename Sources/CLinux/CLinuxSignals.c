#define _GNU_SOURCE
#include "CLinux.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/* The eventfd of each caught signal plus one, so that zero means none. */
static _Atomic int eventfds[_NSIG];

static void count(int signal) {
    int kept = errno;
    int eventfd = atomic_load(&eventfds[signal]) - 1;
    uint64_t one = 1;
    if (eventfd >= 0 && write(eventfd, &one, sizeof one) < 0) { /* full at 2^64 signals */ }
    errno = kept;
}

static void nothing(int signal) { (void)signal; }

static int handle(int signal, void (*handler)(int)) {
    if (signal <= 0 || signal >= _NSIG) return -EINVAL;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    return sigaction(signal, &action, NULL) < 0 ? -errno : 0;
}

int clinux_catch_signal(int signal, int eventfd) {
    if (signal <= 0 || signal >= _NSIG) return -EINVAL;
    atomic_store(&eventfds[signal], eventfd + 1);
    return handle(signal, count);
}

int clinux_release_signal(int signal) {
    int failed = handle(signal, SIG_DFL);
    if (!failed) atomic_store(&eventfds[signal], 0);
    return failed;
}

int clinux_disregard_signal(int signal) { return handle(signal, nothing); }
