/*
 * Loads a server (serve.c) and prints what it measured as one line of JSON.
 *
 *   load rate|flows|rtt ADDRESS FIRST_SOURCE SOURCES CLIENTS WARM SECONDS
 *
 * rate   conn_s, early_s, failed, conn_us and conn_p99_us: connections a second after and in the warm seconds; how
 *        long one took until its answer
 * flows  gbps: what arrived over CLIENTS connections, until the last byte was there
 * rtt    rtt_us, p99_us: one byte there and back on one connection
 */
#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int load_round_trip(const struct plan *plan) {
  int fd = open_connection(plan, ECHO_PORT, 0);
  struct samples took = {0};
  double start = now(), until = start + plan->warm + plan->seconds, t = start;
  while (t < until) {
    char byte = 1;
    if (send(fd, &byte, 1, MSG_NOSIGNAL) != 1) die("send");
    if (recv(fd, &byte, 1, 0) != 1) die("recv");
    double later = now();
    if (t >= start + plan->warm) add_sample(&took, later - t);
    t = later;
  }
  if (took.count == 0) {
    fprintf(stderr, "load: no byte came back\n");
    return 1;
  }
  close(fd);
  printf("{\"rtt_us\": %.1f, \"p99_us\": %.1f}\n", percentile_us(&took, 0.5), percentile_us(&took, 0.99));
  return 0;
}

int main(int argc, char **argv) {
  struct plan plan = {.server = {.sin_family = AF_INET}};
  if (argc != 8 || inet_pton(AF_INET, argv[2], &plan.server.sin_addr) != 1 ||
      inet_pton(AF_INET, argv[3], &plan.first_source) != 1) {
    fprintf(stderr, "usage: load rate|flows|rtt ADDRESS FIRST_SOURCE SOURCES CLIENTS WARM SECONDS\n");
    return 2;
  }
  plan.sources = (uint32_t)atoi(argv[4]);
  plan.clients = (unsigned)atoi(argv[5]);
  plan.warm = atof(argv[6]);
  plan.seconds = atof(argv[7]);
  if (plan.sources < 1 || plan.clients < 1 || plan.seconds <= 0) {
    fprintf(stderr, "load: sources, clients and seconds must be more than 0\n");
    return 2;
  }
  if (!strcmp(argv[1], "rate")) return load_rate(&plan);
  if (!strcmp(argv[1], "flows")) return load_flows(&plan);
  if (!strcmp(argv[1], "rtt")) return load_round_trip(&plan);
  fprintf(stderr, "load: '%s' is none of rate, flows and rtt\n", argv[1]);
  return 2;
}
