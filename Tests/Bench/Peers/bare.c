/* bare FIRST-ADDRESS AGENTS PORT COMMUNITY SECONDS WINDOW get|bulk: what a core can ask at all. SNMPv2c requests that were
 * built beforehand go round the agents by sendmmsg, answers are taken by recvmmsg and counted by their length, and nothing
 * is decoded. WINDOW requests are under way at any time. One JSON object on standard output. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 64, ROOM = 65536 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static double processor(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Puts tag and a length of two octets before what is written later; returns where the content begins. */
static size_t begin(uint8_t *packet, size_t at, uint8_t tag) {
    packet[at] = tag;
    packet[at + 1] = 0x82;
    return at + 4;
}

static size_t end(uint8_t *packet, size_t content, size_t at) {
    packet[content - 2] = (uint8_t)((at - content) >> 8);
    packet[content - 1] = (uint8_t)(at - content);
    return at;
}

static size_t put(uint8_t *packet, size_t at, const void *octets, size_t count) {
    memcpy(packet + at, octets, count);
    return at + count;
}

static size_t varbind(uint8_t *packet, size_t at, const uint8_t *name, uint8_t count) {
    const uint8_t head[] = {0x30, (uint8_t)(count + 4), 0x06, count}, null[] = {0x05, 0x00};
    at = put(packet, at, head, sizeof head);
    at = put(packet, at, name, count);
    return put(packet, at, null, sizeof null);
}

/* The request; *identifier is where its four octets of request-id lie. */
static size_t request(uint8_t *packet, const char *community, int is_bulk, size_t *identifier) {
    static const uint8_t version[] = {0x02, 0x01, 0x01}, id[] = {0x02, 0x04, 0x40, 0, 0, 0};
    static const uint8_t plain[] = {0x02, 0x01, 0x00, 0x02, 0x01, 0x00}, bulk[] = {0x02, 0x01, 0x00, 0x02, 0x01, 25};
    static const uint8_t uptime[] = {0x2b, 6, 1, 2, 1, 1, 3, 0};
    size_t message = begin(packet, 0, 0x30), at = put(packet, message, version, sizeof version);
    const uint8_t head[] = {0x04, (uint8_t)strlen(community)};
    at = put(packet, at, head, sizeof head);
    at = put(packet, at, community, strlen(community));
    size_t pdu = begin(packet, at, is_bulk ? 0xa5 : 0xa0);
    *identifier = pdu + 2;
    at = put(packet, pdu, id, sizeof id);
    at = put(packet, at, is_bulk ? bulk : plain, 6);
    size_t list = begin(packet, at, 0x30);
    at = list;
    if (is_bulk) {
        /* Ten columns: state, errors and discards of ifTable, the octets and packets of ifXTable. */
        static const uint8_t narrow[] = {7, 8, 13, 14, 19, 20}, wide[] = {6, 7, 10, 11};
        uint8_t entry[] = {0x2b, 6, 1, 2, 1, 2, 2, 1, 0}, extended[] = {0x2b, 6, 1, 2, 1, 31, 1, 1, 1, 0};
        for (size_t i = 0; i < sizeof narrow; i++) {
            entry[8] = narrow[i];
            at = varbind(packet, at, entry, sizeof entry);
        }
        for (size_t i = 0; i < sizeof wide; i++) {
            extended[9] = wide[i];
            at = varbind(packet, at, extended, sizeof extended);
        }
    } else {
        at = varbind(packet, at, uptime, sizeof uptime);
    }
    end(packet, list, at);
    end(packet, pdu, at);
    return end(packet, message, at);
}

int main(int count, char **arguments) {
    if (count != 8) {
        fprintf(stderr, "usage: bare FIRST-ADDRESS AGENTS PORT COMMUNITY SECONDS WINDOW get|bulk\n");
        return 64;
    }
    uint32_t first = ntohl(inet_addr(arguments[1]));
    unsigned agents = (unsigned)atoi(arguments[2]), window = (unsigned)atoi(arguments[6]);
    double seconds = atof(arguments[5]);
    int is_bulk = strcmp(arguments[7], "bulk") == 0;
    int descriptor = socket(AF_INET, SOCK_DGRAM, 0), size = 16 << 20;
    if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (setsockopt(descriptor, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) < 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);

    static uint8_t outgoing[BATCH][512], incoming[BATCH][ROOM];
    static struct mmsghdr sends[BATCH], receives[BATCH];
    static struct iovec out[BATCH], in[BATCH];
    static struct sockaddr_in destinations[BATCH];
    size_t identifier, length = 0;
    for (int i = 0; i < BATCH; i++) {
        length = request(outgoing[i], arguments[4], is_bulk, &identifier);
        out[i] = (struct iovec){outgoing[i], length};
        in[i] = (struct iovec){incoming[i], ROOM};
        destinations[i] = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[3]))};
        sends[i].msg_hdr = (struct msghdr){
            .msg_name = &destinations[i], .msg_namelen = sizeof destinations[i], .msg_iov = &out[i], .msg_iovlen = 1};
        receives[i].msg_hdr = (struct msghdr){.msg_iov = &in[i], .msg_iovlen = 1};
    }
    uint64_t sent = 0, answered = 0, octets = 0, lost = 0;
    unsigned under_way = 0, agent = 0;
    double begun = now(), used = processor(), heard = begun;
    while (now() - begun < seconds) {
        while (under_way < window) {
            unsigned batch = window - under_way < BATCH ? window - under_way : BATCH;
            for (unsigned i = 0; i < batch; i++) {
                destinations[i].sin_addr.s_addr = htonl(first + agent);
                agent = agent + 1 == agents ? 0 : agent + 1;
                uint32_t id = htonl(((uint32_t)(sent + i) & 0x3fffffff) | 0x40000000);
                memcpy(outgoing[i] + identifier, &id, sizeof id);
            }
            int done = sendmmsg(descriptor, sends, batch, 0);
            if (done <= 0) {
                perror("sendmmsg");
                return 1;
            }
            sent += (unsigned)done;
            under_way += (unsigned)done;
        }
        int got = recvmmsg(descriptor, receives, BATCH, MSG_DONTWAIT, NULL);
        if (got > 0) {
            for (int i = 0; i < got; i++) octets += receives[i].msg_len;
            answered += (unsigned)got;
            under_way = under_way > (unsigned)got ? under_way - (unsigned)got : 0;
            heard = now();
            continue;
        }
        struct pollfd wanted = {.fd = descriptor, .events = POLLIN};
        poll(&wanted, 1, 20);
        if (now() - heard > 0.2) {
            /* What has not come by now was lost. */
            lost += under_way;
            under_way = 0;
            heard = now();
        }
    }
    double elapsed = now() - begun;
    used = processor() - used;
    printf("{\"answers\":%llu,\"per_second\":%.0f,\"octets_per_answer\":%.1f,\"lost\":%llu,\"processor_seconds\":%.3f,"
           "\"elapsed_seconds\":%.3f}\n", (unsigned long long)answered, (double)answered / elapsed,
           answered ? (double)octets / (double)answered : 0.0, (unsigned long long)lost, used, elapsed);
    return 0;
}
