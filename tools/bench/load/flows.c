/* Long flows: connections that are filled for some seconds, one thread. What arrived counts. */
#define _GNU_SOURCE
#include "load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK (128 * 1024)

static void fill(int fd) {
  static const char chunk[CHUNK];
  if (send(fd, chunk, CHUNK, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno != EAGAIN) die("send");
}

/* Ends a flow, and waits for what its server says came. */
static uint64_t arrived(int fd) {
  uint64_t bytes = 0;
  if (shutdown(fd, SHUT_WR)) die("shutdown");
  if (recv(fd, &bytes, sizeof bytes, MSG_WAITALL) != sizeof bytes) die("recv of what arrived");
  close(fd);
  return bytes;
}

int load_flows(const struct plan *plan) {
  int *fds = calloc(plan->clients, sizeof *fds), epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event ready[64];
  uint64_t bytes = 0;
  if (!fds || epoll < 0) die("epoll_create1");
  for (unsigned i = 0; i < plan->clients; i++) {
    fds[i] = open_connection(plan, SINK_PORT, 0);
    struct epoll_event when = {EPOLLOUT, {.fd = fds[i]}};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &when)) die("epoll_ctl");
  }
  double start = now();
  while (now() < start + plan->seconds) {
    int n = epoll_wait(epoll, ready, 64, 100);
    for (int i = 0; i < n; i++) fill(ready[i].data.fd);
  }
  for (unsigned i = 0; i < plan->clients; i++) bytes += arrived(fds[i]);
  double seconds = now() - start;
  printf("{\"gbps\": %.3f, \"bytes\": %llu}\n", (double)bytes * 8 / 1e9 / seconds, (unsigned long long)bytes);
  return 0;
}
