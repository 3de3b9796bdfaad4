package dev.smtap.ring;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.MacAddress;
import java.nio.file.Path;

/**
 * A cast area in a file of its own, for tests of the rings alone. One thread makes and closes it.
 */
final class TestCastArea implements AutoCloseable {
  private static final int RECORD_BUFFERS = 2;

  private final FileHandle file;
  private final MappedSection section;
  private final MappedSection buffers;
  private final CastArea area;

  private TestCastArea(FileHandle file, MappedSection section, int rings, int slots)
      throws SystemException {
    this.file = file;
    this.section = section;
    this.buffers = MappedSection.ofPrivateMemory((long) RECORD_BUFFERS * CastSlotDescriptor.BYTES);
    this.area = new CastArea(section.position(), 0, rings, slots);
  }

  /** Makes one in {@code directory} with counters that begin at {@code start}. */
  static TestCastArea in(Path directory, int rings, int slots, long start) throws SystemException {
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
    FileHandle file = FileHandle.open(directory.resolve("cast"), flags, 0600);
    long bytes = CastDescriptor.bytes(rings, slots);
    file.setLength(bytes);
    file.allocate(0, CastDescriptor.slotsOffset(0, rings, slots));
    MappedSection section = MappedSection.ofFile(file.fd(), bytes, true, "cast area");
    TestCastArea made = new TestCastArea(file, section, rings, slots);
    for (int ring = 0; ring < rings; ring++) {
      SharedMemory.putLong(made.area.writtenPosition(ring), start);
    }
    SharedMemory.putLong(made.area.labelPosition(CastArea.BROADCAST_RING), MacAddress.BROADCAST);
    return made;
  }

  CastArea area() {
    return area;
  }

  /** A writer for a node of which nobody doubts that it lives. */
  CastRingWriter writer(int nodeId) {
    return writer(nodeId, (id, generation) -> true);
  }

  CastRingWriter writer(int nodeId, CastLock.OwnerCheck owners) {
    CastLock lock = new CastLock(area.lockPosition(), nodeId, nodeId, owners);
    return new CastRingWriter(area, lock, file.fd(), nodeId, nodeId);
  }

  CastRingReader reader(int ring) {
    return new CastRingReader(area, ring, buffers.position());
  }

  /** Casts a record that holds {@code value} from its first word to its last. */
  CastRingWriter.Outcome cast(CastRingWriter writer, long group, long value, int bytes) {
    long record = buffers.position(CastSlotDescriptor.BYTES);
    for (int at = 0; at < bytes; at += Long.BYTES) {
      SharedMemory.putLong(record + at, value);
    }
    return writer.cast(group, record, bytes);
  }

  /** Bytes of the file with memory behind them. */
  long allocatedBytes() throws SystemException {
    return file.status().allocated();
  }

  int bell() {
    return SharedMemory.getIntAcquire(area.bellPosition());
  }

  /** Position of the slot that holds what was written at a counter value. */
  long slot(int ring, long counter) {
    return area.position() + area.slotOffset(ring, counter);
  }

  @Override
  public void close() throws SystemException {
    section.close();
    buffers.close();
    file.close();
  }
}
