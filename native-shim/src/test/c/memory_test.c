/* Mappings, and futexes that wait and wake through read-only ones and across processes. */
#include "check.h"
#include "shim.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, FUTEX_WORD_SHARED = 2 };

static void sections_are_mapped_over_a_reservation(int32_t fd) {
  int64_t range = smtap_map(NULL, 16 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(range > 0);
  char *at = (char *)(intptr_t)range;
  CHECK_RESULT(range, smtap_map(at, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0));
  at[5] = 'x';
  CHECK_RESULT(0, smtap_protect(at, PAGE, PROT_READ));
  char byte = 0;
  CHECK_RESULT(5, lseek(fd, 5, SEEK_SET));
  CHECK_RESULT(1, smtap_read(fd, &byte, 1));
  CHECK(byte == 'x');
  CHECK_RESULT(-EFAULT, smtap_read(fd, at, 1)); /* read-only now */
  CHECK_RESULT(0, smtap_advise(at, PAGE, MADV_DONTFORK));
  CHECK_RESULT(-EINVAL, smtap_advise(at, PAGE, 9999));
  CHECK_RESULT(-EINVAL, smtap_map(NULL, 0, PROT_READ, MAP_SHARED, fd, 0));
  CHECK_RESULT(0, smtap_unmap(at, 16 * PAGE));
}

static struct timespec in_milliseconds(long milliseconds) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  time.tv_nsec += milliseconds * 1000000;
  time.tv_sec += time.tv_nsec / 1000000000;
  time.tv_nsec %= 1000000000;
  return time;
}

static struct futex_waitv waiter(const volatile uint32_t *word, uint32_t value) {
  return (struct futex_waitv){
      .val = value, .uaddr = (uintptr_t)word, .flags = FUTEX_WORD_SHARED};
}

static void a_wait_ends_at_once_when_the_value_differs_and_else_in_time(volatile uint32_t *word) {
  struct futex_waitv one = waiter(word, *word + 1);
  CHECK_RESULT(-EAGAIN, smtap_futex_waitv(&one, 1, NULL));
  CHECK_RESULT(-EAGAIN, smtap_futex_wait((void *)word, (int32_t)*word + 1, NULL));
  one = waiter(word, *word);
  struct timespec soon = in_milliseconds(20);
  CHECK_RESULT(-ETIMEDOUT, smtap_futex_waitv(&one, 1, &soon));
  soon = in_milliseconds(20);
  CHECK_RESULT(-ETIMEDOUT, smtap_futex_wait((void *)word, (int32_t)*word, &soon));
  CHECK_RESULT(-ETIMEDOUT, smtap_futex_wait((void *)word, (int32_t)*word, &soon)); /* absolute */
  CHECK_RESULT(0, smtap_futex_wake((void *)word, 1));
}

/* The child maps the words read-only; which of two words rang is told. */
static void another_process_is_woken_through_a_read_only_mapping(int32_t fd, volatile uint32_t *words) {
  words[0] = words[1] = 7;
  pid_t child = fork();
  if (child == 0) {
    int64_t mapped = smtap_map(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
    const volatile uint32_t *seen = (const uint32_t *)(intptr_t)mapped;
    struct futex_waitv both[] = {waiter(&seen[0], 7), waiter(&seen[1], 7)};
    struct timespec limit = in_milliseconds(10000);
    int32_t woken = smtap_futex_waitv(both, 2, &limit);
    _exit(woken == 1 || (woken == -EAGAIN && seen[1] == 8) ? 0 : 1);
  }
  usleep(20000);
  words[1] = 8;
  CHECK(smtap_futex_wake((void *)&words[1], 1) >= 0);
  int status;
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void) {
  char name[] = "/dev/shm/smtap-memory-test-XXXXXX";
  int fd = mkstemp(name);
  CHECK(fd >= 0 && unlink(name) == 0);
  CHECK_RESULT(0, smtap_ftruncate(fd, PAGE));
  sections_are_mapped_over_a_reservation(fd);
  int64_t mapped = smtap_map(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  CHECK(mapped > 0);
  volatile uint32_t *words = (volatile uint32_t *)(intptr_t)mapped;
  a_wait_ends_at_once_when_the_value_differs_and_else_in_time(words);
  another_process_is_woken_through_a_read_only_mapping(fd, words);
  return 0;
}
