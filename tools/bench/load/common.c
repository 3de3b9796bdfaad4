/* Clock, connections and samples. */
#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define MOST_SAMPLES (1 << 22)

double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void die(const char *what) {
  fprintf(stderr, "load: ");
  perror(what);
  exit(1);
}

int open_connection(const struct plan *plan, uint16_t port, int type) {
  static uint32_t turn;
  struct sockaddr_in server = plan->server, source = {.sin_family = AF_INET};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | type, 0), on = 1;
  if (fd < 0) die("socket");
  server.sin_port = htons(port);
  source.sin_addr.s_addr = htonl(ntohl(plan->first_source.s_addr) + turn++ % plan->sources);
  /* The port is chosen at connect: the same port serves each pair of addresses. */
  if (setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on)) die("IP_BIND_ADDRESS_NO_PORT");
  if (bind(fd, (struct sockaddr *)&source, sizeof source)) die("bind to a source address");
  if (connect(fd, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS) die("connect");
  return fd;
}

void add_sample(struct samples *samples, double seconds) {
  if (!samples->values && !(samples->values = malloc(MOST_SAMPLES * sizeof(double)))) die("malloc");
  if (samples->count < MOST_SAMPLES) samples->values[samples->count++] = seconds;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double percentile_us(struct samples *samples, double share) {
  qsort(samples->values, samples->count, sizeof(double), ascending);
  return samples->values[(size_t)(share * (double)(samples->count - 1))] * 1e6;
}
