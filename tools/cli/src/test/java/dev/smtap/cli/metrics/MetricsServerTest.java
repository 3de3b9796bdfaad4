package dev.smtap.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.cli.NodesHere;
import dev.smtap.facility.NetworkKind;
import dev.smtap.node.AdapterConfig;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.UnixSocket;
import dev.smtap.tap.Offloads;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server of metrics and clients of all kinds. */
@Timeout(30)
class MetricsServerTest {
  private static final String GET = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";

  private NodesHere here;
  private Path path = Path.of("");
  private MetricsServer server;

  @BeforeEach
  void make() throws IOException, SystemException {
    here = new NodesHere();
    here.start(
        1, new AdapterConfig(NetworkKind.LOCAL, "sml0", "inside", 1500, 128, Offloads.ALL), false);
    path = here.root.resolve("metrics.sock");
    server = start();
  }

  private MetricsServer start() throws SystemException {
    return MetricsServer.start(here.facility(), MetricsAddress.parse("unix:" + path));
  }

  @AfterEach
  void remove() throws IOException {
    server.close();
    assertThat(path).doesNotExist();
    here.close();
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  private String ask(String request) throws IOException {
    try (SocketChannel client = connect()) {
      client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
      return answer(client);
    }
  }

  private static String answer(SocketChannel client) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(1 << 20);
    int bytes = client.read(all);
    while (bytes >= 0) {
      bytes = client.read(all);
    }
    return new String(all.array(), 0, all.position(), StandardCharsets.UTF_8);
  }

  @Test
  void answersOnASocketForUserAndGroup() throws IOException {
    String answer = ask(GET);
    assertThat(answer)
        .startsWith("HTTP/1.1 200 OK\r\nContent-Type: application/openmetrics-text; version=1.0.0;")
        .contains("smtap_node_up{node=\"1\",partition=\"p\"} 1.0\n")
        .endsWith("# EOF\n");
    int body = answer.indexOf("\r\n\r\n") + 4;
    assertThat(answer).contains("Content-Length: " + (answer.length() - body) + "\r\n");
    assertThat(Files.getPosixFilePermissions(path)).hasSize(4);
  }

  @Test
  void refusesWhatItDoesNotKnow() throws IOException {
    assertThat(ask("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 404 ");
    assertThat(ask("POST /metrics HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: GET");
    assertThat(ask("HEAD /metrics HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\n\r\n");
    assertThat(ask("GET /metrics?name[]=x HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    assertThat(ask("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(ask("GET /metrics HTTP/2.0\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(ask("x".repeat(8 * 1_024))).startsWith("HTTP/1.1 431 ");
  }

  @Test
  void whateverComesTheNextOneIsAnswered() throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[random.nextInt(3_000)];
      random.nextBytes(bytes);
      try (SocketChannel client = connect()) {
        client.write(ByteBuffer.wrap(bytes));
        if (random.nextBoolean()) {
          client.write(ByteBuffer.wrap("\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1)));
        }
      }
    }
    assertThat(ask(GET)).startsWith("HTTP/1.1 200 OK");
  }

  @Test
  void manyWhoSayNothingKeepNobodyAway() throws IOException {
    List<SocketChannel> silent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      silent.add(connect());
    }
    assertThat(ask(GET)).startsWith("HTTP/1.1 200 OK");
    // The first ones gave way.
    assertThat(answer(silent.getFirst())).isEmpty();
    for (SocketChannel each : silent) {
      each.close();
    }
  }

  /** As the oldest does when somebody comes for whom it gives way, and it says something. */
  @Test
  void aClientThatGaveWayInThisRoundEndsNobodyElse() throws IOException {
    try (Selector selector = Selector.open();
        SocketChannel channel = connect()) {
      channel.configureBlocking(false);
      MetricsClient client = new MetricsClient(channel, System.nanoTime());
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ, client);
      client.close();
      server.goOn(key);
    }
    assertThat(ask(GET)).startsWith("HTTP/1.1 200 OK");
  }

  @Test
  void whoIsTooSlowIsSentAway() throws IOException {
    try (SocketChannel slow = connect()) {
      long start = System.nanoTime();
      slow.write(ByteBuffer.wrap("GET /met".getBytes(StandardCharsets.ISO_8859_1)));
      assertThat(answer(slow)).isEmpty();
      assertThat(System.nanoTime() - start)
          .isBetween(MetricsServer.PATIENCE_NANOS / 2, MetricsServer.PATIENCE_NANOS * 2);
    }
  }

  @Test
  void takesThePlaceOfAKilledOneAndOfNoOther() throws IOException, SystemException {
    assertThatThrownBy(this::start)
        .isInstanceOf(SystemException.class)
        .hasMessageContaining("somebody listens there");
    server.close();
    try (var left =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
    server = start();
    assertThat(ask(GET)).startsWith("HTTP/1.1 200 OK");
    server.close();
    Files.writeString(path, "mine");
    assertThatThrownBy(this::start).hasMessageContaining("no socket");
    assertThat(path).hasContent("mine");
    Files.delete(path);
  }

  @Test
  void aPipeOrADeviceIsLeftAsItIs() throws Exception {
    server.close();
    Process made = new ProcessBuilder("mkfifo", path.toString()).start();
    assertThat(made.waitFor()).isZero();
    assertThatThrownBy(this::start).hasMessageContaining("no socket");
    assertThat(Files.readAttributes(path, BasicFileAttributes.class).isOther()).isTrue();
    assertThat(UnixSocket.isListening(path)).isFalse();
    Files.delete(path);
    Files.createSymbolicLink(path, Path.of("/dev/null"));
    assertThatThrownBy(this::start).hasMessageContaining("no socket");
    assertThat(path).isSymbolicLink();
    Files.delete(path);
  }
}
