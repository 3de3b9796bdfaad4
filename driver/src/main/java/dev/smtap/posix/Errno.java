package dev.smtap.posix;

/** Error numbers of Linux (errno(3), the same on x86-64, arm64 and riscv64), and their words. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int EWOULDBLOCK = EAGAIN;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EFAULT = 14;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENODEV = 19;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int ENOTTY = 25;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int EROFS = 30;
  public static final int EPIPE = 32;
  public static final int ERANGE = 34;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int ELOOP = 40;
  public static final int EBADFD = 77;
  public static final int EMSGSIZE = 90;
  public static final int EPROTONOSUPPORT = 93;
  public static final int EOPNOTSUPP = 95;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETDOWN = 100;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int ENOTCONN = 107;
  public static final int ETIMEDOUT = 110;
  public static final int ECONNREFUSED = 111;
  public static final int EOWNERDEAD = 130;

  private Errno() {}

  /**
   * Words and name of an error number, such as {@code "no space left (ENOSPC)"}.
   *
   * @param errno a positive error number; unknown ones give {@code "error 123"}
   */
  public static String describe(int errno) {
    return switch (errno) {
      case EPERM -> "operation not permitted (EPERM)";
      case ENOENT -> "it does not exist (ENOENT)";
      case ESRCH -> "no such process (ESRCH)";
      case EINTR -> "interrupted by a signal (EINTR)";
      case EIO -> "input/output error (EIO)";
      case ENXIO -> "no such device or address (ENXIO)";
      case EBADF -> "the descriptor is closed (EBADF)";
      case EAGAIN -> "it is not available at the moment (EAGAIN)";
      case ENOMEM -> "out of memory (ENOMEM)";
      case EACCES -> "permission denied (EACCES)";
      case EFAULT -> "the memory is gone (EFAULT)";
      case EBUSY -> "it is in use (EBUSY)";
      case EEXIST -> "it exists already (EEXIST)";
      case EXDEV -> "it is on another file system (EXDEV)";
      case ENODEV -> "no such device (ENODEV)";
      case ENOTDIR -> "not a directory (ENOTDIR)";
      case EISDIR -> "it is a directory (EISDIR)";
      case EINVAL -> "invalid argument (EINVAL)";
      case ENFILE -> "too many open files in the system (ENFILE)";
      case EMFILE -> "too many open files in this process (EMFILE)";
      case ENOTTY -> "the device does not know this request (ENOTTY)";
      case EFBIG -> "the file would be too large (EFBIG)";
      case ENOSPC -> "no space left (ENOSPC)";
      case EROFS -> "the file system is read-only (EROFS)";
      default -> describeMore(errno);
    };
  }

  private static String describeMore(int errno) {
    return switch (errno) {
      case EPIPE -> "the other end is closed (EPIPE)";
      case ERANGE -> "value out of range (ERANGE)";
      case ENAMETOOLONG -> "the name is too long (ENAMETOOLONG)";
      case ENOSYS -> "this kernel does not have the call (ENOSYS)";
      case ENOTEMPTY -> "the directory is not empty (ENOTEMPTY)";
      case ELOOP -> "it is a symbolic link (ELOOP)";
      case EBADFD -> "the device was deleted (EBADFD)";
      case EMSGSIZE -> "the message is too long (EMSGSIZE)";
      case EPROTONOSUPPORT -> "protocol not supported (EPROTONOSUPPORT)";
      case EOPNOTSUPP -> "operation not supported (EOPNOTSUPP)";
      case EAFNOSUPPORT -> "address family not supported (EAFNOSUPPORT)";
      case EADDRINUSE -> "the address is in use (EADDRINUSE)";
      case EADDRNOTAVAIL -> "the address is not available (EADDRNOTAVAIL)";
      case ENETDOWN -> "the interface is down (ENETDOWN)";
      case ECONNRESET -> "the other end closed the connection (ECONNRESET)";
      case ENOBUFS -> "no buffer space left (ENOBUFS)";
      case ENOTCONN -> "not connected (ENOTCONN)";
      case ETIMEDOUT -> "timed out (ETIMEDOUT)";
      case ECONNREFUSED -> "connection refused (ECONNREFUSED)";
      case EOWNERDEAD -> "the owner died (EOWNERDEAD)";
      default -> "error " + errno;
    };
  }
}
