package dev.smtap.bench;

import dev.smtap.facility.Geometry;
import dev.smtap.facility.NetworkKind;
import dev.smtap.local.AdapterSettings;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.node.AdapterConfig;
import dev.smtap.node.Node;
import dev.smtap.node.NodeConfig;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import dev.smtap.tap.SocketPort;
import dev.smtap.wire.FrameLimits;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.VirtioNetHeader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A whole node whose interface is one end of a socket pair; this class holds the other end, where
 * the kernel would be, and sends and receives frames there. One thread; allocates nothing per
 * frame.
 */
final class BenchNode implements AutoCloseable {
  private static final int BUFFER_BYTES = 70 * 1024;
  private static final long EXPERIMENTAL_TYPE = 0x88B5;
  private static final int NETWORK = 0;
  private static final long MEETING_NANOS = 20_000_000_000L;
  private static final long PARK_NANOS = 1_000_000;

  private final Node node;
  private final SocketPort kernelSide;
  private final MappedSection memory;
  private final long poll;
  private final long received;

  private BenchNode(Node node, SocketPort kernelSide) throws SystemException {
    this.node = node;
    this.kernelSide = kernelSide;
    this.memory = MappedSection.ofPrivateMemory(2L * BUFFER_BYTES + Poll.SIZE);
    this.received = memory.position(BUFFER_BYTES);
    this.poll = memory.position(2L * BUFFER_BYTES);
  }

  /** Starts a node of partition {@code bench} below {@code root}; its threads begin with name. */
  static BenchNode start(Path root, int nodeId, String name) throws SystemException {
    List<SocketPort> ports = SocketPort.pair();
    Node node = Node.start(config(root, nodeId, "", name), (_, _) -> ports.get(0));
    return new BenchNode(node, ports.get(1));
  }

  /** The configuration of a node with one adapter and the driver's defaults. */
  static NodeConfig config(Path root, int nodeId, String namespace, String interfaceName) {
    AdapterConfig adapter =
        new AdapterConfig(
            NetworkKind.LOCAL,
            interfaceName,
            "bench",
            FrameLimits.HIGHEST_MTU,
            Geometry.DEFAULT_SLOTS,
            Offloads.ALL);
    return new NodeConfig(
        root,
        "bench",
        nodeId,
        namespace,
        List.of(adapter),
        NodeConfig.Limits.DEFAULT,
        AdapterSettings.DEFAULT);
  }

  /** The address of a node's interface. */
  static long address(int nodeId) {
    return NodeAddress.of(NETWORK, nodeId);
  }

  /** Waits until it is connected with so many others, each of which may be sent frames then. */
  void awaitNeighbours(int count) {
    long start = System.nanoTime();
    while (neighbours() != count) {
      if (System.nanoTime() - start > MEETING_NANOS) {
        throw new IllegalStateException("node " + node.nodeId() + " does not find the others");
      }
      LockSupport.parkNanos(PARK_NANOS);
    }
  }

  private int neighbours() {
    try {
      return node.checkUp().get(MEETING_NANOS, TimeUnit.NANOSECONDS).neighbours();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("node " + node.nodeId() + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Sends a frame, as if the kernel did; waits while the socket is full. */
  void send(long destination, int frameBytes) {
    long source = address(node.nodeId());
    long frame = memory.position() + VirtioNetHeader.BYTES;
    SharedMemory.putNetworkLong(frame, destination << 16 | source >>> 32);
    SharedMemory.putNetworkLong(frame + Long.BYTES, source << 32 | EXPERIMENTAL_TYPE << 16);
    int bytes = VirtioNetHeader.BYTES + frameBytes;
    long result = DataCalls.write(kernelSide.fd(), memory.position(), bytes);
    while (result == -Errno.EAGAIN) {
      await(Poll.POLLOUT, -1);
      result = DataCalls.write(kernelSide.fd(), memory.position(), bytes);
    }
    if (result != bytes) {
      throw new IllegalStateException("a frame was not taken: " + result);
    }
  }

  /** Reads one frame; 0 if none came in time, otherwise its length. */
  int receive(int timeoutMillis) {
    long result = DataCalls.read(kernelSide.fd(), received, BUFFER_BYTES);
    if (result == -Errno.EAGAIN && timeoutMillis > 0) {
      await(Poll.POLLIN, timeoutMillis);
      result = DataCalls.read(kernelSide.fd(), received, BUFFER_BYTES);
    }
    if (result == -Errno.EAGAIN) {
      return 0;
    }
    if (result <= VirtioNetHeader.BYTES) {
      throw new IllegalStateException("no frame can be read: " + result);
    }
    return (int) result - VirtioNetHeader.BYTES;
  }

  /** Reads {@code count} frames. */
  void receiveAll(int count, int timeoutMillis) {
    for (int i = 0; i < count; i++) {
      if (receive(timeoutMillis) == 0) {
        throw new IllegalStateException("frame " + i + " of " + count + " did not come");
      }
    }
  }

  private void await(short events, int timeoutMillis) {
    SharedMemory.putInt(poll + Poll.FD_OFFSET, kernelSide.fd());
    SharedMemory.putInt(poll + Poll.EVENTS_OFFSET, events);
    var _ = DataCalls.poll(poll, 1, timeoutMillis);
  }

  @Override
  public void close() throws SystemException {
    node.close();
    kernelSide.close();
    memory.close();
  }
}
