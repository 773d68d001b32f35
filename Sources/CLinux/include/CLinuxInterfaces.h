/* Network interfaces: what they are, when they change, and frames sent on them. */
#ifndef CLINUX_INTERFACES_H
#define CLINUX_INTERFACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CLinuxDatagrams.h"

/* One interface. */
struct clinux_interface {
    uint32_t index;
    uint32_t mtu;
    uint64_t mac;       /* the low 48 bits, the first octet the highest */
    bool has_mac;
    bool is_up;         /* IFF_UP and IFF_RUNNING */
};

/* One address of it, with the length of its prefix. */
struct clinux_interface_address {
    struct clinux_endpoint endpoint;
    uint32_t prefix_length;
};

/* getifaddrs gives addresses of three families behind one pointer type, and ioctl is variadic. Fills at most `capacity`
 * addresses; how many there were, or minus errno, -ENODEV where there is no interface of that name. */
int clinux_interface(
    const char *name, struct clinux_interface *out, struct clinux_interface_address *addresses, int capacity);

/* getifaddrs as above: the addresses of all interfaces, in the kernel's order, ports 0. Fills at most `capacity`; how many
 * there were, or minus errno. */
int clinux_host_addresses(struct clinux_endpoint *addresses, int capacity);

/* struct sockaddr_nl is in a header that Swift's Glibc module leaves out. A non-blocking rtnetlink socket that hears of
 * links and addresses, or minus errno. */
int clinux_interface_events(void);

/* struct sockaddr_ll: as above. A packet socket that hears nothing, or minus errno. */
int clinux_frame_socket(void);
/* Sends one frame from its link-layer header on. 0 or minus errno. */
int clinux_send_frame(int descriptor, uint32_t interface, const uint8_t *bytes, size_t length);

#endif
