package dev.smtap.local;

import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.CaptureRecordDescriptor;
import dev.smtap.ring.CaptureRingWriter;
import dev.smtap.ring.SlotDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * One thread's copier of frames into its capture ring, behind the fact: a frame was sent, delivered
 * or dropped by then, and is not delayed. While nobody captures, a frame costs one plain read
 * ({@link #isOn}); the thread looks for a change only when it is asked to look around. While
 * somebody does, what a thread spends on it is bounded, see {@link CopyShare}.
 */
final class FrameTee {
  private final CopyShare share = new CopyShare(System::nanoTime);
  private @Nullable CaptureRingWriter ring;
  private Capture.@Nullable Clock clock;
  private int mostBytes;
  private long markNanos;

  /** Takes over what is to be captured from now on. */
  void follow(@Nullable Capture capture, boolean isReceiver) {
    ring = capture == null ? null : isReceiver ? capture.receiver() : capture.transmitter();
    clock = capture == null ? null : capture.clock();
    mostBytes = capture == null ? 0 : capture.mostBytes();
  }

  /**
   * Takes the time of the frame that is about to be handled: what answers it must not seem to have
   * come first.
   */
  void mark() {
    Capture.Clock time = clock;
    if (time != null) {
      markNanos = time.nanos();
    }
  }

  /** Whether somebody captures. */
  boolean isOn() {
    return ring != null;
  }

  /**
   * Where a frame went.
   *
   * @param direction see {@link CaptureRecordDescriptor}
   * @param ring kind of ring
   * @param peer node at the other end, 0 for none
   * @param sequence the ring's write counter after the frame, 0 if it never was in one
   */
  record Path(int direction, int ring, int peer, long sequence) {}

  /** A frame that went no further than between the TAP and here. */
  static Path tap(int direction) {
    return new Path(direction, CaptureRecordDescriptor.RING_TAP, 0, 0);
  }

  /** A frame in the pair ring to, or from, a peer. */
  static Path pair(int direction, int peer, long sequence) {
    return new Path(direction, CaptureRecordDescriptor.RING_PAIR, peer, sequence);
  }

  /** A frame in a cast ring, by its number. */
  static Path cast(int direction, int ring, int peer, long sequence) {
    int kind =
        ring == 0 ? CaptureRecordDescriptor.RING_BROADCAST : CaptureRecordDescriptor.RING_MULTICAST;
    return new Path(direction, kind, peer, sequence);
  }

  /**
   * Captures a frame.
   *
   * @param first first word of its SM header, see wire.SmHeader
   * @param second second word
   * @param record position of its slot record; the SM header there does not count
   * @param bytes length of the slot record
   * @param dropReason see facility.DropReason
   */
  void frame(Path path, long first, long second, long record, int bytes, int dropReason) {
    capture(CaptureRecordDescriptor.KIND_FRAME, path, first, second, record, bytes, dropReason);
  }

  /** Captures a command that was sent or taken. */
  void command(Path path, long first, long second, long record, int bytes) {
    capture(CaptureRecordDescriptor.KIND_COMMAND, path, first, second, record, bytes, 0);
  }

  private void capture(
      int kind, Path path, long first, long second, long record, int bytes, int dropReason) {
    CaptureRingWriter writer = ring;
    if (writer == null) {
      return;
    }
    int captured = share.begin(Math.min(bytes, mostBytes));
    long to = writer.claim(kind, captured);
    SharedMemory.putLong(to + CaptureRecordDescriptor.TIME_OFFSET, markNanos);
    SharedMemory.putLong(to + CaptureRecordDescriptor.RING_SEQUENCE_OFFSET, path.sequence());
    SharedMemory.putLong(
        to + CaptureRecordDescriptor.RING_OFFSET,
        CaptureRecordDescriptor.pair(path.ring(), path.peer()));
    SharedMemory.putLong(
        to + CaptureRecordDescriptor.DIRECTION_OFFSET,
        CaptureRecordDescriptor.pair(path.direction(), dropReason));
    SharedMemory.putLong(
        to + CaptureRecordDescriptor.LENGTH_OFFSET, CaptureRecordDescriptor.pair(bytes, captured));
    long slotRecord = to + CaptureRecordDescriptor.SLOT_RECORD_OFFSET;
    SharedMemory.putNetworkLong(slotRecord, first);
    SharedMemory.putNetworkLong(slotRecord + Long.BYTES, second);
    SharedMemory.copy(
        record + SlotDescriptor.VIRTIO_OFFSET,
        slotRecord + SlotDescriptor.VIRTIO_OFFSET,
        captured - (long) SlotDescriptor.VIRTIO_OFFSET);
    writer.commit();
    share.end();
  }
}
