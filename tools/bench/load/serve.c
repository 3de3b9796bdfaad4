/*
 * The server of the benchmark of the global network: echo and sink (load.h), one thread. Prints "ready".
 */
#define _GNU_SOURCE
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK (128 * 1024)
#define MOST_FDS 65536

enum kind { NONE, LISTENS_ECHO, LISTENS_SINK, ECHO, SINK };

static enum kind kinds[MOST_FDS];
static uint64_t sunk[MOST_FDS];
static int epoll;

void die(const char *what) {
  fprintf(stderr, "serve: ");
  perror(what);
  exit(1);
}

static void watch(int fd, enum kind kind) {
  struct epoll_event when = {EPOLLIN, {.fd = fd}};
  if (fd >= MOST_FDS) {
    close(fd);
    return;
  }
  kinds[fd] = kind;
  sunk[fd] = 0;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &when)) die("epoll_ctl");
}

static void listen_on(uint16_t port, enum kind kind) {
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(port)};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)) die("socket");
  if (bind(fd, (struct sockaddr *)&any, sizeof any)) die("bind");
  if (listen(fd, 4096)) die("listen");
  watch(fd, kind);
}

static void take(int listener, enum kind kind) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    watch(fd, kind);
  }
}

static void serve(int fd) {
  static char chunk[CHUNK];
  ssize_t n = recv(fd, chunk, CHUNK, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n > 0 && kinds[fd] == SINK) {
    sunk[fd] += (uint64_t)n;
    return;
  }
  if (n > 0 && send(fd, chunk, (size_t)n, MSG_NOSIGNAL) == n) return;
  /* A peer that is gone needs no count. */
  if (n == 0 && kinds[fd] == SINK && send(fd, &sunk[fd], sizeof sunk[fd], MSG_NOSIGNAL) < 0) perror("serve: send");
  close(fd);
}

int main(void) {
  struct epoll_event ready[64];
  epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) die("epoll_create1");
  listen_on(ECHO_PORT, LISTENS_ECHO);
  listen_on(SINK_PORT, LISTENS_SINK);
  puts("ready");
  fflush(stdout);
  for (;;) {
    int n = epoll_wait(epoll, ready, 64, -1);
    for (int i = 0; i < n; i++) {
      int fd = ready[i].data.fd;
      if (kinds[fd] == LISTENS_ECHO) take(fd, ECHO);
      else if (kinds[fd] == LISTENS_SINK) take(fd, SINK);
      else serve(fd);
    }
  }
}
