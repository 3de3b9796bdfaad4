/* Files, their locks, and descriptors that tell of events. */
#include "shim.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

int32_t smtap_open(const char *path, int32_t flags, int32_t mode) {
  return smtap_result(open(path, flags | O_CLOEXEC, mode));
}

int32_t smtap_close(int32_t fd) {
  return smtap_result(close(fd));
}

int32_t smtap_ftruncate(int32_t fd, int64_t size) {
  return smtap_result(ftruncate(fd, size));
}

int32_t smtap_fallocate(int32_t fd, int32_t mode, int64_t offset, int64_t length) {
  return smtap_result(fallocate(fd, mode, offset, length));
}

int32_t smtap_rename(const char *old_path, const char *new_path, int32_t flags) {
  return smtap_result(renameat2(AT_FDCWD, old_path, AT_FDCWD, new_path, (unsigned)flags));
}

int32_t smtap_unlink(const char *path) {
  return smtap_result(unlink(path));
}

int32_t smtap_mkdir(const char *path, int32_t mode) {
  return smtap_result(mkdir(path, (mode_t)mode));
}

int32_t smtap_rmdir(const char *path) {
  return smtap_result(rmdir(path));
}

int32_t smtap_fchmod(int32_t fd, int32_t mode) {
  return smtap_result(fchmod(fd, (mode_t)mode));
}

int32_t smtap_fchown(int32_t fd, int32_t uid, int32_t gid) {
  return smtap_result(fchown(fd, (uid_t)uid, (gid_t)gid));
}

static void copy_stat(const struct stat *from, int64_t out[SMTAP_STAT_FIELDS]) {
  out[SMTAP_STAT_DEVICE] = (int64_t)from->st_dev;
  out[SMTAP_STAT_INODE] = (int64_t)from->st_ino;
  out[SMTAP_STAT_MODE] = from->st_mode;
  out[SMTAP_STAT_UID] = from->st_uid;
  out[SMTAP_STAT_GID] = from->st_gid;
  out[SMTAP_STAT_SIZE] = from->st_size;
  out[SMTAP_STAT_LINKS] = (int64_t)from->st_nlink;
  out[SMTAP_STAT_ALLOCATED] = (int64_t)from->st_blocks * 512;
}

int32_t smtap_stat_fd(int32_t fd, int64_t out[SMTAP_STAT_FIELDS]) {
  struct stat found;
  if (fstat(fd, &found) < 0) return -errno;
  copy_stat(&found, out);
  return 0;
}

int32_t smtap_stat_path(const char *path, int32_t flags, int64_t out[SMTAP_STAT_FIELDS]) {
  struct stat found;
  if (fstatat(AT_FDCWD, path, &found, flags) < 0) return -errno;
  copy_stat(&found, out);
  return 0;
}

int32_t smtap_statfs_fd(int32_t fd, int64_t out[SMTAP_STATFS_FIELDS]) {
  struct statfs found;
  if (fstatfs(fd, &found) < 0) return -errno;
  out[SMTAP_STATFS_TYPE] = found.f_type;
  out[SMTAP_STATFS_BLOCK_SIZE] = found.f_bsize;
  out[SMTAP_STATFS_AVAILABLE] = (int64_t)found.f_bavail;
  out[SMTAP_STATFS_BLOCKS] = (int64_t)found.f_blocks;
  return 0;
}

/* A length of zero is the whole file, however it grows; l_pid must be zero. */
static struct flock whole_file(int32_t type) {
  static const short types[] = {F_RDLCK, F_WRLCK, F_UNLCK};
  return (struct flock){.l_type = types[type], .l_whence = SEEK_SET};
}

static int known_lock(int32_t type) {
  return type >= SMTAP_LOCK_READ && type <= SMTAP_LOCK_NONE;
}

int32_t smtap_lock(int32_t fd, int32_t type) {
  if (!known_lock(type)) return -EINVAL;
  struct flock lock = whole_file(type);
  return smtap_result(fcntl(fd, F_OFD_SETLK, &lock));
}

int32_t smtap_lock_probe(int32_t fd, int32_t type) {
  if (!known_lock(type)) return -EINVAL;
  struct flock lock = whole_file(type);
  if (fcntl(fd, F_OFD_GETLK, &lock) < 0) return -errno;
  if (lock.l_type == F_UNLCK) return SMTAP_LOCK_NONE;
  return lock.l_type == F_RDLCK ? SMTAP_LOCK_READ : SMTAP_LOCK_WRITE;
}

int32_t smtap_dup_above(int32_t fd, int32_t lowest) {
  return smtap_result(fcntl(fd, F_DUPFD_CLOEXEC, lowest));
}

int32_t smtap_inotify_init(void) {
  return smtap_result(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
}

int32_t smtap_inotify_add(int32_t fd, const char *path, int32_t mask) {
  return smtap_result(inotify_add_watch(fd, path, (uint32_t)mask));
}

int32_t smtap_pidfd_open(int32_t pid) {
  return smtap_result(syscall(SYS_pidfd_open, pid, 0));
}

int32_t smtap_eventfd(int32_t initial) {
  return smtap_result(eventfd((unsigned)initial, EFD_CLOEXEC | EFD_NONBLOCK));
}

/* These three cannot fail, and an ID may look negative. */
int32_t smtap_getpid(void) {
  return (int32_t)getpid();
}

int32_t smtap_geteuid(void) {
  return (int32_t)geteuid();
}

int32_t smtap_getegid(void) {
  return (int32_t)getegid();
}

int32_t smtap_raise(int32_t signal) {
  return smtap_result(raise(signal));
}

int32_t smtap_kill(int32_t pid, int32_t signal) {
  return smtap_result(kill(pid, signal));
}
