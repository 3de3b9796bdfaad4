package dev.smtap.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.cli.NodesHere;
import dev.smtap.facility.NetworkKind;
import dev.smtap.node.AdapterConfig;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The server of metrics, whatever a client sends: nothing or one whole answer of HTTP, and the next
 * client has its metrics. Input: how many bytes come at once (0: all), then what comes; also tried
 * with the end of a request behind it.
 */
class MetricsServerFuzzTest {
  private static final String END = "\r\n\r\n";
  private static final byte[] GET =
      ("GET /metrics HTTP/1.1" + END).getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_BYTES = 8 * 1_024;
  private static final String HEAD =
      "HTTP/1\\.1 (200 OK|[45][0-9]{2} [A-Za-z ]+)\r\nContent-Type: [ -~]+\r\n"
          + "Content-Length: [0-9]+\r\nConnection: close\r\n(Allow: GET, HEAD\r\n)?";

  private static NodesHere here;
  private static Path path = Path.of("");
  private static MetricsServer server;

  @BeforeAll
  static void start() throws IOException, SystemException {
    here = new NodesHere();
    here.start(
        1, new AdapterConfig(NetworkKind.LOCAL, "sml0", "inside", 1500, 128, Offloads.ALL), false);
    path = here.root.resolve("metrics.sock");
    server = MetricsServer.start(here.facility(), MetricsAddress.parse("unix:" + path));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    here.close();
  }

  @DictionaryEntries({"GET ", "HEAD ", "POST ", "/metrics", " HTTP/1.1", " HTTP/1.0", "?", "%2f"})
  @FuzzTest
  void wholeAnswersWhateverComes(byte[] bytes) throws IOException {
    int atOnce = bytes.length == 0 ? 0 : bytes[0] & 0xff;
    byte[] request = Arrays.copyOfRange(bytes, Math.min(1, bytes.length), bytes.length);
    check(request, atOnce);
    byte[] ended = Arrays.copyOf(request, request.length + END.length());
    System.arraycopy(
        END.getBytes(StandardCharsets.US_ASCII), 0, ended, request.length, END.length());
    check(ended, atOnce);
    assertThat(exchange(GET, 0)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\n# EOF\n");
  }

  private static void check(byte[] request, int atOnce) throws IOException {
    String answer = exchange(request, atOnce == 0 ? request.length : atOnce);
    int end = new String(request, StandardCharsets.ISO_8859_1).indexOf(END);
    if (end < 0 && request.length < MOST_BYTES) {
      assertThat(answer).isEmpty();
      return;
    }
    int body = answer.indexOf(END) + END.length();
    assertThat(body).as(answer).isGreaterThanOrEqualTo(END.length());
    String head = answer.substring(0, body - 2);
    assertThat(head).matches(HEAD);
    if (end < 0 || end + END.length() > MOST_BYTES) {
      assertThat(head).startsWith("HTTP/1.1 431 ");
    }
    int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: ([0-9]+).*", "$1"));
    boolean asksForHead =
        request.length > 4
            && new String(request, 0, 5, StandardCharsets.ISO_8859_1).equals("HEAD ");
    assertThat(answer.length() - body).isIn(length, asksForHead ? 0 : length);
  }

  /** All that the server answers until it ends the connection. */
  private static String exchange(byte[] request, int atOnce) throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      try {
        int step = Math.max(1, atOnce == 0 ? request.length : atOnce);
        for (int at = 0; at < request.length; at += step) {
          client.write(ByteBuffer.wrap(request, at, Math.min(step, request.length - at)));
        }
        client.shutdownOutput();
      } catch (IOException _) {
        // It has heard enough, and answered.
      }
      return answer(client);
    }
  }

  private static String answer(SocketChannel client) {
    ByteBuffer all = ByteBuffer.allocate(1 << 16);
    try {
      int bytes = client.read(all);
      while (bytes >= 0) {
        bytes = client.read(all);
      }
    } catch (IOException _) {
      // It left something unread, which the kernel tells once all of the answer is read.
    }
    return new String(all.array(), 0, all.position(), StandardCharsets.UTF_8);
  }
}
