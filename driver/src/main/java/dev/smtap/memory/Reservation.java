package dev.smtap.memory;

import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.Mapping;

/**
 * Puts real memory behind a piece of a section's file (fallocate(2)), so that a full /dev/shm is a
 * number to handle here and not a SIGBUS later. The control group's limit is compared first: beyond
 * it the kernel kills instead of refusing. Never fails by exception: it is called on the data path,
 * where running out means dropping. Any thread.
 */
public final class Reservation {
  /** A large page of amd64, and of arm64 with the usual small ones. */
  static final long LARGE_PAGE_BYTES = 1L << 21;

  private static final long SMALL_PAGE_BYTES = 4_096;

  private Reservation() {}

  /**
   * Reserves {@code bytes} at {@code offset}.
   *
   * @return 0, or -errno; -ENOMEM when the control group's limit is near
   */
  public static int reserve(int fd, long offset, long bytes) {
    return MemoryLimit.allows(bytes) ? allocate(fd, offset, bytes) : -Errno.ENOMEM;
  }

  /**
   * As {@link #reserve}, in large pages as far as the kernel has any (MADV_COLLAPSE of madvise(2),
   * Linux 6.1): for what is read at random places, where each small page costs a walk of the page
   * tables. For a range in which nothing is yet: it is empty again if there is no room for all.
   *
   * @param position where the file's {@code offset} is mapped
   */
  public static int reserveLarge(int fd, long position, long offset, long bytes) {
    if (!MemoryLimit.allows(bytes)) {
      return -Errno.ENOMEM;
    }
    long end = position + bytes;
    long page = (position + LARGE_PAGE_BYTES - 1) & -LARGE_PAGE_BYTES;
    int result = 0;
    while (result == 0 && page + LARGE_PAGE_BYTES <= end) {
      // One small page is enough for the kernel to make a large one of, and little to copy.
      result = allocate(fd, offset + page - position, SMALL_PAGE_BYTES);
      if (result == 0) {
        // Refused by an older kernel, or for want of large pages: small ones do.
        result = DataCalls.advise(page, LARGE_PAGE_BYTES, Mapping.MADV_COLLAPSE);
      }
      page += LARGE_PAGE_BYTES;
    }
    result = allocate(fd, offset, bytes);
    if (result < 0) {
      var _ = giveBack(fd, offset, bytes);
    }
    return result;
  }

  /**
   * Takes the memory of a range away again: it reads as zero from then on.
   *
   * @return 0, or -errno
   */
  public static int giveBack(int fd, long offset, long bytes) {
    int hole = Mapping.FALLOC_FL_PUNCH_HOLE | Mapping.FALLOC_FL_KEEP_SIZE;
    return DataCalls.fallocate(fd, hole, offset, bytes);
  }

  private static int allocate(int fd, long offset, long bytes) {
    int result;
    do {
      result = DataCalls.fallocate(fd, 0, offset, bytes);
    } while (result == -Errno.EINTR);
    return result;
  }
}
