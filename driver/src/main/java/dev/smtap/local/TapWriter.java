package dev.smtap.local;

import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.FaultPoint;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.FrameLimits;
import dev.smtap.wire.VirtioNetHeader;

/**
 * Writes a frame straight from its slot into the TAP. The kernel does not enforce an MTU on what it
 * receives (measured), so that is done here. Receiver only.
 */
final class TapWriter {
  private static final int TCP_DATA_OFFSET = 12;

  private final Adapter adapter;
  private final int fd;

  TapWriter(Adapter adapter) {
    this.adapter = adapter;
    this.fd = adapter.port().fd();
  }

  /**
   * Writes a frame.
   *
   * @param record position of its record, SM header first
   * @param recordBytes length of the record, checked against the slot
   */
  Delivery write(long record, int recordBytes) {
    int frameBytes = recordBytes - SlotDescriptor.FRAME_OFFSET;
    int limit = adapter.mtu() + FrameLimits.OVERHEAD_BYTES;
    if (frameBytes > limit && wireBytes(record, frameBytes) > limit) {
      return Delivery.TOO_LARGE;
    }
    FaultPoint.reached("receiver.before-write");
    long result =
        DataCalls.write(
            fd,
            record + SlotDescriptor.VIRTIO_OFFSET,
            recordBytes - (long) SlotDescriptor.VIRTIO_OFFSET);
    FaultPoint.reached("receiver.written");
    return result > 0 ? Delivery.WRITTEN : failed((int) -result);
  }

  private Delivery failed(int errno) {
    return switch (errno) {
      case Errno.EIO, Errno.ENETDOWN -> Delivery.INTERFACE_DOWN;
      case Errno.EBADFD, Errno.EBADF, Errno.EPIPE -> {
        adapter.requests().interfaceGone(adapter, Errno.describe(errno));
        yield Delivery.INTERFACE_GONE;
      }
      case Errno.EFAULT -> throw new InternalError("page of a slot lost");
      default -> Delivery.REFUSED;
    };
  }

  /**
   * The longest frame that the kernel may make of a super-frame; a wrong header only makes our own
   * count wrong.
   */
  private static int wireBytes(long record, int frameBytes) {
    long header = SharedMemory.getUnalignedLong(record + SlotDescriptor.VIRTIO_OFFSET);
    int dataOffsetAt = VirtioNetHeader.checksumStart(header) + TCP_DATA_OFFSET;
    int tcpHeaderBytes = 0;
    if (dataOffsetAt < frameBytes) {
      tcpHeaderBytes =
          (SharedMemory.getByte(record + SlotDescriptor.FRAME_OFFSET + dataOffsetAt) >>> 4) * 4;
    }
    return VirtioNetHeader.wireBytes(header, frameBytes, tcpHeaderBytes);
  }
}
