/* Signals as counts on an eventfd. */
#ifndef CLINUX_SIGNALS_H
#define CLINUX_SIGNALS_H

/* A handler may only do what is async-signal-safe, and Swift promises that of none of its code. A signal that is caught,
 * unlike one that is ignored, has its default meaning again in a program that we start. 0 or minus errno. */
int clinux_catch_signal(int signal, int eventfd);
/* Gives the signal its default meaning back. */
int clinux_release_signal(int signal);
/* Catches a signal and does nothing: for SIGPIPE. */
int clinux_disregard_signal(int signal);

#endif
