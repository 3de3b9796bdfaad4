/* Signals that are told to a thread that waits. */
#include "shim.h"

#include <signal.h>
#include <unistd.h>

/* By signal; descriptors are written before the handler that reads them is set. */
static volatile sig_atomic_t listeners[65];

static void tell(int number) {
  int before = errno;
  const uint64_t one = 1;
  ssize_t told = write(listeners[number], &one, sizeof one);
  (void)told; /* It only fails when more are waiting than a number can hold. */
  errno = before;
}

int32_t smtap_signal_to(int32_t signal, int32_t fd) {
  if (signal < 1 || signal > 64) {
    return -EINVAL;
  }
  listeners[signal] = fd;
  struct sigaction action = {.sa_handler = tell, .sa_flags = SA_RESTART};
  return smtap_result(sigaction(signal, &action, NULL));
}
