#define _GNU_SOURCE
#include "CLinux.h"

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Room for packet info (v4 or v6), a timestamp and a drop count, with their headers. */
enum { CONTROL_SPACE = 192, SEND_BATCH = 64 };

struct clinux_receiver {
    unsigned batch;
    size_t stride;
    size_t limit;
    size_t mapped;
    uint8_t *buffers;
    struct mmsghdr *headers;
    struct iovec *vectors;
    struct sockaddr_in6 *sources;
    struct clinux_received *received;
    uint8_t (*controls)[CONTROL_SPACE];
};

static uint64_t load64(const uint8_t *octets) {
    uint64_t word;
    memcpy(&word, octets, 8);
    return be64toh(word);
}

static void store64(uint8_t *octets, uint64_t word) {
    word = htobe64(word);
    memcpy(octets, &word, 8);
}

static void endpoint_from(struct clinux_endpoint *endpoint, const struct sockaddr_in6 *address) {
    memset(endpoint, 0, sizeof *endpoint);
    if (address->sin6_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
        endpoint->low = ntohl(v4->sin_addr.s_addr);
        endpoint->port = ntohs(v4->sin_port);
    } else {
        endpoint->high = load64(address->sin6_addr.s6_addr);
        endpoint->low = load64(address->sin6_addr.s6_addr + 8);
        endpoint->scope = address->sin6_scope_id;
        endpoint->port = ntohs(address->sin6_port);
        endpoint->is_v6 = true;
    }
}

static void in6_from(struct in6_addr *address, const struct clinux_endpoint *endpoint) {
    store64(address->s6_addr, endpoint->is_v6 ? endpoint->high : 0);
    store64(address->s6_addr + 8, endpoint->is_v6 ? endpoint->low : 0xffff00000000u | endpoint->low);
}

static socklen_t sockaddr_from(struct sockaddr_in6 *address, const struct clinux_endpoint *endpoint, bool is_v6_socket) {
    memset(address, 0, sizeof *address);
    if (!is_v6_socket) {
        struct sockaddr_in *v4 = (struct sockaddr_in *)address;
        v4->sin_family = AF_INET;
        v4->sin_port = htons(endpoint->port);
        v4->sin_addr.s_addr = htonl((uint32_t)endpoint->low);
        return sizeof *v4;
    }
    address->sin6_family = AF_INET6;
    address->sin6_port = htons(endpoint->port);
    address->sin6_scope_id = endpoint->scope;
    in6_from(&address->sin6_addr, endpoint);
    return sizeof *address;
}

struct clinux_receiver *clinux_receiver_create(unsigned batch, size_t packet_limit) {
    struct clinux_receiver *receiver = calloc(1, sizeof *receiver);
    if (!receiver || batch == 0) {
        free(receiver);
        return NULL;
    }
    receiver->batch = batch;
    receiver->limit = packet_limit;
    /* An odd number of cache lines, so that the heads of the buffers do not all fall into the same few sets. */
    receiver->stride = ((packet_limit + 63) / 64 | 1) * 64;
    receiver->mapped = receiver->stride * batch;
    void *buffers = mmap(NULL, receiver->mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    receiver->buffers = buffers == MAP_FAILED ? NULL : buffers;
    receiver->headers = calloc(batch, sizeof *receiver->headers);
    receiver->vectors = calloc(batch, sizeof *receiver->vectors);
    receiver->sources = calloc(batch, sizeof *receiver->sources);
    receiver->received = calloc(batch, sizeof *receiver->received);
    receiver->controls = calloc(batch, sizeof *receiver->controls);
    if (!receiver->buffers || !receiver->headers || !receiver->vectors || !receiver->sources || !receiver->received
        || !receiver->controls) {
        clinux_receiver_free(receiver);
        return NULL;
    }
    for (unsigned i = 0; i < batch; i++) {
        receiver->vectors[i].iov_base = receiver->buffers + i * receiver->stride;
        receiver->vectors[i].iov_len = packet_limit;
        struct msghdr *header = &receiver->headers[i].msg_hdr;
        header->msg_iov = &receiver->vectors[i];
        header->msg_iovlen = 1;
        header->msg_name = &receiver->sources[i];
        header->msg_control = receiver->controls[i];
    }
    return receiver;
}

void clinux_receiver_free(struct clinux_receiver *receiver) {
    if (!receiver) return;
    if (receiver->buffers) munmap(receiver->buffers, receiver->mapped);
    free(receiver->headers);
    free(receiver->vectors);
    free(receiver->sources);
    free(receiver->received);
    free(receiver->controls);
    free(receiver);
}

static void read_control(struct clinux_received *one, struct msghdr *header) {
    for (struct cmsghdr *control = CMSG_FIRSTHDR(header); control; control = CMSG_NXTHDR(header, control)) {
        const void *data = CMSG_DATA(control);
        if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SO_TIMESTAMPNS) {
            struct timespec time;
            memcpy(&time, data, sizeof time);
            one->nanoseconds = (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
            one->has_time = true;
        } else if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SO_RXQ_OVFL) {
            memcpy(&one->drops, data, sizeof one->drops);
            one->has_drops = true;
        } else if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo info;
            memcpy(&info, data, sizeof info);
            one->interface = (uint32_t)info.ipi_ifindex;
            one->destination.is_v6 = false;
            one->destination.low = ntohl(info.ipi_spec_dst.s_addr);
        } else if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo info;
            memcpy(&info, data, sizeof info);
            one->interface = info.ipi6_ifindex;
            one->destination.is_v6 = true;
            one->destination.high = load64(info.ipi6_addr.s6_addr);
            one->destination.low = load64(info.ipi6_addr.s6_addr + 8);
            one->destination.scope = info.ipi6_ifindex;
        }
    }
}

