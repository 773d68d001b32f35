#define _GNU_SOURCE
#include "CLinux.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <limits.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static uint64_t big_endian(const uint8_t *bytes, int count) {
    uint64_t value = 0;
    for (int i = 0; i < count; i++) value = value << 8 | bytes[i];
    return value;
}

static uint32_t prefix_length(const uint8_t *mask, int count) {
    uint32_t bits = 0;
    for (int i = 0; i < count; i++) bits += (uint32_t)__builtin_popcount(mask[i]);
    return bits;
}

static uint32_t mtu_of(const char *name) {
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return 0;
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strncpy(request.ifr_name, name, sizeof request.ifr_name - 1);
    int failed = ioctl(descriptor, SIOCGIFMTU, &request);
    close(descriptor);
    return failed < 0 || request.ifr_mtu < 0 ? 0 : (uint32_t)request.ifr_mtu;
}

/* Whether it is an address of a family that has endpoints; the endpoint is all zero before. */
static bool take_address(const struct sockaddr *from, struct clinux_endpoint *out) {
    if (from->sa_family == AF_INET) {
        out->low = ntohl(((const struct sockaddr_in *)from)->sin_addr.s_addr);
        return true;
    }
    if (from->sa_family != AF_INET6) return false;
    const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)from;
    out->is_v6 = true;
    out->high = big_endian(in->sin6_addr.s6_addr, 8);
    out->low = big_endian(in->sin6_addr.s6_addr + 8, 8);
    out->scope = in->sin6_scope_id;
    return true;
}

int clinux_host_addresses(struct clinux_endpoint *addresses, int capacity) {
    struct ifaddrs *list;
    if (getifaddrs(&list) < 0) return -errno;
    int count = 0;
    for (struct ifaddrs *one = list; one; one = one->ifa_next) {
        struct clinux_endpoint address;
        memset(&address, 0, sizeof address);
        if (!one->ifa_addr || !take_address(one->ifa_addr, &address)) continue;
        if (count < capacity) addresses[count] = address;
        if (count < INT_MAX) count++;
    }
    freeifaddrs(list);
    return count;
}

int clinux_interface(
    const char *name, struct clinux_interface *out, struct clinux_interface_address *addresses, int capacity) {
    memset(out, 0, sizeof *out);
    struct ifaddrs *list;
    if (getifaddrs(&list) < 0) return -errno;
    bool found = false;
    int count = 0;
    for (struct ifaddrs *one = list; one; one = one->ifa_next) {
        if (strcmp(one->ifa_name, name) != 0) continue;
        found = true;
        out->is_up = (one->ifa_flags & IFF_UP) && (one->ifa_flags & IFF_RUNNING);
        if (!one->ifa_addr) continue;
        if (one->ifa_addr->sa_family == AF_PACKET) {
            const struct sockaddr_ll *link = (const struct sockaddr_ll *)one->ifa_addr;
            out->index = (uint32_t)link->sll_ifindex;
            if (link->sll_halen == 6) {
                out->has_mac = true;
                out->mac = big_endian(link->sll_addr, 6);
            }
            continue;
        }
        if (count >= capacity || !one->ifa_netmask) continue;
        struct clinux_interface_address *address = &addresses[count];
        memset(address, 0, sizeof *address);
        if (!take_address(one->ifa_addr, &address->endpoint)) continue;
        const struct sockaddr *mask = one->ifa_netmask;
        address->prefix_length =
            address->endpoint.is_v6 ? prefix_length(((const struct sockaddr_in6 *)mask)->sin6_addr.s6_addr, 16)
                                    : prefix_length((const uint8_t *)&((const struct sockaddr_in *)mask)->sin_addr, 4);
        count++;
    }
    freeifaddrs(list);
    if (!found) return -ENODEV;
    if (out->index == 0) out->index = if_nametoindex(name);
    out->mtu = mtu_of(name);
    return count;
}

int clinux_interface_events(void) {
    int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (descriptor < 0) return -errno;
    struct sockaddr_nl address;
    memset(&address, 0, sizeof address);
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0) {
        int error = errno;
        close(descriptor);
        return -error;
    }
    return descriptor;
}

int clinux_frame_socket(void) {
    /* Protocol 0: the kernel gives it no frames. */
    int descriptor = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return descriptor < 0 ? -errno : descriptor;
}

int clinux_send_frame(int descriptor, uint32_t interface, const uint8_t *bytes, size_t length) {
    struct sockaddr_ll address;
    memset(&address, 0, sizeof address);
    address.sll_family = AF_PACKET;
    address.sll_ifindex = (int)interface;
    if (length >= 14) address.sll_protocol = (uint16_t)(bytes[12] | bytes[13] << 8);
    address.sll_halen = 6;
    if (length >= 6) memcpy(address.sll_addr, bytes, 6);
    ssize_t sent = sendto(descriptor, bytes, length, 0, (struct sockaddr *)&address, sizeof address);
    return sent < 0 ? -errno : 0;
}
