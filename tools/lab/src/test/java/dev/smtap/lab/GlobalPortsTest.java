package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Nodes open connections from a global address to a server outside, each from ports of its own. The
 * answers come in at node 1.
 */
@Tag("e2e")
class GlobalPortsTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int LIMIT_MILLIS = 10_000;
  private static final int INGRESS = 1;
  private static final int CONNECTED = 2;
  private static final int INSIDE = 3;
  private static final int PORT = 7_000;
  private static final int TIMES = 20;
  private static final String RANGE = "sysctl -n net.ipv4.ip_local_port_range";

  @RegisterExtension final Lab lab = new Lab();

  /** What the kernel takes ports from. */
  private record Range(int first, int last) {
    static Range of(Host host) {
      String[] ends = host.netns().exec(RANGE).strip().split("\\s+", -1);
      return new Range(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
    }

    boolean has(int port) {
      return port >= first && port <= last;
    }
  }

  private Globals start() {
    Globals globals = new Globals(lab, lab.hosts(INSIDE, "--global smg0,ports=on --mtu 1500"), "");
    globals.hosts().forEach(Globals::configure);
    globals.awaitServing(INSIDE);
    return globals;
  }

  private OutsideSegment connect(Globals globals) {
    OutsideSegment segment = new OutsideSegment(lab, globals);
    segment.connect(globals.host(INGRESS));
    segment.connect(globals.host(CONNECTED));
    OutsideSegment.answerOver(globals.host(INSIDE), globals.host(CONNECTED));
    segment.awaitHolders(INGRESS, INGRESS);
    return segment;
  }

  @Test
  void answersFindTheirNode() throws IOException {
    Globals globals = start();
    Netns outside = connect(globals).client();
    Range connected = Range.of(globals.host(CONNECTED));
    Range inside = Range.of(globals.host(INSIDE));
    assertThat(connected.last).isLessThan(inside.first);
    Globals.Searches before = globals.searches(INGRESS);
    Set<Integer> ports = new TreeSet<>();
    try (Server four = Server.listen(outside, OutsideSegment.CLIENT4);
        Server six = Server.listen(outside, OutsideSegment.CLIENT6)) {
      for (Server server : List.of(four, six)) {
        String global = server.isVersion6() ? Globals.IP6 : Globals.IP4;
        for (int i = 0; i < TIMES; i++) {
          int port2 = server.exchange(globals.host(CONNECTED), global);
          int port3 = server.exchange(globals.host(INSIDE), global);
          assertThat(connected.has(port2) && inside.has(port3)).isTrue();
          ports.addAll(List.of(port2, port3));
        }
        assertThat(ports).as("all of them are open at once").hasSize(2 * TIMES);
        ports.clear();
      }
      // While they are open: the last segments of one that is closed may be asked about again.
      Globals.Searches after = globals.searches(INGRESS);
      assertThat(after.since(before, "exact") + after.since(before, "unasked"))
          .isEqualTo(4 * TIMES);
      assertThat(after.since(before, "known")).isGreaterThanOrEqualTo(8 * TIMES);
      assertThat(after.since(before, "rejected")).isZero();
    }
    lab.awaitBalance();
  }

  /** A server outside, and the connections to it. */
  private record Server(ServerSocketChannel channel, InetSocketAddress end, List<Closeable> open)
      implements Closeable {
    static Server listen(Netns outside, String address) throws IOException {
      InetSocketAddress end = new InetSocketAddress(address, PORT);
      ServerSocketChannel channel = Caller.opened(outside, ServerSocketChannel::open);
      return new Server(channel.bind(end), end, new ArrayList<>());
    }

    boolean isVersion6() {
      return end.getAddress() instanceof Inet6Address;
    }

    /** A node opens one, and bytes go there and back; the port that it comes from. */
    int exchange(Host host, String global) throws IOException {
      SocketChannel opened = Caller.opened(host.netns(), SocketChannel::open);
      open.add(opened);
      opened.bind(new InetSocketAddress(global, 0));
      opened.socket().connect(end, LIMIT_MILLIS);
      SocketChannel accepted = channel.accept();
      open.add(accepted);
      assertThat(accepted.getRemoteAddress()).isEqualTo(opened.getLocalAddress());
      carry(opened, accepted);
      carry(accepted, opened);
      return ((InetSocketAddress) accepted.getRemoteAddress()).getPort();
    }

    @Override
    public void close() throws IOException {
      for (Closeable each : open) {
        each.close();
      }
      channel.close();
    }
  }

  private static void carry(SocketChannel from, SocketChannel to) throws IOException {
    byte[] bytes = new byte[3_000];
    from.write(ByteBuffer.wrap(bytes));
    to.socket().setSoTimeout(LIMIT_MILLIS);
    assertThat(to.socket().getInputStream().readNBytes(bytes.length)).hasSize(bytes.length);
  }

  @Test
  void theSettingIsRestoredWhateverHappensToTheNode() {
    Globals globals = start();
    Host one = globals.host(INGRESS);
    Range set = Range.of(one);
    one.netns().ip("link set smg0 group 0");
    await().atMost(LIMIT).until(() -> !Range.of(one).equals(set));
    Range before = Range.of(one);
    one.netns().ip("link set smg0 group 71");
    await().atMost(LIMIT).until(() -> Range.of(one).equals(set));
    one.node().kill();
    assertThat(Range.of(one)).isEqualTo(set);
    Program.run(LIMIT, lab.smtap("clean", "")).ok();
    assertThat(Range.of(one)).isEqualTo(before);
    Host two = globals.host(CONNECTED);
    assertThat(two.node().stop().exit()).isZero();
    assertThat(Range.of(two)).isEqualTo(before);
  }

  @Test
  void theHostsOwnNamespaceIsLeftAlone() {
    Program.Result result =
        Program.run(LIMIT, lab.smtap("run", "--global smgx,ports=on --mtu 1500"));
    assertThat(result.exit()).as(result.toString()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("smtap: cannot share out ports to node 1: it is in the host's own network")
        .hasLineCount(1);
  }
}
