/* decode FIRST-ADDRESS AGENTS PORT COMMUNITY SECONDS: net-snmp's own asynchronous interface and nothing else. Each
 * agent is walked over ten columns by GETBULK of 25 repetitions, again and again, one request under way for each; the
 * library decodes, and this counts the values of whole rows. One JSON object on standard output. */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/large_fd_set.h>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/resource.h>
#include <time.h>

enum { COLUMNS = 10, REPETITIONS = 25 };

static const oid columns[COLUMNS][11] = {
    {1, 3, 6, 1, 2, 1, 2, 2, 1, 7}, {1, 3, 6, 1, 2, 1, 2, 2, 1, 8}, {1, 3, 6, 1, 2, 1, 2, 2, 1, 13},
    {1, 3, 6, 1, 2, 1, 2, 2, 1, 14}, {1, 3, 6, 1, 2, 1, 2, 2, 1, 19}, {1, 3, 6, 1, 2, 1, 2, 2, 1, 20},
    {1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6}, {1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 7}, {1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 10},
    {1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 11}};
static const size_t lengths[COLUMNS] = {10, 10, 10, 10, 10, 10, 11, 11, 11, 11};

struct agent {
    void *session;
    int descriptor;
    oid last; /* The row that the walk has come to. */
};

static unsigned long long values, walks, responses;

static double processor(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static int answered(int operation, netsnmp_session *session, int id, netsnmp_pdu *pdu, void *magic);

static void ask(struct agent *agent) {
    netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GETBULK);
    pdu->non_repeaters = 0;
    pdu->max_repetitions = REPETITIONS;
    for (int column = 0; column < COLUMNS; column++) {
        oid name[MAX_OID_LEN];
        memcpy(name, columns[column], lengths[column] * sizeof(oid));
        name[lengths[column]] = agent->last;
        snmp_add_null_var(pdu, name, lengths[column] + (agent->last > 0));
    }
    if (!snmp_sess_async_send(agent->session, pdu, answered, agent)) snmp_free_pdu(pdu);
}

static int answered(int operation, netsnmp_session *session, int id, netsnmp_pdu *pdu, void *magic) {
    struct agent *agent = magic;
    (void)session;
    (void)id;
    if (operation != NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE) {
        agent->last = 0;
        ask(agent);
        return 1;
    }
    responses++;
    int column = 0, is_over = 0;
    for (netsnmp_variable_list *variable = pdu->variables; variable; variable = variable->next_variable) {
        size_t length = lengths[column];
        if (variable->name_length == length + 1 && variable->type != SNMP_ENDOFMIBVIEW
            && memcmp(variable->name, columns[column], length * sizeof(oid)) == 0) {
            values++;
            agent->last = variable->name[length];
        } else {
            is_over = 1;
        }
        column = column + 1 == COLUMNS ? 0 : column + 1;
    }
    if (is_over) {
        walks++;
        agent->last = 0;
    }
    ask(agent);
    return 1;
}

int main(int count, char **arguments) {
    if (count != 6) {
        fprintf(stderr, "usage: decode FIRST-ADDRESS AGENTS PORT COMMUNITY SECONDS\n");
        return 64;
    }
    unsigned first = ntohl(inet_addr(arguments[1]));
    int agents = atoi(arguments[2]);
    setenv("MIBS", "", 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
    init_snmp("decode");
    struct agent *all = calloc((size_t)agents, sizeof *all);
    struct pollfd *wanted = calloc((size_t)agents, sizeof *wanted);
    for (int i = 0; i < agents; i++) {
        netsnmp_session session;
        char peer[64];
        struct in_addr address = {htonl(first + (unsigned)i)};
        snmp_sess_init(&session);
        snprintf(peer, sizeof peer, "udp:%s:%s", inet_ntoa(address), arguments[3]);
        session.version = SNMP_VERSION_2c;
        session.peername = peer;
        session.community = (u_char *)arguments[4];
        session.community_len = strlen(arguments[4]);
        session.timeout = 1000000;
        session.retries = 3;
        all[i].session = snmp_sess_open(&session);
        if (!all[i].session) {
            snmp_sess_perror("decode", &session);
            return 1;
        }
        all[i].descriptor = snmp_sess_transport(all[i].session)->sock;
        wanted[i] = (struct pollfd){.fd = all[i].descriptor, .events = POLLIN};
        ask(&all[i]);
    }
    double begun = now(), used = processor(), swept = begun;
    while (now() - begun < atof(arguments[5])) {
        if (poll(wanted, (nfds_t)agents, 100) > 0) {
            for (int i = 0; i < agents; i++) {
                if (!(wanted[i].revents & POLLIN)) continue;
                netsnmp_large_fd_set ready;
                netsnmp_large_fd_set_init(&ready, wanted[i].fd + 1);
                netsnmp_large_fd_setfd(wanted[i].fd, &ready);
                snmp_sess_read2(all[i].session, &ready);
                netsnmp_large_fd_set_cleanup(&ready);
            }
        }
        if (now() - swept > 0.5) {
            for (int i = 0; i < agents; i++) snmp_sess_timeout(all[i].session);
            swept = now();
        }
    }
    double elapsed = now() - begun;
    used = processor() - used;
    printf("{\"values\":%llu,\"values_per_processor_second\":%.0f,\"walks\":%llu,\"responses\":%llu,"
           "\"processor_seconds\":%.3f,\"elapsed_seconds\":%.3f}\n", values, (double)values / used, walks, responses, used,
           elapsed);
    return 0;
}
