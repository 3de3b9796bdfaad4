package dev.smtap.node;

import dev.smtap.facility.Cleaning;
import dev.smtap.facility.Facility;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.NetworkKind;
import dev.smtap.local.AdapterSettings;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.NativeBuffer;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import dev.smtap.tap.SocketPort;
import dev.smtap.wire.MacAddress;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.VirtioNetHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Carries frames between two nodes of its own, over sockets in place of TAPs and in a partition of
 * its own, so that the code that carries frames is compiled before the first real frame comes. The
 * same run, at packaging time, tells the AOT cache which code is hot. Needs no privilege but the
 * right to make a partition. One thread calls {@link #run}, any thread {@link #stop}.
 */
public final class Rehearsal {
  /** Rounds after which all of it is compiled, with the profiles of the AOT cache. */
  public static final int ROUNDS = 2_000;

  private static final String PARTITION = "rehearsal.";
  private static final AtomicLong NUMBER = new AtomicLong();
  private static final int MTU = 1500;
  private static final int BURST = 8;
  private static final int BUFFER_BYTES = 128 * 1024;
  private static final int PATIENCE_MILLIS = 1_000;
  private static final int KINDS = 8;

  /** Addresses of interfaces behind the nodes' own. */
  private static final long BEHIND = 0x0200_0000_0000L;

  private static final int[] FRAME_BYTES = {66, 9_000, 114, 1_514};

  private final Path root;
  private final String partition;
  private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER_BYTES);
  private final NativeBuffer pollFd = NativeBuffer.allocate(Poll.SIZE);
  private volatile boolean stopping;

  /**
   * A rehearsal that has not begun.
   *
   * @param root where partitions lie; it makes one there, and removes it
   */
  public Rehearsal(Path root) {
    this.root = root;
    this.partition = PARTITION + ProcessHandle.current().pid() + "." + NUMBER.incrementAndGet();
  }

  /**
   * Carries frames for some rounds, or until it is stopped.
   *
   * @return how many arrived
   * @throws SystemException if the two nodes cannot be started
   */
  public long run(int rounds) throws SystemException {
    removeLeftovers();
    List<SocketPort> first = SocketPort.pair();
    List<SocketPort> second = SocketPort.pair();
    try (Node _ = start(1, first);
        Node _ = start(2, second)) {
      return exchange(rounds, first, second);
    } finally {
      first.forEach(SocketPort::close);
      second.forEach(SocketPort::close);
      clean(Facility.of(root, partition));
    }
  }

  /** Ends {@link #run} soon. */
  public void stop() {
    stopping = true;
  }

  /** What processes left that were killed while they rehearsed. */
  private void removeLeftovers() throws SystemException {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(root, PARTITION + "*.*")) {
      for (Path each : found) {
        if (!isMakerAlive(String.valueOf(each.getFileName()))) {
          clean(new Facility(each));
        }
      }
    } catch (IOException e) {
      throw SystemException.because(
          "look into", root.toString(), String.valueOf(e.getMessage()), "check your rights there");
    }
  }

  private static void clean(Facility facility) throws SystemException {
    if (Files.isDirectory(facility.directory())) {
      var _ = Cleaning.of(facility);
    }
  }

  /** By its PID: one that means another process by now is looked at again at the next start. */
  private static boolean isMakerAlive(String partition) {
    try {
      String pid = partition.substring(PARTITION.length(), partition.lastIndexOf('.'));
      return ProcessHandle.of(Long.parseLong(pid)).isPresent();
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return true;
    }
  }

  private Node start(int nodeId, List<SocketPort> ports) throws SystemException {
    AdapterConfig adapter =
        new AdapterConfig(
            NetworkKind.LOCAL, "rehearsal", "rehearsal", MTU, Geometry.DEFAULT_SLOTS, Offloads.ALL);
    return Node.start(
        new NodeConfig(
            root,
            partition,
            nodeId,
            "",
            List.of(adapter),
            NodeConfig.Limits.DEFAULT,
            AdapterSettings.DEFAULT),
        (_, _) -> ports.getFirst());
  }

  /** Single frames, that wake a sleeping receiver, and bursts, that it reads in one go. */
  private long exchange(int rounds, List<SocketPort> first, List<SocketPort> second) {
    long arrived = 0;
    for (int round = 0; round < rounds && !stopping; round++) {
      int frames = round % 2 == 0 ? 1 : BURST;
      boolean there = round / 2 % 2 == 0;
      write(round, there ? 1 : 2, there ? 2 : 1);
      send(
          (there ? first : second).getLast().fd(), frames, FRAME_BYTES[round % FRAME_BYTES.length]);
      arrived += receive((there ? second : first).getLast().fd(), frames);
    }
    return arrived;
  }

  /** Most frames are from node to node; some are broadcasts, some from or to a learned address. */
  private void write(int round, int from, int to) {
    int kind = round / FRAME_BYTES.length % KINDS;
    long source = kind == 0 ? BEHIND + from : NodeAddress.of(0, from);
    long destination =
        switch (kind) {
          case 1 -> BEHIND + to;
          case 2 -> MacAddress.BROADCAST;
          default -> NodeAddress.of(0, to);
        };
    ByteBuffer frame = buffer.bytes().order(ByteOrder.BIG_ENDIAN);
    frame.putLong(VirtioNetHeader.BYTES, destination << 16 | source >>> 32);
    frame.putLong(VirtioNetHeader.BYTES + 8, source << 32 | 0x0800_0000);
  }

  private void send(int fd, int frames, int frameBytes) {
    long gso = frameBytes > MTU ? (long) VirtioNetHeader.GSO_TCPV4 << 48 : 0;
    buffer.bytes().order(ByteOrder.BIG_ENDIAN).putLong(0, gso);
    for (int i = 0; i < frames; i++) {
      long _ = DataCalls.write(fd, buffer.position(), VirtioNetHeader.BYTES + (long) frameBytes);
    }
  }

  /** Frames that were dropped are not waited for long. */
  private int receive(int fd, int frames) {
    int received = 0;
    while (received < frames && !stopping) {
      long bytes = DataCalls.read(fd, buffer.position(), BUFFER_BYTES);
      if (bytes > 0) {
        received++;
      } else if (bytes != -Errno.EAGAIN || !awaitFrame(fd)) {
        break;
      }
    }
    return received;
  }

  private boolean awaitFrame(int fd) {
    ByteBuffer entry = pollFd.bytes();
    entry.putInt(Poll.FD_OFFSET, fd).putShort(Poll.EVENTS_OFFSET, Poll.POLLIN);
    return DataCalls.poll(pollFd.position(), 1, PATIENCE_MILLIS) > 0;
  }
}
