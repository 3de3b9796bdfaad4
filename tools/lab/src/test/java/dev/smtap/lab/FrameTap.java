package dev.smtap.lab;

import java.io.EOFException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;

/**
 * Sends and receives whole frames at an interface, tags included: through libpcap, because the
 * kernel takes a tag out of a frame before a plain packet socket gets it. One thread.
 */
final class FrameTap implements AutoCloseable {
  private static final int SNAP_BYTES = 1 << 17;
  private static final int BUFFER_BYTES = 32 << 20;

  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  private final PcapHandle handle;

  private FrameTap(PcapHandle handle) {
    this.handle = handle;
  }

  /** Opens one that sees what comes in; promiscuous or not. */
  static FrameTap open(Netns netns, String interfaceName, boolean promiscuous) {
    return netns.call(() -> new FrameTap(open(interfaceName, promiscuous)));
  }

  private static PcapHandle open(String interfaceName, boolean promiscuous) {
    try {
      PcapHandle handle =
          new PcapHandle.Builder(interfaceName)
              .snaplen(SNAP_BYTES)
              .bufferSize(BUFFER_BYTES)
              .promiscuousMode(
                  promiscuous ? PromiscuousMode.PROMISCUOUS : PromiscuousMode.NONPROMISCUOUS)
              .timeoutMillis(10)
              .immediateMode(true)
              .build();
      handle.setDirection(PcapHandle.PcapDirection.IN);
      // Blocking, it waits for a frame without end (measured).
      handle.setBlockingMode(PcapHandle.BlockingMode.NONBLOCKING);
      return handle;
    } catch (PcapNativeException | NotOpenException e) {
      throw new AssertionError(e);
    }
  }

  void send(byte[] frame) {
    try {
      handle.sendPacket(frame);
    } catch (PcapNativeException | NotOpenException e) {
      throw new AssertionError("a frame of " + frame.length + " bytes", e);
    }
  }

  /** The frames that match, until there are so many or the time is over. */
  List<byte[]> receive(int count, long limitMillis, Predicate<byte[]> matches) {
    List<byte[]> frames = new ArrayList<>();
    long end = System.nanoTime() + limitMillis * 1_000_000;
    while (frames.size() < count && System.nanoTime() - end < 0) {
      byte[] frame = next();
      if (frame.length > 0 && matches.test(frame)) {
        frames.add(frame);
      }
    }
    return frames;
  }

  private byte[] next() {
    try {
      return handle.getNextRawPacketEx();
    } catch (TimeoutException e) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      return new byte[0];
    } catch (EOFException | PcapNativeException | NotOpenException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    handle.close();
  }
}
