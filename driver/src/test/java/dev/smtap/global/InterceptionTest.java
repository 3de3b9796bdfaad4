package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.global.GlobalTap.Packet;
import dev.smtap.netlink.IpFamily;
import dev.smtap.posix.Namespace;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which way packets go while a global address is intercepted, against the real kernel. */
class InterceptionTest {
  private static final int PORT = 5300;
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int NEVER_MILLIS = 300;

  private Testbed bed;
  private GlobalTap tap;
  private Interception interception;

  @BeforeEach
  void open() throws Exception {
    bed = new Testbed();
    tap = GlobalTap.open(bed.node(), "smg0");
    bed.addGlobalAddresses("smg0");
    interception = Interception.open(bed.node(), bed.directory(), wanted());
  }

  private GlobalInterface wanted() throws Exception {
    return tap.globalInterface(Testbed.G4, Testbed.G6)
        .withLocal(Set.of(Testbed.LOCAL4, Testbed.LOCAL6), Set.of(bed.ifindex("smt0")))
        .withOutside(Set.of(bed.ifindex("outside")));
  }

  @AfterEach
  void close() throws Exception {
    if (interception != null) {
      interception.close();
    }
    if (tap != null) {
      tap.close();
    }
    if (bed != null) {
      bed.close();
    }
  }

