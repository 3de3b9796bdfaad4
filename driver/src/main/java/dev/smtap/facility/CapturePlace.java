package dev.smtap.facility;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.Reservation;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CaptureDescriptor;
import dev.smtap.ring.CaptureRingWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of the capture area in the own section. It has memory, and is mapped, only while a
 * capture is on. Control thread.
 */
public final class CapturePlace {
  private static final Logger LOG = LoggerFactory.getLogger(CapturePlace.class);

  private final Path path;
  private final FileHandle file;
  private final long headerPosition;
  private final long offset;
  private final int rings;
  private @Nullable MappedSection area;
  private long ringBytes;

  CapturePlace(Path path, FileHandle file, long headerPosition, long offset, int adapters) {
    this.path = path;
    this.file = file;
    this.headerPosition = headerPosition;
    this.offset = offset;
    this.rings = 2 * adapters;
  }

  /** Bytes of the place of a section with so many adapters. */
  static long bytes(int adapters) {
    return CaptureDescriptor.recordsOffset(2 * adapters, CaptureDescriptor.MOST_RING_BYTES);
  }

  /** Says in the section's header where it is. */
  void fill() {
    long bytes = bytes(rings / 2);
    SharedMemory.putLong(headerPosition + NodeSectionDescriptor.CAPTURE_OFFSET_OFFSET, offset);
    SharedMemory.putLong(headerPosition + NodeSectionDescriptor.CAPTURE_BYTES_OFFSET, bytes);
  }

  /** Whether it has memory. */
  public boolean isOpen() {
    return area != null;
  }

  /** The length of each ring, while it is open. */
  public long ringBytes() {
    return ringBytes;
  }

  /**
   * Puts memory behind it.
   *
   * @param bytes of each ring, see {@link CaptureDescriptor#isRingBytes}
   * @throws SystemException if there is none, in words
   */
  public void open(long bytes) throws SystemException {
    long length = CaptureDescriptor.recordsOffset(rings, bytes);
    int reserved = Reservation.reserve(file.fd(), offset, length);
    if (reserved < 0) {
      release(length);
      throw new SystemException(
          "reserve",
          length + " bytes for captured frames in " + path,
          -reserved,
          "take a smaller --buffer, or make the file system larger (mount -o remount,size=...)");
    }
    MappedSection mapped;
    try {
      mapped = MappedSection.ofFile(file.fd(), offset, length, true, path.toString());
    } catch (SystemException e) {
      release(length);
      throw e;
    }
    area = mapped;
    ringBytes = bytes;
    long head = mapped.position();
    SharedMemory.putInt(head + CaptureDescriptor.RINGS_OFFSET, rings);
    SharedMemory.putLong(head + CaptureDescriptor.RING_BYTES_OFFSET, bytes);
    publish(length);
  }

  private void publish(long length) {
    SharedMemory.putLongRelease(
        headerPosition + NodeSectionDescriptor.CAPTURE_RESERVED_OFFSET, length);
  }

  private void release(long length) {
    int result = Reservation.giveBack(file.fd(), offset, length);
    if (result < 0) {
      LOG.warn("the memory of captured frames in {} is not given back: error {}", path, -result);
    }
  }

  /** A writer of one of its rings, which is empty; it is open. */
  public CaptureRingWriter writer(int ring) {
    MappedSection mapped = area;
    if (mapped == null) {
      throw new IllegalStateException("nobody captures");
    }
    return new CaptureRingWriter(
        mapped.position(CaptureDescriptor.headOffset(ring)),
        mapped.position(CaptureDescriptor.recordsOffset(ring, ringBytes)),
        ringBytes);
  }

  /** Gives its memory back. No thread of this node writes to it any more. */
  public void close() throws SystemException {
    MappedSection mapped = area;
    if (mapped != null) {
      area = null;
      try {
        publish(0);
      } catch (InternalError e) {
        LOG.debug("the section is lost", e);
      }
      mapped.close();
      release(CaptureDescriptor.recordsOffset(rings, ringBytes));
    }
  }
}
