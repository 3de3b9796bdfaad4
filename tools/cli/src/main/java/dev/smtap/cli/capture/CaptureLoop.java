package dev.smtap.cli.capture;

import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CaptureRingReader;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.SmHeader;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes frames out of the capture rings of all nodes, the oldest first, and writes them out, until
 * it is told to stop, nobody reads any more, or there are enough. One thread, but for {@link
 * #stop}.
 */
final class CaptureLoop {
  private static final long SHORTEST_NAP_NANOS = 500_000;
  private static final long LONGEST_NAP_NANOS = 4_000_000;
  private static final long LOOK_NANOS = 100_000_000;
  private static final int MOST_AT_ONCE = 256;
  private static final int UNWANTED = -1;

  private final CapturedNodes nodes;
  private final PcapngWriter writer;
  private final Output output;
  private final @Nullable FrameFilter filter;
  private final CaptureOptions wanted;
  private final long mostFrames;
  private long written;
  private long cut;
  private long missed;
  private volatile boolean stopping;

  CaptureLoop(
      CapturedNodes nodes,
      PcapngWriter writer,
      Output output,
      @Nullable FrameFilter filter,
      CaptureOptions wanted) {
    this.nodes = nodes;
    this.writer = writer;
    this.output = output;
    this.filter = filter;
    this.wanted = wanted;
    this.mostFrames = wanted.mostFrames().orElse(Long.MAX_VALUE);
  }

  /** Lets it come to its end, soon. Any thread. */
  void stop() {
    stopping = true;
  }

  /** Frames that were written. */
  long written() {
    return written;
  }

  /** How many of them are shorter than was wanted: the node had no time for more. */
  long cut() {
    return cut;
  }

  /** Records that were written over before they could be read. */
  long missed() {
    return missed;
  }

  /** Goes on to the end; whatever there is then is written, and nothing that comes behind it. */
  void run() throws SystemException {
    long nap = SHORTEST_NAP_NANOS;
    long nextLook = System.nanoTime();
    while (!stopping && written < mostFrames && !output.isClosed() && nodes.anyLeft()) {
      if (drain()) {
        nap = SHORTEST_NAP_NANOS;
      } else {
        LockSupport.parkNanos(nap);
        nap = Math.min(2 * nap, LONGEST_NAP_NANOS);
      }
      long now = System.nanoTime();
      if (now - nextLook >= 0) {
        nextLook = now + LOOK_NANOS;
        nodes.look(now, writer, this::finish);
      }
    }
    nodes.endHere();
    while (!output.isClosed() && drain()) {}
    nodes.forEach(this::finish);
    writer.flush();
  }

  /** A node has gone, or the capture ends: what is left of it is written, and what was missed. */
  private void finish(NodeCapture node) throws SystemException {
    missed += nodes.statistics(node, writer);
  }

  /**
   * Takes what is there; true if that was something. Where frames come faster than they can be
   * written, that is never all.
   */
  private boolean drain() throws SystemException {
    int taken = 0;
    while (taken < MOST_AT_ONCE && written < mostFrames) {
      ThreadRing ring = nodes.oldest();
      if (ring == null) {
        break;
      }
      take(ring);
      taken++;
    }
    writer.flush();
    return taken > 0;
  }

  private void take(ThreadRing ring) throws SystemException {
    if (writer.isFull()) {
      nodes.forEach(each -> {
        long _ = nodes.statistics(each, writer);
      });
      writer.next();
    }
    try {
      write(ring);
    } catch (InternalError e) {
      ring.lose();
    }
    ring.pass();
  }

  private void write(ThreadRing ring) throws SystemException {
    CaptureRingReader record = ring.reader();
    if (record.isCommand() && !wanted.withSmHeader()) {
      return;
    }
    long destination = record.smDestination();
    int number = destination < 0 ? UNWANTED : ring.number(destination, this::number);
    if (number < 0) {
      return;
    }
    int front = wanted.withSmHeader() ? SmHeader.BYTES : 0;
    int before = record.isCommand() ? SmHeader.PADDED_BYTES : SlotDescriptor.FRAME_OFFSET;
    long data = writer.framePosition();
    long slotRecord = data + front - before;
    if (!record.copy(slotRecord)) {
      return;
    }
    int captured = record.captured() - before;
    int length = record.length() - before;
    if (!record.isCommand() && !isWanted(slotRecord, captured, length)) {
      return;
    }
    if (front > 0) {
      moveSmHeader(slotRecord, data);
    }
    int wantedBytes = Math.min(length, wanted.snapLength());
    // More is there if somebody else wants more.
    int kept = Math.min(captured, wantedBytes);
    writer.frame(number, record, kept + front, length + front);
    written++;
    cut += kept < wantedBytes ? 1 : 0;
  }

  private int number(AdapterName adapter, RingName ring) throws SystemException {
    return wanted.rings().takes(ring) ? writer.interfaceOf(adapter, ring) : UNWANTED;
  }

  /** Completes the checksum of a frame that is all here; whether the filter lets it pass. */
  private boolean isWanted(long slotRecord, int captured, int length) {
    long frame = slotRecord + SlotDescriptor.FRAME_OFFSET;
    if (captured == length) {
      long virtio = slotRecord + SlotDescriptor.VIRTIO_OFFSET;
      int last = (int) (SharedMemory.getUnalignedLong(virtio + Integer.BYTES) >>> 32);
      Checksum.complete(SharedMemory.getUnalignedLong(virtio), last, frame, length);
    }
    return filter == null || filter.passes(frame, captured, length);
  }

  /** Puts the 14 bytes of the header in front of what follows, without the two behind them. */
  private static void moveSmHeader(long from, long to) {
    long first = SharedMemory.getNetworkLong(from);
    long second = SharedMemory.getNetworkLong(from + Long.BYTES);
    SharedMemory.putNetworkLong(to, first);
    SharedMemory.putNetworkLong(to + SmHeader.BYTES - Long.BYTES, first << 48 | second >>> 16);
  }
}
