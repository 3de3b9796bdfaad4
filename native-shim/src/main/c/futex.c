/* Futexes on words shared between processes, so never the private kind. */
#include "shim.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_futex_waitv
#define SYS_futex_waitv 449
#endif

int32_t smtap_futex_wake(void *address, int32_t count) {
  return smtap_result(syscall(SYS_futex, address, FUTEX_WAKE, count, NULL, NULL, 0));
}

int32_t smtap_futex_waitv(void *waiters, int32_t count, const void *timeout) {
  return smtap_result(syscall(SYS_futex_waitv, waiters, count, 0, timeout, CLOCK_MONOTONIC));
}

/* FUTEX_WAIT takes a relative time; the bitset form takes an absolute one, of CLOCK_MONOTONIC. */
int32_t smtap_futex_wait(void *address, int32_t value, const void *timeout) {
  return smtap_result(syscall(SYS_futex, address, FUTEX_WAIT_BITSET, value, timeout, NULL,
                              FUTEX_BITSET_MATCH_ANY));
}
