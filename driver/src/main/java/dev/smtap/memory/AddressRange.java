package dev.smtap.memory;

import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.Mapping;
import dev.smtap.posix.SystemException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The process's one reservation of addresses: PROT_NONE, without memory behind it (mmap(2),
 * MAP_NORESERVE). Sections are mapped into pieces of it, so that one static segment reaches them
 * all and a wrong position is an exception or a fault in our own range, never somebody else's
 * memory. Pieces are given out first-fit. Any thread.
 */
public final class AddressRange {
  /** What pieces are aligned to: large pages lie alike in a file and where it is mapped. */
  public static final long GRANULE_BYTES = Reservation.LARGE_PAGE_BYTES;

  /** Length of the whole range. Addresses cost nothing; 64 nodes that see 64 sections each fit. */
  static final long BYTES = 1L << 38;

  /** First address of the range. */
  static final long BASE = reserve();

  private static final TreeMap<Long, Long> FREE = new TreeMap<>(Map.of(BASE, BYTES));

  private AddressRange() {}

  private static long reserve() {
    long address =
        DataCalls.map(
            0,
            BYTES + GRANULE_BYTES,
            Mapping.PROT_NONE,
            Mapping.MAP_PRIVATE | Mapping.MAP_ANONYMOUS | Mapping.MAP_NORESERVE,
            -1,
            0);
    if (address < 0) {
      throw new IllegalStateException(
          "cannot reserve "
              + BYTES
              + " bytes of addresses: "
              + Errno.describe((int) -address)
              + "; raise the limit of virtual memory (ulimit -v)");
    }
    return roundUp(address);
  }

  /** Takes a piece of at least {@code bytes} and returns its position. */
  static synchronized long take(long bytes) throws SystemException {
    long wanted = roundUp(bytes);
    Map.Entry<Long, Long> piece =
        FREE.entrySet().stream().filter(each -> each.getValue() >= wanted).findFirst().orElse(null);
    if (piece != null) {
      long position = piece.getKey();
      long length = piece.getValue();
      FREE.remove(position);
      if (length > wanted) {
        FREE.put(position + wanted, length - wanted);
      }
      return position;
    }
    throw SystemException.because(
        "map",
        bytes + " bytes",
        "all addresses of this process are in use",
        "run fewer nodes in one process");
  }

  /** Makes a piece inaccessible again and gives it back. Nobody may use it any more. */
  static void giveBack(long position, long bytes) throws SystemException {
    long length = roundUp(bytes);
    int flags =
        Mapping.MAP_PRIVATE | Mapping.MAP_ANONYMOUS | Mapping.MAP_NORESERVE | Mapping.MAP_FIXED;
    long result = DataCalls.map(position, length, Mapping.PROT_NONE, flags, -1, 0);
    if (result < 0) {
      throw new SystemException(
          "unmap", length + " bytes", (int) -result, "this is a bug, please report it");
    }
    insert(position, length);
  }

  private static synchronized void insert(long position, long length) {
    long start = position;
    long bytes = length;
    Map.Entry<Long, Long> before = FREE.lowerEntry(position);
    if (before != null && before.getKey() + before.getValue() == position) {
      start = before.getKey();
      bytes += before.getValue();
      FREE.remove(start);
    }
    Long after = FREE.remove(position + length);
    FREE.put(start, after == null ? bytes : bytes + after);
  }

  private static long roundUp(long bytes) {
    return (bytes + GRANULE_BYTES - 1) & -GRANULE_BYTES;
  }
}
