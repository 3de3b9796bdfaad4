/* Sockets: netlink, packet and local ones. */
#include "shim.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

int32_t smtap_socket(int32_t domain, int32_t type, int32_t protocol) {
  return smtap_result(socket(domain, type | SOCK_CLOEXEC, protocol));
}

int32_t smtap_bind(int32_t fd, const void *address, int32_t length) {
  return smtap_result(bind(fd, address, (socklen_t)length));
}

int32_t smtap_listen(int32_t fd, int32_t backlog) {
  return smtap_result(listen(fd, backlog));
}

int32_t smtap_accept(int32_t fd) {
  return smtap_result(accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

int32_t smtap_connect(int32_t fd, const void *address, int32_t length) {
  return smtap_result(connect(fd, address, (socklen_t)length));
}

int64_t smtap_sendto(int32_t fd, const void *message, int64_t length, int32_t flags,
                     const void *address, int32_t address_length) {
  const void *to = address_length == 0 ? NULL : address;
  return smtap_result64(
      sendto(fd, message, (size_t)length, flags, to, (socklen_t)address_length));
}

int64_t smtap_recv(int32_t fd, void *buffer, int64_t length, int32_t flags) {
  return smtap_result64(recv(fd, buffer, (size_t)length, flags));
}

int64_t smtap_send_descriptor(int32_t fd, const void *message, int64_t length, int32_t descriptor) {
  struct iovec bytes = {.iov_base = (void *)(uintptr_t)message, .iov_len = (size_t)length};
  union {
    char space[CMSG_SPACE(sizeof(int32_t))];
    struct cmsghdr aligned;
  } rights;
  memset(&rights, 0, sizeof rights);
  struct msghdr header = {.msg_iov = &bytes,
                          .msg_iovlen = 1,
                          .msg_control = rights.space,
                          .msg_controllen = sizeof rights.space};
  struct cmsghdr *first = CMSG_FIRSTHDR(&header);
  first->cmsg_level = SOL_SOCKET;
  first->cmsg_type = SCM_RIGHTS;
  first->cmsg_len = CMSG_LEN(sizeof descriptor);
  memcpy(CMSG_DATA(first), &descriptor, sizeof descriptor);
  return smtap_result64(sendmsg(fd, &header, MSG_NOSIGNAL));
}

int32_t smtap_setsockopt(int32_t fd, int32_t level, int32_t option, const void *value,
                         int32_t length) {
  return smtap_result(setsockopt(fd, level, option, value, (socklen_t)length));
}

int32_t smtap_getsockopt(int32_t fd, int32_t level, int32_t option, void *value, int32_t *length) {
  return smtap_result(getsockopt(fd, level, option, value, (socklen_t *)length));
}

int32_t smtap_getsockname(int32_t fd, void *address, int32_t *length) {
  return smtap_result(getsockname(fd, address, (socklen_t *)length));
}

int32_t smtap_socketpair(int32_t domain, int32_t type, int32_t protocol, int32_t out[2]) {
  return smtap_result(socketpair(domain, type | SOCK_CLOEXEC, protocol, out));
}
