package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that know nothing of smtap, on four nodes behind one address. */
@Tag("e2e")
class GlobalServersTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int NODES = 4;
  private static final int CONNECTIONS = 10_000;
  private static final int CONNECTIONS6 = Full.times(2_000, CONNECTIONS);
  private static final int CLIENTS = 8;
  private static final int DNS_QUERIES = 400;
  private static final int HTTP_PORT = 8080;

  @RegisterExtension static final Lab LAB = Lab.rehearsing();
  private static Globals globals = new Globals(LAB, List.of(), "");

  @BeforeAll
  static void start() throws IOException {
    globals = Globals.start(LAB, NODES, "--mtu 1500");
    for (Host host : globals.hosts()) {
      startHttp(host);
      startDns(host);
    }
  }

  /** Each says who it is. */
  private static void startHttp(Host host) throws IOException {
    Path place = Files.createDirectory(LAB.facility().resolve("nginx" + host.id()));
    Path config =
        Files.writeString(
            place.resolve("conf"),
            """
            daemon off;
            user root;
            worker_processes 1;
            pid %1$s/pid;
            error_log stderr notice;
            events { worker_connections 2048; }
            http {
              access_log off;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              server {
                listen %2$s:%4$d backlog=4096;
                listen [%3$s]:%4$d backlog=4096;
                location / { return 200 "node %5$d"; }
              }
            }
            """
                .formatted(place, Globals.IP4, Globals.IP6, HTTP_PORT, host.id()));
    host.netns()
        .start("nginx -e stderr -p " + place + " -c " + config)
        .awaitPrinted("start worker process ", LIMIT);
  }

  private static void startDns(Host host) {
    host.netns()
        .start(
            "dnsmasq --keep-in-foreground --conf-file=/dev/null --log-facility=- --pid-file="
                + " --user=root --no-resolv --no-hosts --bind-interfaces --listen-address="
                + Globals.IP4
                + " --listen-address="
                + Globals.IP6
                + " --host-record=who.test,"
                + host.ip4())
        .awaitPrinted("started", LIMIT);
  }

  private static void isSpreadEvenly(Map<Integer, Integer> turns, int all) {
    assertThat(turns).hasSize(NODES);
    turns.forEach((node, count) ->
        assertThat(count)
            .as(() -> "node " + node + " of " + turns + ", node 1: " + globals.searches(1))
            .isCloseTo(all / NODES, Percentage.withPercentage(10)));
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void shortConnectionsAreSpreadAndNoneFails(String address)
      throws InterruptedException, ExecutionException {
    int connections = address.equals(Globals.IP4) ? CONNECTIONS : CONNECTIONS6;
    Map<Integer, Integer> turns = new HashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Map<Integer, Integer>>> clients =
          Collections.nCopies(CLIENTS, connections / CLIENTS).stream()
              .map(count -> threads.submit(() -> fetch(address, count)))
              .toList();
      for (Future<Map<Integer, Integer>> each : clients) {
        each.get().forEach((node, count) -> turns.merge(node, count, Integer::sum));
      }
    }
    isSpreadEvenly(turns, connections);
    LAB.awaitBalance();
  }

  /** Fetches a page so often, each by a connection of its own, and counts who served them. */
  private static Map<Integer, Integer> fetch(String address, int times) throws IOException {
    Map<Integer, Integer> turns = new HashMap<>();
    for (int i = 0; i < times; i++) {
      try (SocketChannel channel = Caller.opened(globals.host(1).netns(), SocketChannel::open)) {
        channel.connect(new InetSocketAddress(address, HTTP_PORT));
        channel.write(
            ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        byte[] page = channel.socket().getInputStream().readAllBytes();
        turns.merge(nodeOf(new String(page, StandardCharsets.US_ASCII)), 1, Integer::sum);
      }
    }
    return turns;
  }

  private static int nodeOf(String page) {
    assertThat(page).startsWith("HTTP/1.1 200 OK").containsPattern("node [1-4]$");
    return page.charAt(page.length() - 1) - '0';
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void namesAreLookedUp(String address) throws IOException {
    Map<Integer, Integer> turns = new HashMap<>();
    for (int i = 0; i < DNS_QUERIES; i++) {
      try (Caller.Datagrams socket = Caller.udp(globals.host(1).netns(), address, 53)) {
        turns.merge(askForName(socket, i), 1, Integer::sum);
      }
    }
    isSpreadEvenly(turns, DNS_QUERIES);
  }

  /** Asks for the address of who.test (RFC 1035); its last byte is the node. */
  private static int askForName(Caller.Datagrams socket, int id) throws IOException {
    ByteBuffer query = ByteBuffer.allocate(26);
    query.putShort((short) id).putShort((short) 0x0100).putShort((short) 1);
    query.position(12);
    for (String label : new String[] {"who", "test"}) {
      query.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    query.put((byte) 0).putShort((short) 1).putShort((short) 1);
    byte[] answer = socket.exchange(query.array());
    assertThat(ByteBuffer.wrap(answer).getShort() & 0xffff).isEqualTo(id);
    assertThat(answer[7]).as("answers").isEqualTo((byte) 1);
    return answer[answer.length - 1];
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void loggingInReachesAnSshd(String address) {
    List<Netns> places = globals.hosts().stream().map(Host::netns).toList();
    try (SshServer ssh = new SshServer(address, places)) {
      List<String> servers =
          ssh.sessionsFrom(places.get(0), 2 * NODES, "cat /sys/class/net/sml0/address");
      assertThat(servers).containsAll(globals.hosts().stream().map(Host::mac).toList());
    }
  }

  /** Each connection may be with another node, and none of them notices that. */
  @Test
  void aTreeIsCopiedThroughAnySshd() {
    List<Netns> places = globals.hosts().stream().map(Host::netns).toList();
    try (SshServer ssh = new SshServer(Globals.IP4, places)) {
      ssh.copiesTreeFrom(places.get(0));
    }
  }
}
