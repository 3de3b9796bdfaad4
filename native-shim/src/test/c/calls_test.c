/* Sockets, descriptors, requests, namespaces and the layout table; needs no privilege. */
#include "check.h"
#include "shim.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static void a_socket_pair_carries_bytes(void) {
  int32_t pair[2];
  CHECK_RESULT(0, smtap_socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
  CHECK((fcntl(pair[1], F_GETFD) & FD_CLOEXEC) != 0);
  struct pollfd ready = {.fd = pair[1], .events = POLLIN};
  CHECK_RESULT(0, smtap_poll(&ready, 1, 0));
  CHECK_RESULT(3, smtap_write(pair[0], "abc", 3));
  CHECK_RESULT(1, smtap_poll(&ready, 1, -1));
  char buffer[8] = "";
  CHECK_RESULT(3, smtap_recv(pair[1], buffer, sizeof buffer, 0));
  CHECK(memcmp(buffer, "abc", 3) == 0);
  CHECK_RESULT(-EAGAIN, smtap_recv(pair[1], buffer, sizeof buffer, MSG_DONTWAIT));
  CHECK_RESULT(2, smtap_sendto(pair[0], "de", 2, 0, NULL, 0));
  int32_t available = 0;
  CHECK_RESULT(0, smtap_ioctl(pair[1], FIONREAD, &available));
  CHECK(available == 2);
  CHECK_RESULT(0, smtap_close(pair[0]));
  CHECK_RESULT(0, smtap_close(pair[1]));
}

static void a_descriptor_goes_with_a_message(void) {
  int32_t pair[2], sent[2];
  CHECK_RESULT(0, smtap_socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
  CHECK(pipe(sent) == 0);
  CHECK_RESULT(3, smtap_send_descriptor(pair[0], "abc", 3, sent[1]));
  char text[8] = "", space[CMSG_SPACE(sizeof(int))];
  struct iovec bytes = {text, sizeof text};
  struct msghdr header = {.msg_iov = &bytes, .msg_iovlen = 1, .msg_control = space};
  header.msg_controllen = sizeof space;
  CHECK(recvmsg(pair[1], &header, MSG_CMSG_CLOEXEC) == 3 && memcmp(text, "abc", 3) == 0);
  struct cmsghdr *first = CMSG_FIRSTHDR(&header);
  CHECK(first != NULL && first->cmsg_type == SCM_RIGHTS && first->cmsg_len == CMSG_LEN(sizeof(int)));
  int received = -1;
  memcpy(&received, CMSG_DATA(first), sizeof received);
  CHECK_RESULT(1, smtap_write(received, "x", 1));
  CHECK_RESULT(1, smtap_read(sent[0], text, sizeof text));
  CHECK_RESULT(-EBADF, smtap_send_descriptor(pair[0], "abc", 3, -1));
  CHECK_RESULT(0, smtap_close(received));
  CHECK_RESULT(0, smtap_close(sent[0]));
  CHECK_RESULT(0, smtap_close(sent[1]));
  CHECK_RESULT(0, smtap_close(pair[1]));
  CHECK_RESULT(-ECONNREFUSED, smtap_send_descriptor(pair[0], "abc", 3, pair[0]));
  CHECK_RESULT(0, smtap_close(pair[0]));
}

static void a_signal_is_told(void) {
  int32_t event = smtap_eventfd(0);
  uint64_t count = 0;
  CHECK_RESULT(-EINVAL, smtap_signal_to(65, event));
  CHECK_RESULT(-EINVAL, smtap_signal_to(0, event));
  CHECK_RESULT(-EINVAL, smtap_signal_to(SIGKILL, event));
  CHECK_RESULT(0, smtap_signal_to(SIGHUP, event));
  CHECK_RESULT(-EAGAIN, smtap_read(event, &count, sizeof count));
  CHECK_RESULT(0, smtap_raise(SIGHUP));
  CHECK_RESULT(0, smtap_raise(SIGHUP));
  CHECK_RESULT(8, smtap_read(event, &count, sizeof count));
  CHECK(count == 2);
  CHECK(signal(SIGHUP, SIG_DFL) != SIG_ERR);
  CHECK_RESULT(0, smtap_close(event));
}

static void a_netlink_socket_has_an_address_and_options(void) {
  int32_t fd = smtap_socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK, NETLINK_ROUTE);
  CHECK(fd >= 0 && (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  struct sockaddr_nl address = {.nl_family = AF_NETLINK};
  CHECK_RESULT(0, smtap_bind(fd, &address, sizeof address));
  int32_t length = sizeof address;
  CHECK_RESULT(0, smtap_getsockname(fd, &address, &length));
  CHECK(length == sizeof address && address.nl_pid != 0);
  int32_t size = 1 << 16;
  CHECK_RESULT(0, smtap_setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size));
  length = sizeof size;
  CHECK_RESULT(0, smtap_getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, &length));
  CHECK(size >= 1 << 16);
  CHECK_RESULT(0, smtap_close(fd));
}

