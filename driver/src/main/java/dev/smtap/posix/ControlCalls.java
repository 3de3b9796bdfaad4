package dev.smtap.posix;

import com.sun.jna.Native;

/**
 * System calls that set up and configure, through JNA: raw, each returns its value or a negative
 * error number ({@link Errno}), {@code -EINTR} included. Callers retry with {@link Retry}; most
 * should use {@link FileHandle} and {@link PathCalls}, which do, and which throw. Any thread.
 */
public final class ControlCalls {
  /** Indices into the result of {@link #statFd} and {@link #statPath}. */
  public static final int STAT_DEVICE = 0;

  public static final int STAT_INODE = 1;
  public static final int STAT_MODE = 2;
  public static final int STAT_UID = 3;
  public static final int STAT_GID = 4;
  public static final int STAT_SIZE = 5;
  public static final int STAT_LINKS = 6;
  public static final int STAT_ALLOCATED = 7;
  public static final int STAT_FIELDS = 8;

  static {
    Native.register(ControlCalls.class, NativeLibrary.jna());
  }

  private ControlCalls() {}

  /** open(2), always O_CLOEXEC: a descriptor. */
  public static native int open(String path, int flags, int mode);

  /** close(2); never to be repeated, the descriptor is gone even after EINTR. */
  public static native int close(int fd);

  /** ftruncate(2). */
  public static native int ftruncate(int fd, long length);

  /** renameat2(2). */
  public static native int rename(String oldPath, String newPath, int flags);

  /** unlink(2). */
  public static native int unlink(String path);

  /** mkdir(2). */
  public static native int mkdir(String path, int mode);

  /** rmdir(2). */
  public static native int rmdir(String path);

  /** fchmod(2). */
  public static native int fchmod(int fd, int mode);

  /** fchown(2); -1 leaves an ID as it is. */
  public static native int fchown(int fd, int uid, int gid);

  /** fstat(2) into {@link #STAT_FIELDS} numbers. */
  public static native int statFd(int fd, long[] out);

  /**
   * fstatat(2) into {@link #STAT_FIELDS} numbers; flags as AT_SYMLINK_NOFOLLOW.
   *
   * @param path with a zero behind it; bytes, because JNA takes long to make them of a string
   */
  public static native int statPath(byte[] path, int flags, long[] out);

  /** fstatfs(2) into four numbers: type, block size, free blocks, blocks. */
  public static native int statfsFd(int fd, long[] out);

  /** fcntl(2) F_OFD_SETLK on the whole file, type {@link FileHandle#READ_LOCK} and so on. */
  public static native int lock(int fd, int type);

  /** fcntl(2) F_OFD_GETLK on the whole file: the type of a lock that is in the way. */
  public static native int lockProbe(int fd, int type);

  /** fcntl(2) F_DUPFD_CLOEXEC: a second descriptor, the lowest free one from {@code lowest} on. */
  public static native int dupAbove(int fd, int lowest);

  /** inotify_init1(2), non-blocking: a descriptor. */
  public static native int inotifyInit();

  /** inotify_add_watch(2): a watch descriptor. */
  public static native int inotifyAdd(int fd, String path, int mask);

  /** pidfd_open(2): a descriptor. */
  public static native int pidfdOpen(int pid);

  /** eventfd(2), non-blocking: a descriptor. */
  public static native int eventfd(int initial);

  /** getpid(2). */
  public static native int getpid();

  /** geteuid(2). */
  public static native int geteuid();

  /** getegid(2). */
  public static native int getegid();

  /** raise(3), that is tgkill(2): the calling thread takes the signal before this returns. */
  public static native int raise(int signal);

  /** kill(2). */
  public static native int kill(int pid, int signal);

  /** sigaction(2): from now on an eventfd, which must stay open, gets one more at each signal. */
  public static native int signalTo(int signal, int fd);

  /** socket(2), always SOCK_CLOEXEC: a descriptor. */
  public static native int socket(int domain, int type, int protocol);

  /** bind(2) to the bytes of a sockaddr. */
  public static native int bind(int fd, byte[] address, int length);

  /** listen(2). */
  public static native int listen(int fd, int backlog);

  /** accept4(2), SOCK_CLOEXEC and SOCK_NONBLOCK: a descriptor. */
  public static native int accept(int fd);

  /** connect(2) to the bytes of a sockaddr. */
  public static native int connect(int fd, byte[] address, int length);

  /** sendto(2): bytes sent; an address of length 0 is none. */
  public static native long sendto(
      int fd, byte[] message, long length, int flags, byte[] address, int addressLength);

  /** recv(2): bytes received (with MSG_TRUNC, the length of the message). */
  public static native long recv(int fd, byte[] buffer, long length, int flags);

  /** sendmsg(2) to where the socket is connected, one descriptor with it: bytes sent. */
  public static native long sendDescriptor(int fd, byte[] message, long length, int descriptor);

  /** setsockopt(2). */
  public static native int setsockopt(int fd, int level, int option, byte[] value, int length);

  /** getsockopt(2); length is one number, in and out. */
  public static native int getsockopt(int fd, int level, int option, byte[] value, int[] length);

  /** getsockname(2); length is one number, in and out. */
  public static native int getsockname(int fd, byte[] address, int[] length);

  /** socketpair(2), SOCK_CLOEXEC: two descriptors into {@code out}. */
  public static native int socketpair(int domain, int type, int protocol, int[] out);

  /** setns(2) of the calling thread only. */
  public static native int setns(int fd, int type);

  /** unshare(2) of the calling thread only. */
  public static native int unshare(int flags);

  /** ioctl(2) with a pointer to bytes that the kernel reads or writes. */
  public static native int ioctl(int fd, long request, byte[] argument);

  /** ioctl(2) with a plain number. */
  public static native int ioctlValue(int fd, long request, long argument);

  /** What the C compiler says about a named size, offset or constant; -ENOENT if unknown. */
  public static native long layout(String name);
}
