/* Unix stream sockets: their addresses, and who is at the other end. */
#ifndef CLINUX_LOCAL_H
#define CLINUX_LOCAL_H

#include <stdint.h>
#include <sys/types.h>

/* sockaddr_un holds its path as a C array of 108, which Swift sees as a tuple. 0 or minus errno. */
int clinux_local_bind(int descriptor, const char *path);
int clinux_local_connect(int descriptor, const char *path);

/* struct timeval belongs to no module of its own, so Swift's explicit imports cannot name it. For a unix socket this is
 * the limit of connect, too. 0 or minus errno. */
int clinux_limit_sending(int descriptor, int64_t microseconds);

/* accept4 is hidden behind _GNU_SOURCE. A non-blocking descriptor that no program inherits, or minus errno. */
int clinux_accept(int descriptor);

/* struct ucred is hidden behind _GNU_SOURCE. 0 or minus errno. */
int clinux_peer_credentials(int descriptor, uid_t *user, gid_t *group, pid_t *process);

/* SO_PEERGROUPS answers ERANGE with the size that it needs. How many groups there are, or minus errno. */
int clinux_peer_groups(int descriptor, gid_t *groups, int capacity);

#endif
