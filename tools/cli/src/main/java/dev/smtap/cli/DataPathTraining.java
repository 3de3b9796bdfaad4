package dev.smtap.cli;

import dev.smtap.facility.Geometry;
import dev.smtap.facility.NetworkKind;
import dev.smtap.local.AdapterSettings;
import dev.smtap.node.AdapterConfig;
import dev.smtap.node.Node;
import dev.smtap.node.NodeConfig;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.NativeBuffer;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.OffloadSelfTest;
import dev.smtap.tap.Offloads;
import dev.smtap.tap.SocketPort;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.VirtioNetHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/**
 * Lets frames go back and forth between two nodes over sockets, so that the AOT cache learns which
 * code is hot: a node that was just started then carries frames at full speed within a moment.
 * Needs no privilege.
 */
final class DataPathTraining {
  private static final int MTU = 1500;
  private static final int ROUNDS = 30_000;
  private static final int BURST = 8;
  private static final int PATIENCE_MILLIS = 1_000;
  private static final int[] FRAME_BYTES = {66, 64_000, 114, 1_514};

  private final NativeBuffer buffer = NativeBuffer.allocate(128 * 1024);
  private final NativeBuffer pollFd = NativeBuffer.allocate(Poll.SIZE);
  private final List<SocketPort> first = SocketPort.pair();
  private final List<SocketPort> second = SocketPort.pair();

  private DataPathTraining() throws SystemException {}

  /** Trains with the facility in a directory that is there. */
  static void run(Path directory) throws SystemException {
    var _ = OffloadSelfTest.run(Offloads.ALL);
    DataPathTraining training = new DataPathTraining();
    try (Node one = training.start(directory, 1, training.first);
        Node two = training.start(directory, 2, training.second)) {
      training.exchange(one.nodeId(), two.nodeId());
    } finally {
      training.first.forEach(SocketPort::close);
      training.second.forEach(SocketPort::close);
    }
  }

  private Node start(Path directory, int nodeId, List<SocketPort> ports) throws SystemException {
    AdapterConfig adapter =
        new AdapterConfig(
            NetworkKind.LOCAL, "train0", "train", MTU, Geometry.DEFAULT_SLOTS, Offloads.ALL);
    return Node.start(
        new NodeConfig(
            directory,
            "train",
            nodeId,
            "",
            List.of(adapter),
            NodeConfig.Limits.DEFAULT,
            AdapterSettings.DEFAULT),
        (_, _) -> ports.get(0));
  }

  /** Single frames, that wake a sleeping receiver, and bursts, that it reads in one go. */
  private void exchange(int one, int two) {
    for (int round = 0; round < ROUNDS; round++) {
      int frames = round % 2 == 0 ? 1 : BURST;
      int bytes = FRAME_BYTES[round % FRAME_BYTES.length];
      boolean there = round / 2 % 2 == 0;
      send(there ? first : second, NodeAddress.of(0, there ? two : one), frames, bytes);
      receive(there ? second : first, frames);
    }
  }

  private void send(List<SocketPort> ports, long destination, int frames, int frameBytes) {
    ByteBuffer frame = buffer.bytes().order(ByteOrder.BIG_ENDIAN);
    frame.putLong(0, frameBytes > MTU ? (long) VirtioNetHeader.GSO_TCPV4 << 48 : 0);
    frame.putLong(VirtioNetHeader.BYTES, destination << 16);
    frame.putLong(VirtioNetHeader.BYTES + 6, 0x0200_0000_0001_0800L);
    for (int i = 0; i < frames; i++) {
      long _ =
          DataCalls.write(
              ports.get(1).fd(), buffer.position(), VirtioNetHeader.BYTES + (long) frameBytes);
    }
  }

  /** Frames that were dropped are not waited for long. */
  private void receive(List<SocketPort> ports, int frames) {
    int fd = ports.get(1).fd();
    for (int received = 0; received < frames; ) {
      long bytes = DataCalls.read(fd, buffer.position(), 128 * 1024);
      if (bytes > 0) {
        received++;
      } else if (bytes != -Errno.EAGAIN || !awaitFrame(fd)) {
        return;
      }
    }
  }

  private boolean awaitFrame(int fd) {
    ByteBuffer entry = pollFd.bytes();
    entry.putInt(Poll.FD_OFFSET, fd).putShort(Poll.EVENTS_OFFSET, Poll.POLLIN);
    return DataCalls.poll(pollFd.position(), 1, PATIENCE_MILLIS) > 0;
  }
}
