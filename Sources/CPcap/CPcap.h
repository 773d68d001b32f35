/* libpcap's own header and nothing else: Swift can call all that is used of it (opaque handles, plain structures). */
#include <pcap/pcap.h>
