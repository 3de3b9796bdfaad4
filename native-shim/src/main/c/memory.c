/* Mappings. */
#include "shim.h"

#include <sys/mman.h>

int64_t smtap_map(void *address, int64_t length, int32_t protection, int32_t flags, int32_t fd,
                  int64_t offset) {
  void *mapped = mmap(address, (size_t)length, protection, flags, fd, offset);
  return mapped == MAP_FAILED ? -(int64_t)errno : (int64_t)(intptr_t)mapped;
}

int32_t smtap_unmap(void *address, int64_t length) {
  return smtap_result(munmap(address, (size_t)length));
}

int32_t smtap_protect(void *address, int64_t length, int32_t protection) {
  return smtap_result(mprotect(address, (size_t)length, protection));
}

int32_t smtap_advise(void *address, int64_t length, int32_t advice) {
  return smtap_result(madvise(address, (size_t)length, advice));
}
