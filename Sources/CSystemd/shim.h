// libsystemd's part for a daemon that is started with its sockets: sd_listen_fds_with_names and the SD_LISTEN_FDS_START
// that goes with it, a cast that Swift imports. Nothing more is taken: see the first comment of JournalSocket.swift for
// why the journal is written to without it, and of ServiceNotifier.swift for the notifications.
#pragma once
#include <stdlib.h>
#include <systemd/sd-daemon.h>
