package dev.smtap.memory;

import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;

/**
 * Puts real memory behind a piece of a section's file (fallocate(2)), so that a full /dev/shm is a
 * number to handle here and not a SIGBUS later. The control group's limit is compared first: beyond
 * it the kernel kills instead of refusing. Never fails by exception: it is called on the data path,
 * where running out means dropping. Any thread.
 */
public final class Reservation {
  private Reservation() {}

  /**
   * Reserves {@code bytes} at {@code offset}.
   *
   * @return 0, or -errno; -ENOMEM when the control group's limit is near
   */
  public static int reserve(int fd, long offset, long bytes) {
    if (!MemoryLimit.allows(bytes)) {
      return -Errno.ENOMEM;
    }
    int result;
    do {
      result = DataCalls.fallocate(fd, 0, offset, bytes);
    } while (result == -Errno.EINTR);
    return result;
  }
}
