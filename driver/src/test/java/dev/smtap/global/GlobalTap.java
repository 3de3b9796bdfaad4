package dev.smtap.global;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.smtap.netlink.RouteSocket;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Memory;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.NativeBuffer;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import dev.smtap.tap.TapDevice;
import dev.smtap.tap.TapOptions;
import dev.smtap.wire.MacAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A GLOBAL interface with the least of a driver behind it: what comes out is kept for the test, and
 * written straight back in if the test says so, as if this node were found to be the owner.
 */
final class GlobalTap implements AutoCloseable {
  static final long MAC = 0x02534d010001L;

  /** Where interception sends what is for a global address. */
  static final long OWNER_MAC = 0x02534d0100feL;

  private static final int HEADER = 12;
  private static final int ETHERNET = 14;
  private static final int BUFFER = 70_000;

  /** An IP packet that came out. */
  static final class Packet {
    private final InetAddress source;
    private final InetAddress destination;
    private final byte[] frame;

    Packet(InetAddress source, InetAddress destination, byte[] frame) {
      this.source = source;
      this.destination = destination;
      this.frame = frame;
    }

    InetAddress source() {
      return source;
    }

    byte[] frame() {
      return frame;
    }

    long destinationMac() {
      return MacAddress.fromBytes(frame, HEADER);
    }

    boolean is(InetAddress wanted, String text) {
      return destination.equals(wanted) && new String(frame, ISO_8859_1).contains(text);
    }
  }

  private final TapDevice tap;
  private final BlockingQueue<Packet> packets = new LinkedBlockingQueue<>();
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::pump);
  private volatile boolean reflecting;
  private volatile boolean stopping;

  private GlobalTap(TapDevice tap) {
    this.tap = tap;
  }

  /** Opens one, and sets it up. */
  static GlobalTap open(Namespace namespace, String name) throws SystemException {
    TapOptions options = new TapOptions(MAC, 1500, 0, Offloads.NONE);
    TapDevice device = namespace.run(() -> TapDevice.open(name, options));
    device.setCarrier(true);
    try (RouteSocket route = namespace.run(RouteSocket::open)) {
      route.setUp(device.ifindex(), true);
    }
    GlobalTap tap = new GlobalTap(device);
    tap.thread.start();
    return tap;
  }

  int ifindex() {
    return tap.ifindex();
  }

  GlobalInterface globalInterface(InetAddress... addresses) {
    return new GlobalInterface(ifindex(), OWNER_MAC)
        .withAddresses(Set.copyOf(Arrays.asList(addresses)));
  }

  void reflect() {
    reflecting = true;
  }

  /** The next packet to an address that has this text in it; empty if none comes out in time. */
  Optional<Packet> next(InetAddress destination, String text, int millis)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      Packet packet = packets.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (packet == null || packet.is(destination, text)) {
        return Optional.ofNullable(packet);
      }
    }
  }

  /** Writes a packet in as a driver does that has found this node to be the owner. */
  void writeIn(byte[] frame) {
    byte[] copy = frame.clone();
    System.arraycopy(MacAddress.toBytes(MAC), 0, copy, HEADER, MacAddress.BYTES);
    NativeBuffer buffer = NativeBuffer.allocate(copy.length);
    buffer.bytes().put(copy);
    long written = DataCalls.write(tap.fd(), buffer.position(), copy.length);
    if (written != copy.length && !stopping) {
      throw new AssertionError("write: " + written);
    }
  }

  private void pump() {
    NativeBuffer buffer = NativeBuffer.allocate(BUFFER);
    while (!stopping) {
      long length = DataCalls.read(tap.fd(), buffer.position(), BUFFER);
      if (length <= 0) {
        Memory.await(tap.fd(), Poll.POLLIN, 20);
        continue;
      }
      byte[] frame = new byte[(int) length];
      buffer.bytes().get(frame);
      Packet packet = parse(frame);
      if (packet != null) {
        packets.add(packet);
        if (reflecting && packet.destinationMac() == OWNER_MAC) {
          writeIn(frame);
        }
      }
    }
  }

  private static @Nullable Packet parse(byte[] frame) {
    int at = HEADER + ETHERNET;
    int type = (frame[at - 2] & 0xff) << 8 | (frame[at - 1] & 0xff);
    try {
      return switch (type) {
        case 0x0800 -> new Packet(address(frame, at + 12, 4), address(frame, at + 16, 4), frame);
        case 0x86dd -> new Packet(address(frame, at + 8, 16), address(frame, at + 24, 16), frame);
        default -> null;
      };
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static InetAddress address(byte[] frame, int at, int length) throws UnknownHostException {
    return InetAddress.getByAddress(Arrays.copyOfRange(frame, at, at + length));
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tap.close();
  }
}
