package dev.smtap.memory;

import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Mapping;

/**
 * Whether mapped memory has pages, as the kernel says (MADV_POPULATE_READ of madvise(2), Linux
 * 5.14). The JVM's word for one that is gone, {@link InternalError}, comes after the access, in
 * whatever the thread does by then (measured: two calls later): it does not tell whose page it was.
 * A hole in a file gets a page if there is memory. Any thread.
 */
public final class Pages {
  private static final long PAGE_BYTES = 4096;

  private Pages() {}

  /** True when each page of a mapped range can be read. */
  public static boolean areThere(long position, long bytes) {
    long first = position & -PAGE_BYTES;
    long end = (position + bytes + PAGE_BYTES - 1) & -PAGE_BYTES;
    return bytes == 0 || DataCalls.advise(first, end - first, Mapping.MADV_POPULATE_READ) == 0;
  }
}
