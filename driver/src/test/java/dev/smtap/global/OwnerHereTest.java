package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.netlink.IpFamily;
import dev.smtap.posix.Namespace;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The node that a packet comes in on has the socket itself. */
class OwnerHereTest {
  private static final int PORT = 5301;
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int NEVER_MILLIS = 500;

  private Testbed bed;
  private GlobalTap tap;
  private Interception interception;

  @BeforeEach
  void open() throws Exception {
    bed = new Testbed();
    tap = GlobalTap.open(bed.node(), "smg0");
    tap.reflect();
    bed.addGlobalAddresses("smg0");
    interception =
        Interception.open(
            bed.node(),
            bed.directory(),
            tap.globalInterface(Testbed.G4, Testbed.G6)
                .withLocal(Set.of(Testbed.LOCAL4, Testbed.LOCAL6), Set.of()));
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

  private ServerSocket listen(InetAddress address) throws Exception {
    ServerSocket server =
        Testbed.in(
            bed.node(),
            () -> {
              ServerSocket socket = new ServerSocket();
              socket.bind(new InetSocketAddress(address, PORT));
              return socket;
            });
    server.setSoTimeout(PATIENCE_MILLIS);
    return server;
  }

  private static Socket connect(Namespace from, InetAddress to) throws Exception {
    return Testbed.in(
        from,
        () -> {
          Socket socket = new Socket();
          socket.connect(new InetSocketAddress(to, PORT), PATIENCE_MILLIS);
          socket.setSoTimeout(PATIENCE_MILLIS);
          return socket;
        });
  }

  private static void talk(Socket client, Socket server) throws Exception {
    server.setSoTimeout(PATIENCE_MILLIS);
    for (int i = 0; i < 5; i++) {
      new DataOutputStream(client.getOutputStream()).writeInt(i);
      assertThat(new DataInputStream(server.getInputStream()).readInt()).isEqualTo(i);
      new DataOutputStream(server.getOutputStream()).writeInt(-i);
      assertThat(new DataInputStream(client.getInputStream()).readInt()).isEqualTo(-i);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tcpGoesThroughFromEverywhere(IpFamily family) throws Exception {
    InetAddress global = Testbed.global(family);
    for (Namespace from : new Namespace[] {bed.client(), bed.peer(), bed.node()}) {
      try (ServerSocket listener = listen(global);
          Socket client = connect(from, global);
          Socket server = listener.accept()) {
        assertThat(server.getLocalAddress()).isEqualTo(global);
        talk(client, server);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectedUdpGoesThrough(IpFamily family) throws Exception {
    InetAddress global = Testbed.global(family);
    try (DatagramSocket server = udpServer(global);
        DatagramSocket client = udpClient(global)) {
      pass(client, server);
      for (int i = 0; i < 5; i++) {
        pass(client, server);
        pass(server, client);
      }
    }
  }

  /** Were the kernel to look for sockets first, the second packet would be dropped in silence. */
  @ParameterizedTest
  @EnumSource
  void earlyDemuxWouldBreakBoth(IpFamily family) throws Exception {
    InetAddress global = Testbed.global(family);
    bed.setting("net.ipv4.ip_early_demux=1");
    try (ServerSocket listener = listen(global);
        Socket _ = connect(bed.client(), global)) {
      listener.setSoTimeout(NEVER_MILLIS);
      assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
    }
    try (DatagramSocket server = udpServer(global);
        DatagramSocket client = udpClient(global)) {
      pass(client, server);
      server.setSoTimeout(NEVER_MILLIS);
      assertThatThrownBy(() -> pass(client, server)).isInstanceOf(SocketTimeoutException.class);
    }
    // Each protocol has a setting of its own besides, but the one covers both.
    bed.setting("net.ipv4.tcp_early_demux=0", "net.ipv4.udp_early_demux=0");
    try (ServerSocket listener = listen(global);
        Socket client = connect(bed.client(), global);
        Socket server = listener.accept()) {
      talk(client, server);
    }
    bed.setting("net.ipv4.tcp_early_demux=1", "net.ipv4.udp_early_demux=1");
    interception.repair();
    tcpGoesThroughFromEverywhere(family);
    connectedUdpGoesThrough(family);
  }

  private DatagramSocket udpServer(InetAddress global) throws Exception {
    DatagramSocket server =
        Testbed.in(bed.node(), () -> new DatagramSocket(new InetSocketAddress(global, PORT)));
    server.setSoTimeout(PATIENCE_MILLIS);
    return server;
  }

  private DatagramSocket udpClient(InetAddress global) throws Exception {
    return Testbed.in(
        bed.client(),
        () -> {
          DatagramSocket client = new DatagramSocket();
          client.connect(new InetSocketAddress(global, PORT));
          client.setSoTimeout(PATIENCE_MILLIS);
          return client;
        });
  }

  /** The first one makes the server's socket a connected one. */
  private static void pass(DatagramSocket from, DatagramSocket to) throws Exception {
    from.send(new DatagramPacket(new byte[] {1, 2, 3}, 3));
    DatagramPacket received = new DatagramPacket(new byte[100], 100);
    to.receive(received);
    assertThat(received.getLength()).isEqualTo(3);
    if (!to.isConnected()) {
      to.connect(received.getSocketAddress());
    }
  }
}
