// What loading MIB modules needs of C and Swift cannot say for itself; each with its reason.
#ifndef TOCSIN_CNETSNMP_NAMES_H
#define TOCSIN_CNETSNMP_NAMES_H

#include "shim.h"

#include <sys/syscall.h>
#include <unistd.h>

/// An anonymous file in memory, closed on exec, or -1. `memfd_create` is declared for _GNU_SOURCE only, with which
/// Swift's Glibc module was not built, and `syscall` is variadic, which Swift does not import.
static inline int tocsin_memory_file(const char *name)
{
    const unsigned int close_on_exec = 1;
    return (int)syscall(SYS_memfd_create, name, close_on_exec);
}

/// Makes the parser forget the path of the latest file, to which it keeps a pointer for its messages: the constant stays
/// where it is for ever, which no string of Swift's can promise.
static inline void tocsin_forget_mib_path(void) { (void)add_mibfile("/dev/null", (const char *)0); }

#endif
