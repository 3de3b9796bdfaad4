/* What the programs of the benchmark of the global network share. */
#pragma once
#include <netinet/in.h>
#include <stdint.h>

/* Answers each byte that comes with that byte. */
#define ECHO_PORT 7000
/* Takes everything; at the end says how many bytes came, as 8 bytes of this machine's order. */
#define SINK_PORT 7001

/* Whom to load, from where and how. */
struct plan {
  struct sockaddr_in server;  /* address only: each load has a port of its own */
  struct in_addr first_source; /* connections come from so many addresses from this one on, in turn */
  uint32_t sources;
  unsigned clients; /* connections at once */
  double warm;      /* seconds before counting begins */
  double seconds;   /* seconds that count */
};

/* Each loads the server, prints one line of JSON, and returns what the program exits with. */
int load_rate(const struct plan *plan);
int load_flows(const struct plan *plan);
int load_round_trip(const struct plan *plan);

/* Seconds of a clock that only goes forward. */
double now(void);
/* Says what failed, with errno's words, and exits with 1. */
_Noreturn void die(const char *what);
/* A socket that is connected or, with SOCK_NONBLOCK as type, becomes so. Exits when it cannot be made. */
int open_connection(const struct plan *plan, uint16_t port, int type);

/* Durations that were measured, in seconds. */
struct samples {
  double *values;
  size_t count;
};

void add_sample(struct samples *samples, double seconds);
/* That share of the samples is at most the result, in microseconds. Sorts them; there must be one. */
double percentile_us(struct samples *samples, double share);
