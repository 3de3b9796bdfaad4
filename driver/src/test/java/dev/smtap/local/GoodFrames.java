package dev.smtap.local;

import dev.smtap.facility.Geometry;
import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.PairRingWriter;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.ring.SlotTable;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.SmHeader;
import java.security.SecureRandom;

/** Frames of the good peer, which must come through whatever the hostile one does. */
final class GoodFrames {
  static final int COUNT = 3;
  static final int RECORD_BYTES = SlotDescriptor.FRAME_OFFSET + 60;

  /** No fuzzer guesses it, so no hostile frame passes for a good one. */
  private static final long MARK = new SecureRandom().nextLong();

  private static final int MARK_OFFSET = SlotDescriptor.FRAME_OFFSET + 16;

  private GoodFrames() {}

  /** Puts them into the ring from the good peer, whose lane was just made. */
  static void publish(Partition partition, long start) {
    int peer = Partition.GOOD;
    Geometry geometry = partition.info(peer).geometry();
    partition.setReserved(peer, geometry.largeSlots(), geometry.smallSlots());
    SlotTable slots = partition.info(peer).slots();
    PairRingWriter writer =
        new PairRingWriter(partition.info(peer).lanePosition(0), geometry.entries(), start);
    for (int i = 0; i < COUNT; i++) {
      int slot = geometry.largeSlots() + i;
      long record = slots.position(slot);
      SharedMemory.clear(record, RECORD_BYTES);
      putHeader(record, peer, false);
      SharedMemory.putLong(record + MARK_OFFSET + 4, MARK);
      SharedMemory.putLong(record + MARK_OFFSET + 12, i);
      writer.publish(slot, RECORD_BYTES);
    }
  }

  /** An SM header to the node under test. */
  static void putHeader(long record, int sender, boolean command) {
    long source = NodeAddress.of(0, sender);
    long marked = command ? SmHeader.asCommand(source) : source;
    SharedMemory.putNetworkLong(record, SmHeader.first(NodeAddress.of(0, Partition.OWN), marked));
    SharedMemory.putNetworkLong(record + Long.BYTES, SmHeader.second(marked, 0x0800));
  }

  /** The number of a good frame as it came out of the port, or -1 if it is none. */
  static int number(long delivered, int bytes) {
    int virtio = SlotDescriptor.VIRTIO_OFFSET;
    boolean good =
        bytes == RECORD_BYTES - virtio
            && SharedMemory.getUnalignedLong(delivered + MARK_OFFSET + 4 - virtio) == MARK;
    return good ? (int) SharedMemory.getUnalignedLong(delivered + MARK_OFFSET + 12 - virtio) : -1;
  }
}
