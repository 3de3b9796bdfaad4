/* Requests to the TAP device; any other ioctl as well. */
#include "shim.h"

#include <sys/ioctl.h>

int32_t smtap_ioctl(int32_t fd, int64_t request, void *argument) {
  return smtap_result(ioctl(fd, (unsigned long)request, argument));
}

int32_t smtap_ioctl_value(int32_t fd, int64_t request, int64_t argument) {
  return smtap_result(ioctl(fd, (unsigned long)request, (unsigned long)argument));
}
