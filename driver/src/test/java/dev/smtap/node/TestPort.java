package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.Memory;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.tap.FramePort;
import dev.smtap.tap.SocketPort;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** The far end of a node's port: what a kernel is to a TAP. One thread. */
final class TestPort implements AutoCloseable {
  private static final int HEADER_BYTES = 12;
  private static final int PATIENCE_MILLIS = 10_000;

  private final FramePort near;
  private final FramePort far;
  private final Memory out = Memory.allocate(SlotDescriptor.LARGE_BYTES);
  private final Memory in = Memory.allocate(SlotDescriptor.LARGE_BYTES);

  TestPort() throws SystemException {
    List<SocketPort> pair = SocketPort.pair();
    this.near = pair.get(0);
    this.far = pair.get(1);
  }

  /** One whose node blocks in a write while nobody reads here: a node that hangs with a slot. */
  static TestPort blocking() throws SystemException {
    return new TestPort(BlockingPort.pair());
  }

  private TestPort(List<BlockingPort> pair) {
    this.near = pair.get(0);
    this.far = pair.get(1);
  }

  /** What the node gets. */
  FramePort near() {
    return near;
  }

  /** Sends a frame with an empty virtio-net header. */
  void send(byte[] frame) {
    send(new byte[HEADER_BYTES], frame);
  }

  /** Sends a frame; waits while the node does not read. */
  void send(byte[] header, byte[] frame) {
    MemorySegment.copy(header, 0, out.segment(), ValueLayout.JAVA_BYTE, 0, HEADER_BYTES);
    MemorySegment.copy(frame, 0, out.segment(), ValueLayout.JAVA_BYTE, HEADER_BYTES, frame.length);
    long bytes = (long) HEADER_BYTES + frame.length;
    long result;
    while ((result = DataCalls.write(far.fd(), out.position(), bytes)) == -Errno.EAGAIN) {
      Memory.await(far.fd(), Poll.POLLOUT, PATIENCE_MILLIS);
    }
    assertThat(result).isEqualTo(bytes);
  }

  /** The next frame; fails when there is none for long. */
  byte[] receive() {
    byte[] frame = poll(PATIENCE_MILLIS);
    assertThat(frame).as("a frame").isNotEmpty();
    return frame;
  }

  /** The next frame, empty if there is none within the time. */
  byte[] poll(int timeoutMillis) {
    long bytes = read();
    if (bytes == -Errno.EAGAIN && timeoutMillis > 0) {
      Memory.await(far.fd(), Poll.POLLIN, timeoutMillis);
      bytes = read();
    }
    if (bytes <= 0) {
      return new byte[0];
    }
    return in.segment().asSlice(HEADER_BYTES, bytes - HEADER_BYTES).toArray(ValueLayout.JAVA_BYTE);
  }

  private long read() {
    if (Memory.await(far.fd(), Poll.POLLIN, 0) == 0) {
      return -Errno.EAGAIN;
    }
    return DataCalls.read(far.fd(), in.position(), SlotDescriptor.LARGE_BYTES);
  }

  /** Lets a node go that waits in a write. */
  void release() {
    if (far instanceof BlockingPort) {
      far.close();
    }
  }

  @Override
  public void close() {
    far.close();
  }
}
