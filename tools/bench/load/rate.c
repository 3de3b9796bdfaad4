/* New connections: connect, one byte there, one byte back, close; so many at once, one thread. */
#define _GNU_SOURCE
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_FAILED 1000

struct client {
  int fd, has_asked;
  double began;
};

static struct {
  const struct plan *plan;
  int epoll;
  double count_from;
  unsigned long failed, early; /* early: answered before counting began */
  struct samples took;
} run;

static void begin(struct client *client) {
  client->began = now();
  client->has_asked = 0;
  client->fd = open_connection(run.plan, ECHO_PORT, SOCK_NONBLOCK);
  struct epoll_event when = {EPOLLOUT, {.ptr = client}};
  if (epoll_ctl(run.epoll, EPOLL_CTL_ADD, client->fd, &when)) die("epoll_ctl");
}

static void end(struct client *client, int is_answered) {
  double t = now();
  if (!is_answered) {
    if (++run.failed == 1) perror("load: first connection that failed");
    if (run.failed > MOST_FAILED) die("too many connections failed");
  } else if (t < run.count_from) {
    run.early++;
  } else {
    add_sample(&run.took, t - client->began);
  }
  close(client->fd);
  begin(client);
}

static void ask(struct client *client) {
  char byte = 1;
  struct epoll_event when = {EPOLLIN, {.ptr = client}};
  client->has_asked = 1;
  if (send(client->fd, &byte, 1, MSG_NOSIGNAL) != 1) end(client, 0);
  else if (epoll_ctl(run.epoll, EPOLL_CTL_MOD, client->fd, &when)) die("epoll_ctl");
}

static void go_on(struct client *client) {
  char byte;
  if (!client->has_asked) {
    ask(client);
    return;
  }
  ssize_t n = recv(client->fd, &byte, 1, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n == 0) errno = ECONNRESET; /* closed without an answer */
  end(client, n == 1);
}

int load_rate(const struct plan *plan) {
  struct client *clients = calloc(plan->clients, sizeof *clients);
  struct epoll_event ready[64];
  run.plan = plan;
  run.epoll = epoll_create1(EPOLL_CLOEXEC);
  if (!clients || run.epoll < 0) die("epoll_create1");
  double start = now(), until = start + plan->warm + plan->seconds;
  run.count_from = start + plan->warm;
  for (unsigned i = 0; i < plan->clients; i++) begin(&clients[i]);
  while (now() < until) {
    int n = epoll_wait(run.epoll, ready, 64, 100);
    for (int i = 0; i < n; i++) go_on(ready[i].data.ptr);
  }
  if (run.took.count == 0) {
    fprintf(stderr, "load: no connection was answered\n");
    return 1;
  }
  printf("{\"conn_s\": %.1f, \"early_s\": %.1f, \"failed\": %lu, \"conn_us\": %.1f, \"conn_p99_us\": %.1f}\n",
         (double)run.took.count / plan->seconds, plan->warm > 0 ? (double)run.early / plan->warm : 0, run.failed,
         percentile_us(&run.took, 0.5), percentile_us(&run.took, 0.99));
  return 0;
}