int clinux_receive(struct clinux_receiver *receiver, int descriptor, unsigned limit, const struct clinux_received **out) {
    if (limit > receiver->batch) limit = receiver->batch;
    for (unsigned i = 0; i < limit; i++) {
        struct msghdr *header = &receiver->headers[i].msg_hdr;
        header->msg_namelen = sizeof receiver->sources[i];
        header->msg_controllen = CONTROL_SPACE;
        header->msg_flags = 0;
    }
    int count;
    do {
        count = recvmmsg(descriptor, receiver->headers, limit, MSG_DONTWAIT, NULL);
    } while (count < 0 && errno == EINTR);
    if (count < 0) return -errno;
    for (int i = 0; i < count; i++) {
        struct clinux_received *one = &receiver->received[i];
        struct msghdr *header = &receiver->headers[i].msg_hdr;
        memset(one, 0, sizeof *one);
        one->bytes = receiver->vectors[i].iov_base;
        one->length = receiver->headers[i].msg_len;
        one->is_truncated = header->msg_flags & MSG_TRUNC;
        endpoint_from(&one->source, &receiver->sources[i]);
        one->destination.is_v6 = one->source.is_v6;
        read_control(one, header);
    }
    *out = receiver->received;
    return count;
}

int clinux_send(
    int descriptor, bool is_v6_socket, const uint8_t *base, const struct clinux_outgoing *items, unsigned count) {
    struct mmsghdr headers[SEND_BATCH];
    struct iovec vectors[SEND_BATCH];
    struct sockaddr_in6 destinations[SEND_BATCH];
    union {
        struct cmsghdr header;
        uint8_t room[CMSG_SPACE(sizeof(struct in6_pktinfo))];
    } controls[SEND_BATCH];

    if (count > SEND_BATCH) count = SEND_BATCH;
    for (unsigned i = 0; i < count; i++) {
        const struct clinux_outgoing *item = &items[i];
        struct msghdr *header = &headers[i].msg_hdr;
        memset(&headers[i], 0, sizeof headers[i]);
        vectors[i].iov_base = (void *)(base + item->offset);
        vectors[i].iov_len = item->length;
        header->msg_iov = &vectors[i];
        header->msg_iovlen = 1;
        header->msg_name = &destinations[i];
        header->msg_namelen = sockaddr_from(&destinations[i], &item->destination, is_v6_socket);
        if (!item->pins_source && item->interface == 0) continue;
        memset(&controls[i], 0, sizeof controls[i]);
        struct cmsghdr *control = &controls[i].header;
        header->msg_control = control;
        if (is_v6_socket) {
            struct in6_pktinfo info = {.ipi6_ifindex = item->interface};
            if (item->pins_source) in6_from(&info.ipi6_addr, &item->source);
            control->cmsg_level = IPPROTO_IPV6;
            control->cmsg_type = IPV6_PKTINFO;
            control->cmsg_len = CMSG_LEN(sizeof info);
            header->msg_controllen = CMSG_SPACE(sizeof info);
            memcpy(CMSG_DATA(control), &info, sizeof info);
        } else {
            struct in_pktinfo info = {.ipi_ifindex = (int)item->interface};
            if (item->pins_source) info.ipi_spec_dst.s_addr = htonl((uint32_t)item->source.low);
            control->cmsg_level = IPPROTO_IP;
            control->cmsg_type = IP_PKTINFO;
            control->cmsg_len = CMSG_LEN(sizeof info);
            header->msg_controllen = CMSG_SPACE(sizeof info);
            memcpy(CMSG_DATA(control), &info, sizeof info);
        }
    }
    int sent;
    do {
        sent = sendmmsg(descriptor, headers, count, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

int clinux_bind(int descriptor, const struct clinux_endpoint *endpoint) {
    struct sockaddr_in6 address;
    socklen_t length = sockaddr_from(&address, endpoint, endpoint->is_v6);
    return bind(descriptor, (struct sockaddr *)&address, length) < 0 ? -errno : 0;
}

int clinux_local_endpoint(int descriptor, struct clinux_endpoint *endpoint) {
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) < 0) return -errno;
    if (address.ss_family != AF_INET && address.ss_family != AF_INET6) return -EAFNOSUPPORT;
    endpoint_from(endpoint, (const struct sockaddr_in6 *)&address);
    return 0;
}

int clinux_ask_for_details(int descriptor, bool is_v6_socket) {
    int on = 1;
    if (setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) < 0) return -errno;
    if (setsockopt(descriptor, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on) < 0) return -errno;
    int level = is_v6_socket ? IPPROTO_IPV6 : IPPROTO_IP;
    int option = is_v6_socket ? IPV6_RECVPKTINFO : IP_PKTINFO;
    return setsockopt(descriptor, level, option, &on, sizeof on) < 0 ? -errno : 0;
}

