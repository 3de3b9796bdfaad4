package dev.smtap.node;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.LaneDescriptor;
import dev.smtap.wire.SmHeader;

/**
 * The ring of one node of a partition to another, written by hand, beside the node's own threads.
 */
final class ForgedRing implements AutoCloseable {
  private static final int PACKET_TYPE = 0x88b6;

  private final AdapterInfo info;
  private final FileHandle file;
  private final MappedSection section;
  private final long lane;
  private long written;

  ForgedRing(TestPartition net, int owner, int reader) throws SystemException {
    this.info = net.info(owner);
    this.file = FileHandle.open(net.facility().node(owner), OpenFlags.O_RDWR, 0);
    this.section = MappedSection.ofFile(file.fd(), file.status().size(), true, "forged section");
    this.lane = here(net.lane(owner, reader).position());
    this.written = SharedMemory.getLong(lane + LaneDescriptor.WRITE_OFFSET);
  }

  FileHandle file() {
    return file;
  }

  long lane() {
    return lane;
  }

  /** The place of what a view sees, in our writable mapping. */
  private long here(long positionInView) {
    return section.position() + offset(positionInView);
  }

  /** The place of what a view sees, in the file. */
  private long offset(long positionInView) {
    return positionInView - info.areaPosition() + info.areaOffset();
  }

  long slotOffset(int slot) {
    return offset(info.slots().position(slot));
  }

  /** Puts a record of this head into {@code place}, and says that it is in another one. */
  void publish(int place, int slot, int bytes, long destination, long source) {
    long position = here(info.slots().position(place));
    SharedMemory.putNetworkLong(position, SmHeader.first(destination, source));
    SharedMemory.putNetworkLong(position + 8, SmHeader.second(source, PACKET_TYPE));
    publish(slot, bytes);
  }

  /** Says that there is a record in a slot. */
  void publish(int slot, int bytes) {
    long index = written & (info.geometry().entries() - 1);
    SharedMemory.putLong(
        lane + LaneDescriptor.DESCRIPTORS_OFFSET + index * LaneDescriptor.DESCRIPTOR_BYTES,
        LaneDescriptor.descriptor(slot, bytes));
    moveTo(written + 1);
  }

  void moveTo(long counter) {
    written = counter;
    SharedMemory.putLongRelease(lane + LaneDescriptor.WRITE_OFFSET, counter);
    DataCalls.futexWake(lane + LaneDescriptor.WRITE_OFFSET, Integer.MAX_VALUE);
  }

  @Override
  public void close() throws SystemException {
    section.close();
    file.close();
  }
}
