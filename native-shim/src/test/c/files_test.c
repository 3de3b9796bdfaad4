/* Files and their locks, in a directory of this process's own. */
#include "check.h"
#include "shim.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

static char directory[] = "/tmp/smtap-files-test-XXXXXX";

static void leave_nothing(void) {
  unlink("file");
  unlink("other");
  unlink("link");
  if (chdir("/") == 0) rmdir(directory);
}

static void every_file_operation_says_what_the_call_says(void) {
  CHECK_RESULT(-ENOENT, smtap_open("file", O_RDWR, 0));
  int32_t fd = smtap_open("file", O_RDWR | O_CREAT | O_EXCL, 0600);
  CHECK(fd >= 0);
  CHECK((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  CHECK_RESULT(-EEXIST, smtap_open("file", O_RDWR | O_CREAT | O_EXCL, 0600));
  CHECK_RESULT(0, smtap_ftruncate(fd, 3LL << 32));
  CHECK_RESULT(0, smtap_fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 65536));
  CHECK_RESULT(0, smtap_fchmod(fd, 0640));
  CHECK_RESULT(0, smtap_fchown(fd, -1, -1));

  int64_t by_fd[SMTAP_STAT_FIELDS], by_path[SMTAP_STAT_FIELDS];
  CHECK_RESULT(0, smtap_stat_fd(fd, by_fd));
  CHECK_RESULT(0, smtap_stat_path("file", 0, by_path));
  for (int i = 0; i < SMTAP_STAT_FIELDS; i++) CHECK(by_fd[i] == by_path[i]);
  CHECK(by_fd[SMTAP_STAT_SIZE] == 3LL << 32);
  CHECK(by_fd[SMTAP_STAT_MODE] == (S_IFREG | 0640));
  CHECK(smtap_getpid() == getpid());
  CHECK(by_fd[SMTAP_STAT_UID] == smtap_geteuid() && by_fd[SMTAP_STAT_LINKS] == 1);
  CHECK(by_fd[SMTAP_STAT_ALLOCATED] >= 65536 && by_fd[SMTAP_STAT_ALLOCATED] < 1 << 20);
  CHECK_RESULT(-ENOENT, smtap_stat_path("none", 0, by_path));

  int64_t system[SMTAP_STATFS_FIELDS];
  CHECK_RESULT(0, smtap_statfs_fd(fd, system));
  CHECK(system[SMTAP_STATFS_BLOCK_SIZE] > 0);
  CHECK(system[SMTAP_STATFS_AVAILABLE] <= system[SMTAP_STATFS_BLOCKS]);

  CHECK_RESULT(0, symlink("file", "link"));
  CHECK_RESULT(-ELOOP, smtap_open("link", O_RDONLY | O_NOFOLLOW, 0));
  CHECK_RESULT(0, smtap_stat_path("link", AT_SYMLINK_NOFOLLOW, by_path));
  CHECK(S_ISLNK((mode_t)by_path[SMTAP_STAT_MODE]));

  CHECK_RESULT(0, smtap_close(fd));
  CHECK_RESULT(-EBADF, smtap_close(fd));
}

static void rename_can_refuse_to_replace(void) {
  CHECK(smtap_close(smtap_open("other", O_RDWR | O_CREAT, 0600)) == 0);
  CHECK_RESULT(-EEXIST, smtap_rename("file", "other", RENAME_NOREPLACE));
  CHECK_RESULT(0, smtap_rename("file", "other", 0));
  CHECK_RESULT(-ENOENT, smtap_unlink("file"));
  CHECK_RESULT(0, smtap_rename("other", "file", RENAME_NOREPLACE));
  CHECK_RESULT(0, smtap_mkdir("directory", 0700));
  CHECK_RESULT(-EEXIST, smtap_mkdir("directory", 0700));
  CHECK_RESULT(0, smtap_rmdir("directory"));
  CHECK_RESULT(-ENOENT, smtap_rmdir("directory"));
}

/* The lock belongs to the open file, so a second open of the same process sees it too. */
static void a_lock_lives_as_long_as_its_open_file(void) {
  int32_t owner = smtap_open("file", O_RDWR, 0);
  int32_t other = smtap_open("file", O_RDONLY, 0);
  CHECK_RESULT(SMTAP_LOCK_NONE, smtap_lock_probe(other, SMTAP_LOCK_READ));
  CHECK_RESULT(0, smtap_lock(owner, SMTAP_LOCK_WRITE));
  CHECK_RESULT(SMTAP_LOCK_NONE, smtap_lock_probe(owner, SMTAP_LOCK_READ));
  CHECK_RESULT(SMTAP_LOCK_WRITE, smtap_lock_probe(other, SMTAP_LOCK_READ));
  CHECK_RESULT(-EAGAIN, smtap_lock(other, SMTAP_LOCK_READ));
  CHECK_RESULT(-EINVAL, smtap_lock(other, 3));
  CHECK_RESULT(-EINVAL, smtap_lock_probe(other, -1));

  int32_t high = smtap_dup_above(owner, 500);
  CHECK(high >= 500 && (fcntl(high, F_GETFD) & FD_CLOEXEC) != 0);
  CHECK_RESULT(0, smtap_close(owner));
  CHECK_RESULT(SMTAP_LOCK_WRITE, smtap_lock_probe(other, SMTAP_LOCK_READ));
  CHECK_RESULT(0, smtap_close(high));
  CHECK_RESULT(SMTAP_LOCK_NONE, smtap_lock_probe(other, SMTAP_LOCK_READ));
  CHECK_RESULT(0, smtap_lock(other, SMTAP_LOCK_READ));
  CHECK_RESULT(0, smtap_lock(other, SMTAP_LOCK_NONE));
  CHECK_RESULT(0, smtap_close(other));
}

static void events_are_told(void) {
  int32_t inotify = smtap_inotify_init();
  CHECK(smtap_inotify_add(inotify, ".", IN_CLOSE_WRITE) > 0);
  char event[512];
  CHECK_RESULT(-EAGAIN, smtap_read(inotify, event, sizeof event));
  CHECK(smtap_close(smtap_open("file", O_RDWR, 0)) == 0);
  CHECK(smtap_read(inotify, event, sizeof event) > 0);
  CHECK_RESULT(0, smtap_close(inotify));

  int32_t counter = smtap_eventfd(2);
  uint64_t value = 0;
  CHECK_RESULT(8, smtap_read(counter, &value, 8));
  CHECK(value == 2);
  CHECK_RESULT(-EAGAIN, smtap_read(counter, &value, 8));
  CHECK_RESULT(0, smtap_close(counter));
}

static void processes_can_be_watched_and_ended(void) {
  pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  int32_t fd = smtap_pidfd_open(child);
  CHECK(fd >= 0);
  CHECK_RESULT(0, smtap_kill(child, SIGKILL));
  CHECK(waitpid(child, NULL, 0) == child);
  CHECK_RESULT(-ESRCH, smtap_kill(child, 0));
  CHECK_RESULT(-ESRCH, smtap_pidfd_open(child));
  CHECK_RESULT(0, smtap_close(fd));
}

int main(void) {
  CHECK(mkdtemp(directory) != NULL && chdir(directory) == 0);
  atexit(leave_nothing);
  every_file_operation_says_what_the_call_says();
  rename_can_refuse_to_replace();
  a_lock_lives_as_long_as_its_open_file();
  events_are_told();
  processes_can_be_watched_and_ended();
  return 0;
}
