/* Namespaces of the calling thread. */
#include "shim.h"

#include <sched.h>

int32_t smtap_setns(int32_t fd, int32_t type) {
  return smtap_result(setns(fd, type));
}

int32_t smtap_unshare(int32_t flags) {
  return smtap_result(unshare(flags));
}