  private static void send(Namespace from, InetAddress to, String text) throws Exception {
    Testbed.in(
        from,
        () -> {
          try (DatagramChannel channel = channel(to)) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            return channel.send(ByteBuffer.wrap(bytes), new InetSocketAddress(to, PORT));
          }
        });
  }

  private static DatagramChannel channel(InetAddress like) throws Exception {
    return DatagramChannel.open(
        IpFamily.of(like) == IpFamily.IPV4
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6);
  }

  private DatagramSocket server(InetAddress address) throws Exception {
    DatagramSocket socket =
        Testbed.in(bed.node(), () -> new DatagramSocket(new InetSocketAddress(address, PORT)));
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static String receive(DatagramSocket socket) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
  }

  private Packet comesOut(InetAddress address, String text) throws Exception {
    return tap.next(address, text, PATIENCE_MILLIS)
        .orElseThrow(
            () -> new AssertionError("'" + text + "' to " + address + " did not come out"));
  }

  @ParameterizedTest
  @EnumSource
  void fromEverywhereItComesOut(IpFamily family) throws Exception {
    InetAddress global = Testbed.global(family);
    // A socket that would take them if they stayed here.
    try (DatagramSocket _ = server(global)) {
      send(bed.node(), global, "of a program here");
      Packet own = comesOut(global, "of a program here");
      assertThat(own.source()).isEqualTo(Testbed.local(family));
      assertThat(own.destinationMac()).isEqualTo(GlobalTap.OWNER_MAC);
      send(bed.client(), global, "from outside");
      assertThat(comesOut(global, "from outside").destinationMac()).isEqualTo(GlobalTap.OWNER_MAC);
      send(bed.peer(), global, "over the local network");
      comesOut(global, "over the local network");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenInGoesUp(IpFamily family) throws Exception {
    InetAddress global = Testbed.global(family);
    try (DatagramSocket socket = server(global)) {
      send(bed.client(), global, "from outside");
      tap.writeIn(comesOut(global, "from outside").frame());
      assertThat(receive(socket)).isEqualTo("from outside");
      send(bed.node(), global, "from here");
      tap.writeIn(comesOut(global, "from here").frame());
      assertThat(receive(socket)).isEqualTo("from here");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatComesInOnAnotherGlobalInterfaceGoesUp(IpFamily family) throws Exception {
    InetAddress global = Testbed.global(family);
    try (GlobalTap second = GlobalTap.open(bed.node(), "smg1");
        Interception _ =
            Interception.open(bed.node(), bed.directory(), second.globalInterface(Testbed.OTHER4));
        DatagramSocket socket = server(global)) {
      bed.ip("addr", "add", "10.77.0.2/32", "dev", "smg1");
      send(bed.client(), global, "by the other");
      second.writeIn(comesOut(global, "by the other").frame());
      assertThat(receive(socket)).isEqualTo("by the other");
    }
  }

  @Test
  void otherAddressesStayAsTheyAre() throws Exception {
    try (DatagramSocket socket = server(Testbed.LOCAL4)) {
      send(bed.node(), Testbed.LOCAL4, "to myself");
      assertThat(receive(socket)).isEqualTo("to myself");
      send(bed.client(), Testbed.LOCAL4, "from outside");
      assertThat(receive(socket)).isEqualTo("from outside");
      send(bed.peer(), Testbed.LOCAL4, "from a node");
      assertThat(receive(socket)).isEqualTo("from a node");
    }
  }

  @Test
  void addressesComeAndGo() throws Exception {
    bed.ip("addr", "add", "10.77.0.2/32", "dev", "smg0");
    interception.update(interception.addressesOfInterface());
    send(bed.client(), Testbed.OTHER4, "new");
    comesOut(Testbed.OTHER4, "new");
    interception.update(Set.of(Testbed.OTHER4, Testbed.G6));
    assertThat(bed.everything()).doesNotContain("10.77.0.1");
    // Not intercepted any more, so it is an address of this node like any other.
    try (DatagramSocket socket = server(Testbed.G4)) {
      send(bed.client(), Testbed.G4, "old");
      assertThat(receive(socket)).isEqualTo("old");
    }
    assertThat(tap.next(Testbed.G4, "old", NEVER_MILLIS)).isEmpty();
    send(bed.client(), Testbed.OTHER4, "still");
    comesOut(Testbed.OTHER4, "still");
  }

  @ParameterizedTest
  @EnumSource
  void whoTakesOverFindsWhatCameMeanwhile(IpFamily family) throws Exception {
    InetAddress global = Testbed.global(family);
    try (DatagramSocket socket = server(global)) {
      interception.handOver();
      send(bed.node(), global, "from here, meanwhile");
      comesOut(global, "from here, meanwhile");
      // Addresses that are still on the interface stay intercepted, others do not come back.
      bed.ip("addr", "add", "10.77.0.2/32", "dev", "smg0");
      interception = Interception.open(bed.node(), bed.directory(), tap.globalInterface());
      assertThat(interception.wanted().addresses())
          .containsExactlyInAnyOrder(Testbed.G4, Testbed.G6);
      send(bed.node(), global, "from here, again");
      comesOut(global, "from here, again");
      interception.update(Set.of());
      send(bed.node(), global, "not any more");
      assertThat(receive(socket)).isEqualTo("not any more");
      interception.close();
    }
  }

  @Test
  void linkLocalAddressesAreNotGlobal() throws Exception {
    assertThat(bed.ip("-6", "addr", "show", "smg0")).contains("fe80::");
    assertThat(interception.addressesOfInterface())
        .containsExactlyInAnyOrder(Testbed.G4, Testbed.G6);
  }

  /** It must neither run on to another route, to come back from there, nor reach a socket here. */
  @ParameterizedTest
  @EnumSource
  void whileTheInterfaceIsDownNothingGetsAway(IpFamily family) throws Exception {
    InetAddress global = Testbed.global(family);
    String client = family == IpFamily.IPV4 ? "192.0.2.2" : "2001:db8::2";
    String address = global.getHostAddress();
    bed.ip("route", "add", "10.77.0.0/24", "via", "10.1.0.2");
    bed.ip("-6", "route", "add", "fd77::/64", "via", "fd01::2");
    bed.ip("link", "set", "smg0", "down");
    assertThatThrownBy(() -> bed.ip("route", "get", address, "from", client, "iif", "outside"))
        .hasMessageContaining("Invalid argument");
    bed.ip("link", "set", "smg0", "up");
    if (family == IpFamily.IPV6) {
      // The kernel takes IPv6 addresses away when an interface goes down.
      bed.ip("addr", "add", "fd77::1/128", "dev", "smg0", "nodad");
    }
    interception.repair();
    send(bed.client(), global, "back");
    comesOut(global, "back");
  }
}
