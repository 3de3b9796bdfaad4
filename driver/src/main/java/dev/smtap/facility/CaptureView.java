package dev.smtap.facility;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CaptureDescriptor;
import dev.smtap.ring.CaptureRingReader;
import java.nio.file.Path;

/**
 * Another node's capture area, mapped read-only and checked once. One thread of a tool; the node
 * may give its memory back at any time, and then reading finds nothing more, or gives an
 * InternalError.
 */
public final class CaptureView implements AutoCloseable {
  private final MappedSection area;
  private final int rings;
  private final long ringBytes;

  private CaptureView(MappedSection area, int rings, long ringBytes) {
    this.area = area;
    this.rings = rings;
    this.ringBytes = ringBytes;
  }

  /** Maps it; all words of the node are copied once and checked. */
  static CaptureView open(Path path, FileHandle file, long headerPosition) throws SystemException {
    long reserved =
        SharedMemory.getLongAcquire(headerPosition + NodeSectionDescriptor.CAPTURE_RESERVED_OFFSET);
    long offset =
        SharedMemory.getLong(headerPosition + NodeSectionDescriptor.CAPTURE_OFFSET_OFFSET);
    if (reserved == 0) {
      throw SystemException.because(
          "capture from", path.toString(), "its node does not capture any more", "try again");
    }
    boolean fits =
        reserved > CaptureDescriptor.RECORDS_OFFSET
            && offset >= NodeSectionDescriptor.BYTES
            && offset % 4096 == 0
            && offset <= file.status().size() - reserved;
    if (!fits) {
      throw SectionFile.damaged(path, "its capture area does not fit into it");
    }
    MappedSection area = MappedSection.ofFile(file.fd(), offset, reserved, false, path.toString());
    try {
      return of(path, area);
    } catch (SystemException e) {
      area.close();
      throw e;
    } catch (InternalError e) {
      area.close();
      throw SectionFile.damaged(path, "it was truncated");
    }
  }

  private static CaptureView of(Path path, MappedSection area) throws SystemException {
    long head = area.position();
    int rings = SharedMemory.getInt(head + CaptureDescriptor.RINGS_OFFSET);
    long ringBytes = SharedMemory.getLong(head + CaptureDescriptor.RING_BYTES_OFFSET);
    if (rings < 0
        || rings > CaptureDescriptor.MOST_RINGS
        || !CaptureDescriptor.isRingBytes(ringBytes)
        || CaptureDescriptor.recordsOffset(rings, ringBytes) > area.bytes()) {
      throw SectionFile.damaged(path, "its capture rings do not fit into it");
    }
    return new CaptureView(area, rings, ringBytes);
  }

  /** Number of rings, see {@link CaptureDescriptor#ring}. */
  public int rings() {
    return rings;
  }

  /** A reader of a ring. */
  public CaptureRingReader reader(int ring) {
    return new CaptureRingReader(
        area.position(CaptureDescriptor.headOffset(ring)),
        area.position(CaptureDescriptor.recordsOffset(ring, ringBytes)),
        ringBytes);
  }

  @Override
  public void close() throws SystemException {
    area.close();
  }
}
