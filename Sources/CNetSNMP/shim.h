// net-snmp for Swift. Only what Swift cannot say for itself is wrapped here, each with its reason.
#ifndef TOCSIN_CNETSNMP_SHIM_H
#define TOCSIN_CNETSNMP_SHIM_H

// First, because net-snmp asks for other features of glibc, with which fd_set has another member than in Swift's Glibc
// module; the features that are asked for first stay.
#include <features.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#endif
