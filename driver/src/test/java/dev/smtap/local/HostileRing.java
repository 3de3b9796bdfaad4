package dev.smtap.local;

import dev.smtap.fuzz.FuzzInput;
import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.LaneDescriptor;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.ring.SlotTable;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.SmHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * The pair ring from the hostile peer: written as the input says, and read once more by a model
 * that says what a receiver must make of it. One input each.
 */
final class HostileRing {
  private static final int FRAME_START_BYTES = 32;

  private final Partition partition;
  private final SlotTable slots;
  private final int entries;
  private final long start;
  private long written;
  private int reservedLarge;
  private int reservedSmall;
  private int commands;
  private int badDescriptors;
  private int badSources;
  private final List<long[]> frames = new ArrayList<>();

  HostileRing(Partition partition, long start) {
    this.partition = partition;
    this.slots = partition.info(Partition.HOSTILE).slots();
    this.entries = partition.info(Partition.HOSTILE).geometry().entries();
    this.start = start;
    this.written = start;
    this.reservedLarge = slots.largeSlots();
    this.reservedSmall = slots.smallSlots();
  }

  void setReserved(int large, int small) {
    reservedLarge = large;
    reservedSmall = small;
  }

  /** Input of each: kind, slot, length, SM header if it is arbitrary, start of the frame. */
  void write(FuzzInput input) {
    while (input.hasMore() && written - start < entries) {
      int kind = input.nextByte();
      int slot = (kind & 1) != 0 ? input.nextInt() : input.nextByte() % slotCount();
      int length = (kind & 2) != 0 ? input.nextInt() : input.nextShort();
      if (slot >= 0 && slot < slotCount()) {
        fill(slots.position(slot), kind >> 2 & 3, input);
      }
      long index = written & (entries - 1);
      SharedMemory.putLong(
          lane() + LaneDescriptor.DESCRIPTORS_OFFSET + index * LaneDescriptor.DESCRIPTOR_BYTES,
          LaneDescriptor.descriptor(slot, length));
      written++;
    }
  }

  private static void fill(long record, int header, FuzzInput input) {
    switch (header) {
      case 0 -> GoodFrames.putHeader(record, Partition.HOSTILE, false);
      case 1 -> GoodFrames.putHeader(record, Partition.HOSTILE, true);
      case 2 -> GoodFrames.putHeader(record, Partition.GOOD, false);
      default -> SharedMemory.copyIn(input.next(SmHeader.PADDED_BYTES), record);
    }
    SharedMemory.copyIn(input.next(FRAME_START_BYTES), record + SlotDescriptor.VIRTIO_OFFSET);
  }

  private int slotCount() {
    return slots.largeSlots() + slots.smallSlots();
  }

  private long lane() {
    return partition.info(Partition.HOSTILE).lanePosition(0);
  }

  /** Shows the ring, with the write counter that was reached or a lie. */
  void publish(long lie) {
    written += lie;
    partition.setReserved(Partition.HOSTILE, reservedLarge, reservedSmall);
    SharedMemory.putLongRelease(lane() + LaneDescriptor.WRITE_OFFSET, written);
    for (long counter = start; counter - start < readable(); counter++) {
      long index = counter & (entries - 1);
      expect(
          SharedMemory.getLong(
              lane()
                  + LaneDescriptor.DESCRIPTORS_OFFSET
                  + index * LaneDescriptor.DESCRIPTOR_BYTES));
    }
  }

  /** Descriptors that a receiver must take: none when the write counter cannot be true. */
  long readable() {
    long count = written - start;
    return count < 0 || count > entries ? 0 : count;
  }

  private void expect(long descriptor) {
    int slot = LaneDescriptor.slot(descriptor);
    int length = LaneDescriptor.length(descriptor);
    if (!exists(slot) || length < 32 || length > slots.bytes(slot)) {
      badDescriptors++;
      return;
    }
    long record = slots.position(slot);
    long source = SharedMemory.getNetworkLong(record + SmHeader.SOURCE_OFFSET) >>> 16;
    long address = NodeAddress.of(0, Partition.HOSTILE);
    if (source == address) {
      if (length < SlotDescriptor.FRAME_OFFSET + 14) {
        badDescriptors++;
      } else {
        frames.add(new long[] {record, length});
      }
    } else if (source == SmHeader.asCommand(address)) {
      commands++;
    } else {
      badSources++;
    }
  }

  private boolean exists(int slot) {
    int large = slots.largeSlots();
    return slot >= 0
        && (slot < large
            ? slot < reservedLarge
            : slot < slotCount() && slot - large < reservedSmall);
  }

  int commands() {
    return commands;
  }

  int badDescriptors() {
    return badDescriptors;
  }

  int badSources() {
    return badSources;
  }

  /** Position and length of each record that is a frame. */
  List<long[]> frames() {
    return frames;
  }
}
