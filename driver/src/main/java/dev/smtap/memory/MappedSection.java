package dev.smtap.memory;

import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Mapping;
import dev.smtap.posix.SystemException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One mapping in the address range: a section's file, or private memory. It stays until {@link
 * #close}, which the owner calls only when no thread can use a position in it any more. Any thread
 * may ask; close is idempotent.
 */
public final class MappedSection implements AutoCloseable {
  private final long position;
  private final long bytes;
  private final AtomicBoolean open = new AtomicBoolean(true);

  private MappedSection(long position, long bytes) {
    this.position = position;
    this.bytes = bytes;
  }

  /**
   * Maps the first {@code bytes} of a file, shared with everybody who maps it.
   *
   * @param subject what it is, for the error sentence
   */
  public static MappedSection ofFile(int fd, long bytes, boolean writable, String subject)
      throws SystemException {
    return ofFile(fd, 0, bytes, writable, subject);
  }

  /**
   * Maps a part of a file, shared with everybody who maps it.
   *
   * @param offset where it begins, in whole pages
   * @param subject what it is, for the error sentence
   */
  public static MappedSection ofFile(
      int fd, long offset, long bytes, boolean writable, String subject) throws SystemException {
    int protection = Mapping.PROT_READ | (writable ? Mapping.PROT_WRITE : 0);
    return map(bytes, protection, Mapping.MAP_SHARED | Mapping.MAP_NORESERVE, fd, offset, subject);
  }

  /** Maps zeroed memory that belongs to this process alone. */
  public static MappedSection ofPrivateMemory(long bytes) throws SystemException {
    int protection = Mapping.PROT_READ | Mapping.PROT_WRITE;
    int flags = Mapping.MAP_PRIVATE | Mapping.MAP_ANONYMOUS;
    return map(bytes, protection, flags, -1, 0, "private memory");
  }

  private static MappedSection map(
      long bytes, int protection, int flags, int fd, long offset, String subject)
      throws SystemException {
    long position = AddressRange.take(bytes);
    long result = DataCalls.map(position, bytes, protection, flags | Mapping.MAP_FIXED, fd, offset);
    if (result < 0) {
      AddressRange.giveBack(position, bytes);
      throw new SystemException("map", subject, (int) -result, "free memory or run fewer nodes");
    }
    return new MappedSection(position, bytes);
  }

  /** Position of its first byte. */
  public long position() {
    return position;
  }

  /** Position of the byte at {@code offset}; the offset is checked. */
  public long position(long offset) {
    if (offset < 0 || offset >= bytes) {
      throw new IndexOutOfBoundsException("offset=" + offset + " in a section of bytes=" + bytes);
    }
    return position + offset;
  }

  /** Its length. */
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() throws SystemException {
    if (open.compareAndSet(true, false)) {
      AddressRange.giveBack(position, bytes);
    }
  }
}
