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
  public static final int ROUNDS = 500;

  private static final String PARTITION = "rehearsal.";
  private static final AtomicLong NUMBER = new AtomicLong();
  private static final int MTU = 1500;
  private static final int BURST = 8;

  /** More than rings with few slots take: the sender has to wait for the receiver. */
  private static final int FLOOD = 96;

  private static final int BUFFER_BYTES = 128 * 1024;
  private static final int FLOOD_SHARE = 199;
  private static final int PATIENCE_MILLIS = 1_000;
  private static final int GREETING_MILLIS = 20;
  private static final int MOST_GREETINGS = 50;
  private static final int KINDS = 8;

  /** One whose frames go from node to node, see {@link #write}. */
  private static final int PLAIN_ROUND = 12;

  /** Addresses of interfaces behind the nodes' own. */
  private static final long BEHIND = 0x0200_0000_0000L;

  private static final int[] FRAME_BYTES = {66, 9_000, 114, 1_514};

  private final Path root;
  private final NetworkKind kind;
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
    this(root, NetworkKind.LOCAL);
  }

  /** One on a network of this kind; a global one is not GLOBAL, and passes everything. */
  public Rehearsal(Path root, NetworkKind kind) {
    this.root = root;
    this.kind = kind;
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
      meet(1, first, 2, second);
      meet(2, second, 1, first);
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
        new AdapterConfig(kind, "rehearsal", "rehearsal", MTU, Geometry.LEAST_SLOTS, Offloads.ALL);
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

  /** A frame to a node that is not known yet is dropped: sends some until one arrives. */
  private void meet(int from, List<SocketPort> source, int to, List<SocketPort> destination) {
    write(PLAIN_ROUND, from, to);
    int fd = destination.getLast().fd();
    for (int i = 0; i < MOST_GREETINGS && !stopping; i++) {
      var _ = send(source.getLast().fd(), 1, FRAME_BYTES[0]);
      if (awaitFrame(fd, GREETING_MILLIS)) {
        var _ = receive(fd, 1);
        return;
      }
    }
  }

  /**
   * Single frames, that wake a sleeping receiver, bursts, that it reads in one go, and floods: of
   * short frames, because unprivileged sockets hold few long ones, and of frames from node to node,
   * because a cast ring loses what is not read in time.
   */
  private long exchange(int rounds, List<SocketPort> first, List<SocketPort> second) {
    long arrived = 0;
    for (int round = 0; round < rounds && !stopping; round++) {
      boolean isFlood = round % FLOOD_SHARE == FLOOD_SHARE - 1;
      int frames = isFlood ? FLOOD : round % 2 == 0 ? 1 : BURST;
      int frameBytes = FRAME_BYTES[isFlood ? 0 : round % FRAME_BYTES.length];
      boolean there = round / 2 % 2 == 0;
      write(isFlood ? PLAIN_ROUND : round, there ? 1 : 2, there ? 2 : 1);
      int sent = send((there ? first : second).getLast().fd(), frames, frameBytes);
      arrived += receive((there ? second : first).getLast().fd(), sent);
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

  /** How many the socket had room for. */
  private int send(int fd, int frames, int frameBytes) {
    long gso = frameBytes > MTU ? (long) VirtioNetHeader.GSO_TCPV4 << 48 : 0;
    buffer.bytes().order(ByteOrder.BIG_ENDIAN).putLong(0, gso);
    int sent = 0;
    while (sent < frames
        && DataCalls.write(fd, buffer.position(), VirtioNetHeader.BYTES + (long) frameBytes) > 0) {
      sent++;
    }
    return sent;
  }

  /** Frames that were dropped are not waited for long. */
  private int receive(int fd, int frames) {
    int received = 0;
    while (received < frames && !stopping) {
      long bytes = DataCalls.read(fd, buffer.position(), BUFFER_BYTES);
      if (bytes > 0) {
        received++;
      } else if (bytes != -Errno.EAGAIN || !awaitFrame(fd, PATIENCE_MILLIS)) {
        break;
      }
    }
    return received;
  }

  private boolean awaitFrame(int fd, int timeoutMillis) {
    ByteBuffer entry = pollFd.bytes();
    entry.putInt(Poll.FD_OFFSET, fd).putShort(Poll.EVENTS_OFFSET, Poll.POLLIN);
    return DataCalls.poll(pollFd.position(), 1, timeoutMillis) > 0;
  }
}
