/* Reading, writing and waiting for descriptors. */
#include "shim.h"

#include <poll.h>
#include <unistd.h>

int64_t smtap_read(int32_t fd, void *address, int64_t length) {
  return smtap_result64(read(fd, address, (size_t)length));
}

int64_t smtap_write(int32_t fd, const void *address, int64_t length) {
  return smtap_result64(write(fd, address, (size_t)length));
}

int32_t smtap_poll(void *fds, int32_t count, int32_t timeout_ms) {
  return smtap_result(poll(fds, (nfds_t)count, timeout_ms));
}