static void a_local_socket_is_reached_by_its_path(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "/tmp/smtap-calls-%d", (int)getpid());
  int32_t server = smtap_socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
  CHECK_RESULT(0, smtap_bind(server, &address, sizeof address));
  int32_t client = smtap_socket(AF_UNIX, SOCK_STREAM, 0);
  CHECK_RESULT(-ECONNREFUSED, smtap_connect(client, &address, sizeof address));
  CHECK_RESULT(0, smtap_listen(server, 4));
  CHECK_RESULT(-EAGAIN, smtap_accept(server));
  CHECK_RESULT(0, smtap_connect(client, &address, sizeof address));
  int32_t accepted = smtap_accept(server);
  CHECK(accepted >= 0 && (fcntl(accepted, F_GETFD) & FD_CLOEXEC) != 0);
  char byte = 0;
  CHECK_RESULT(-EAGAIN, smtap_recv(accepted, &byte, 1, 0));
  CHECK_RESULT(0, smtap_unlink(address.sun_path));
  CHECK_RESULT(0, smtap_close(accepted));
  CHECK_RESULT(0, smtap_close(client));
  CHECK_RESULT(0, smtap_close(server));
}

static void do_nothing(int signal) {
  (void)signal;
}

static void an_interrupted_call_says_so(void) {
  struct sigaction action = {.sa_handler = do_nothing};
  CHECK(sigaction(SIGALRM, &action, NULL) == 0);
  struct itimerval repeatedly = {{0, 20000}, {0, 20000}}, never = {0};
  CHECK(setitimer(ITIMER_REAL, &repeatedly, NULL) == 0);
  CHECK_RESULT(-EINTR, smtap_poll(NULL, 0, -1));
  CHECK(setitimer(ITIMER_REAL, &never, NULL) == 0);
}

static void errors_are_negative_numbers(void) {
  int32_t null = smtap_open("/dev/null", O_RDWR, 0);
  CHECK_RESULT(-EFAULT, smtap_read(smtap_open("/dev/zero", O_RDONLY, 0), NULL, 8));
  CHECK_RESULT(-EBADF, smtap_write(-1, "", 0));
  CHECK_RESULT(-ENOTTY, smtap_ioctl_value(null, TUNSETPERSIST, 0));
  CHECK_RESULT(-EINVAL, smtap_setns(null, CLONE_NEWNET));
  CHECK_RESULT(-EINVAL, smtap_unshare(0x7));
}

static void the_layout_is_that_of_the_headers(void) {
  CHECK(smtap_layout("TUNSETIFF") == (int64_t)TUNSETIFF);
  CHECK(smtap_layout("TUNGETFEATURES") == (int64_t)TUNGETFEATURES);
  CHECK_RESULT(40, smtap_layout("sizeof(struct ifreq)"));
  CHECK_RESULT(4, smtap_layout("offsetof(struct nlmsghdr, nlmsg_type)"));
  CHECK_RESULT(-ENOENT, smtap_layout("sizeof(struct nothing)"));
}

int main(void) {
  a_socket_pair_carries_bytes();
  a_descriptor_goes_with_a_message();
  a_signal_is_told();
  a_netlink_socket_has_an_address_and_options();
  a_local_socket_is_reached_by_its_path();
  an_interrupted_call_says_so();
  errors_are_negative_numbers();
  the_layout_is_that_of_the_headers();
  return 0;
}
