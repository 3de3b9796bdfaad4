/*
 * What a JVM cannot do well: one system call per function, no policy.
 *
 * Every function returns the value of its call, or a negative error number; -EINTR is returned, never
 * repeated. Every descriptor is close-on-exec. Positions are absolute addresses, lengths are bytes.
 * Any thread.
 */
#ifndef SMTAP_SHIM_H
#define SMTAP_SHIM_H

#include <errno.h>
#include <stdint.h>

#define SMTAP_API __attribute__((visibility("default")))

/* The result of a call in the form that this library returns. */
static inline int32_t smtap_result(long value) {
  return value < 0 ? -errno : (int32_t)value;
}

static inline int64_t smtap_result64(long value) {
  return value < 0 ? -(int64_t)errno : (int64_t)value;
}

/* files.c */

/* What smtap_stat_fd and smtap_stat_path fill in, in this order. */
enum {
  SMTAP_STAT_DEVICE,
  SMTAP_STAT_INODE,
  SMTAP_STAT_MODE,
  SMTAP_STAT_UID,
  SMTAP_STAT_GID,
  SMTAP_STAT_SIZE,
  SMTAP_STAT_LINKS,
  SMTAP_STAT_ALLOCATED, /* bytes */
  SMTAP_STAT_FIELDS
};

/* What smtap_statfs_fd fills in; blocks count in units of the block size. */
enum {
  SMTAP_STATFS_TYPE,
  SMTAP_STATFS_BLOCK_SIZE,
  SMTAP_STATFS_AVAILABLE,
  SMTAP_STATFS_BLOCKS,
  SMTAP_STATFS_FIELDS
};

/* Types of the open-file-description lock on a whole file. */
enum { SMTAP_LOCK_READ, SMTAP_LOCK_WRITE, SMTAP_LOCK_NONE };

SMTAP_API int32_t smtap_open(const char *path, int32_t flags, int32_t mode);
SMTAP_API int32_t smtap_close(int32_t fd);
SMTAP_API int32_t smtap_ftruncate(int32_t fd, int64_t size);
SMTAP_API int32_t smtap_fallocate(int32_t fd, int32_t mode, int64_t offset, int64_t length);
SMTAP_API int32_t smtap_rename(const char *old_path, const char *new_path, int32_t flags);
SMTAP_API int32_t smtap_unlink(const char *path);
SMTAP_API int32_t smtap_mkdir(const char *path, int32_t mode);
SMTAP_API int32_t smtap_rmdir(const char *path);
SMTAP_API int32_t smtap_fchmod(int32_t fd, int32_t mode);
SMTAP_API int32_t smtap_fchown(int32_t fd, int32_t uid, int32_t gid);
SMTAP_API int32_t smtap_stat_fd(int32_t fd, int64_t out[SMTAP_STAT_FIELDS]);
SMTAP_API int32_t smtap_stat_path(const char *path, int32_t flags, int64_t out[SMTAP_STAT_FIELDS]);
SMTAP_API int32_t smtap_statfs_fd(int32_t fd, int64_t out[SMTAP_STATFS_FIELDS]);
SMTAP_API int32_t smtap_lock(int32_t fd, int32_t type);
/* The type of a lock that is in the way of one of this type, SMTAP_LOCK_NONE if there is none. */
SMTAP_API int32_t smtap_lock_probe(int32_t fd, int32_t type);
/* A second descriptor for the same open file, the lowest free number from `lowest` on. */
SMTAP_API int32_t smtap_dup_above(int32_t fd, int32_t lowest);
/* inotify and eventfd descriptors do not block. */
SMTAP_API int32_t smtap_inotify_init(void);
SMTAP_API int32_t smtap_inotify_add(int32_t fd, const char *path, int32_t mask);
SMTAP_API int32_t smtap_pidfd_open(int32_t pid);
SMTAP_API int32_t smtap_eventfd(int32_t initial);
SMTAP_API int32_t smtap_getpid(void);
SMTAP_API int32_t smtap_geteuid(void);
SMTAP_API int32_t smtap_getegid(void);
/* To the calling thread, which takes it before this returns. */
SMTAP_API int32_t smtap_raise(int32_t signal);
SMTAP_API int32_t smtap_kill(int32_t pid, int32_t signal);