int64_t clinux_socket_drops(int descriptor) {
    uint32_t values[SK_MEMINFO_VARS] = {0};
    socklen_t length = sizeof values;
    if (getsockopt(descriptor, SOL_SOCKET, SO_MEMINFO, values, &length) < 0) return -errno;
    return values[SK_MEMINFO_DROPS];
}

int clinux_ask_for_errors(int descriptor, bool is_v6_socket) {
    int on = 1;
    int level = is_v6_socket ? IPPROTO_IPV6 : IPPROTO_IP;
    return setsockopt(descriptor, level, is_v6_socket ? IPV6_RECVERR : IP_RECVERR, &on, sizeof on) < 0 ? -errno : 0;
}

int clinux_take_error(int descriptor, uint8_t *bytes, size_t room, struct clinux_undelivered *error) {
    struct sockaddr_in6 destination = {0};
    struct iovec vector = {.iov_base = bytes, .iov_len = room};
    union {
        struct cmsghdr header;
        uint8_t room[512];
    } control;
    struct msghdr message = {
        .msg_name = &destination, .msg_namelen = sizeof destination, .msg_iov = &vector, .msg_iovlen = 1,
        .msg_control = &control, .msg_controllen = sizeof control,
    };
    ssize_t length;
    do {
        length = recvmsg(descriptor, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
    } while (length < 0 && errno == EINTR);
    if (length < 0) return -errno;
    memset(error, 0, sizeof *error);
    error->length = (size_t)length < room ? (size_t)length : room;
    endpoint_from(&error->destination, &destination);
    for (struct cmsghdr *one = CMSG_FIRSTHDR(&message); one; one = CMSG_NXTHDR(&message, one)) {
        bool is_v4 = one->cmsg_level == IPPROTO_IP && one->cmsg_type == IP_RECVERR;
        bool is_v6 = one->cmsg_level == IPPROTO_IPV6 && one->cmsg_type == IPV6_RECVERR;
        if (!is_v4 && !is_v6) continue;
        struct sock_extended_err detail;
        memcpy(&detail, CMSG_DATA(one), sizeof detail);
        error->code = (int)detail.ee_errno;
    }
    return 0;
}

int clinux_watch_input_and_errors(int descriptor) {
    int watch = epoll_create1(EPOLL_CLOEXEC);
    if (watch < 0) return -errno;
    struct epoll_event event = {.events = EPOLLIN};
    if (epoll_ctl(watch, EPOLL_CTL_ADD, descriptor, &event) < 0) {
        int code = errno;
        close(watch);
        return -code;
    }
    return watch;
}
