/* Batches of UDP datagrams with what the kernel knows of each: where to, through what, when, and what was lost. */
#ifndef CLINUX_DATAGRAMS_H
#define CLINUX_DATAGRAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An address and port in host order. IPv4 is in the low 32 bits of `low`. */
struct clinux_endpoint {
    uint64_t high;
    uint64_t low;
    uint32_t scope;
    uint16_t port;
    bool is_v6;
};

/* One datagram of a batch; `bytes` is valid until the next read. */
struct clinux_received {
    const uint8_t *bytes;
    uint32_t length;
    uint32_t interface;
    uint32_t drops;        /* SO_RXQ_OVFL: the socket's running total when this one was queued; wraps */
    bool has_drops;
    bool has_time;
    bool is_truncated;
    int64_t nanoseconds;   /* SO_TIMESTAMPNS, since the epoch */
    struct clinux_endpoint source;
    struct clinux_endpoint destination; /* the local address to answer from; port 0 */
};

/* One datagram to send; its octets are at `offset` of the base given to clinux_send. */
struct clinux_outgoing {
    size_t offset;
    size_t length;
    uint32_t interface;    /* 0: by the routing table */
    bool pins_source;
    struct clinux_endpoint destination;
    struct clinux_endpoint source;
};

/* The preallocated headers and buffers of one socket. */
struct clinux_receiver;

/* recvmmsg is hidden behind _GNU_SOURCE, its headers point at each other, which Swift can only express with pointers
 * pinned for the receiver's life, and CMSG_FIRSTHDR, CMSG_NXTHDR and CMSG_DATA are macros with casts. */
struct clinux_receiver *clinux_receiver_create(unsigned batch, size_t packet_limit);
void clinux_receiver_free(struct clinux_receiver *receiver);
/* Reads at most `limit` datagrams without waiting; how many, or minus errno. */
int clinux_receive(struct clinux_receiver *receiver, int descriptor, unsigned limit, const struct clinux_received **out);

/* sendmmsg and CMSG_SPACE: as above. Sends in order until one fails; how many, or minus errno of the first. */
int clinux_send(
    int descriptor, bool is_v6_socket, const uint8_t *base, const struct clinux_outgoing *items, unsigned count);

/* Addresses go through casts between sockaddr types, which Swift can express only by rebinding memory.
 * 0 or minus errno. */
int clinux_bind(int descriptor, const struct clinux_endpoint *endpoint);
int clinux_local_endpoint(int descriptor, struct clinux_endpoint *endpoint);

/* The options of a socket as one call, for they are macros of mixed kinds. 0 or minus errno. */
int clinux_ask_for_details(int descriptor, bool is_v6_socket);

/* A datagram of ours that the network could not deliver; `length` octets of its payload came back. */
struct clinux_undelivered {
    struct clinux_endpoint destination;
    size_t length;
    int code;
};

/* IP_RECVERR and its queue: macros, casts and control messages as above. The latter reads one error without waiting.
 * 0 or minus errno. */
int clinux_ask_for_errors(int descriptor, bool is_v6_socket);
int clinux_take_error(int descriptor, uint8_t *bytes, size_t room, struct clinux_undelivered *error);

/* A descriptor that is readable while that one has input or an error: libdispatch hears of errors alone by EPOLLERR, makes
 * nothing of it and waits again at once, for ever. struct epoll_event is packed and holds a union. The descriptor or
 * minus errno. */
int clinux_watch_input_and_errors(int descriptor);

/* SK_MEMINFO_DROPS is an enumerator used as an index, SO_MEMINFO fills a C array. The running total, or minus errno. */
int64_t clinux_socket_drops(int descriptor);

#endif