/* signal.c */

/*
 * Whenever the process takes a signal from now on, an eventfd gets one more (sigaction(2)). The
 * descriptor must stay open.
 */
SMTAP_API int32_t smtap_signal_to(int32_t signal, int32_t fd);

/* memory.c */

/* An address; negative error numbers are above -4096. */
SMTAP_API int64_t smtap_map(void *address, int64_t length, int32_t protection, int32_t flags,
                            int32_t fd, int64_t offset);
SMTAP_API int32_t smtap_unmap(void *address, int64_t length);
SMTAP_API int32_t smtap_protect(void *address, int64_t length, int32_t protection);
SMTAP_API int32_t smtap_advise(void *address, int64_t length, int32_t advice);

/* io.c */

SMTAP_API int64_t smtap_read(int32_t fd, void *address, int64_t length);
SMTAP_API int64_t smtap_write(int32_t fd, const void *address, int64_t length);
/* `fds` is an array of struct pollfd; a timeout of -1 waits without end. */
SMTAP_API int32_t smtap_poll(void *fds, int32_t count, int32_t timeout_ms);

/* futex.c: 32-bit words shared between processes; the words may be mapped read-only */

SMTAP_API int32_t smtap_futex_wake(void *address, int32_t count);
/*
 * Waits on an array of struct futex_waitv. `timeout` is a struct timespec of CLOCK_MONOTONIC, absolute,
 * or null. Returns which waiter was woken, -EAGAIN if a word had another value.
 */
SMTAP_API int32_t smtap_futex_waitv(void *waiters, int32_t count, const void *timeout);
/* The same for one word: 0 when woken, and the same absolute timeout. */
SMTAP_API int32_t smtap_futex_wait(void *address, int32_t value, const void *timeout);

/* socket.c */

SMTAP_API int32_t smtap_socket(int32_t domain, int32_t type, int32_t protocol);
SMTAP_API int32_t smtap_bind(int32_t fd, const void *address, int32_t length);
SMTAP_API int32_t smtap_listen(int32_t fd, int32_t backlog);
/* What it returns does not block. */
SMTAP_API int32_t smtap_accept(int32_t fd);
SMTAP_API int32_t smtap_connect(int32_t fd, const void *address, int32_t length);
/* An address length of 0 sends without an address. */
SMTAP_API int64_t smtap_sendto(int32_t fd, const void *message, int64_t length, int32_t flags,
                               const void *address, int32_t address_length);
SMTAP_API int64_t smtap_recv(int32_t fd, void *buffer, int64_t length, int32_t flags);
/* sendmsg(2) to where the socket is connected, one descriptor with it (SCM_RIGHTS, unix(7)). */
SMTAP_API int64_t smtap_send_descriptor(int32_t fd, const void *message, int64_t length,
                                        int32_t descriptor);
SMTAP_API int32_t smtap_setsockopt(int32_t fd, int32_t level, int32_t option, const void *value,
                                   int32_t length);
/* `length` goes in and comes out. */
SMTAP_API int32_t smtap_getsockopt(int32_t fd, int32_t level, int32_t option, void *value,
                                   int32_t *length);
SMTAP_API int32_t smtap_getsockname(int32_t fd, void *address, int32_t *length);
SMTAP_API int32_t smtap_socketpair(int32_t domain, int32_t type, int32_t protocol, int32_t out[2]);

/* namespace.c: these act on the calling thread only */

SMTAP_API int32_t smtap_setns(int32_t fd, int32_t type);
SMTAP_API int32_t smtap_unshare(int32_t flags);

/* tap.c */

SMTAP_API int32_t smtap_ioctl(int32_t fd, int64_t request, void *argument);
/* For requests whose argument is a number and no pointer. */
SMTAP_API int32_t smtap_ioctl_value(int32_t fd, int64_t request, int64_t argument);

/* layout.c */

/*
 * What the compiler says about a name such as "TUNSETIFF", "sizeof(struct ifreq)" or
 * "offsetof(struct nlmsghdr, nlmsg_type)"; -ENOENT for a name that is not in the list.
 */
SMTAP_API int64_t smtap_layout(const char *name);

#endif
