package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commands of a global network as Wireshark's dissector shows them: a question, the answers to
 * it, and that sockets ended.
 */
@Tag("e2e")
class DissectorTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int NODES = 3;
  private static final int INGRESS = 1;
  private static final String TCP = "6";
  private static final String UDP = "17";

  @RegisterExtension static final Lab LAB = new Lab();
  private static Globals globals = new Globals(LAB, List.of(), "");
  private static int lastPort = 4_000;

  /** Each test has its own. */
  private final int port = ++lastPort;

  @BeforeAll
  static void start() {
    globals = Globals.start(LAB, NODES, "--mtu 1500");
  }

  private static Netns ingress() {
    return globals.host(INGRESS).netns();
  }

  /** An end of a flow as the dissector writes it: IPv6 in eight groups. */
  private static String end(InetSocketAddress end) {
    return end(end.getAddress(), end.getPort());
  }

  private static String end(InetAddress address, int port) {
    return address.getHostAddress().replaceFirst("%.*", "") + " port " + port;
  }

  private static String flow(String protocol, String address, int port, InetSocketAddress foreign) {
    String local = end(InetAddress.ofLiteral(address), port);
    return String.join("\t", protocol, local, end(foreign));
  }

  private static List<String> commands(Capturing capture, String name, String... fields) {
    return capture.tshark("smtap.command.name == \"" + name + "\"", fields);
  }

  /** The number of the only question about a flow, which the ingress asked. */
  private static String questionAbout(String flow, Capturing capture) {
    String asked = INGRESS + "\t" + flow + "\t";
    List<String> numbers =
        commands(
                capture,
                "question",
                "smtap.node.src",
                "smtap.flow.protocol",
                "smtap.flow.local",
                "smtap.flow.foreign",
                "smtap.command.question")
            .stream()
            .filter(each -> each.startsWith(asked))
            .map(each -> each.substring(asked.length()))
            .distinct()
            .toList();
    assertThat(numbers).as("questions about " + flow).hasSize(1);
    assertThat(numbers.getFirst()).matches("[1-9]\\d*");
    return numbers.getFirst();
  }

  /** Who said what to the ingress about that question: node, verdict. */
  private static List<String> answersTo(String question, Capturing capture) {
    String end = "\t" + INGRESS + "\t" + question;
    return commands(
            capture,
            "answer",
            "smtap.node.src",
            "smtap.command.verdict",
            "smtap.node.dst",
            "smtap.command.question")
        .stream()
        .filter(each -> each.endsWith(end))
        .map(each -> each.substring(0, each.length() - end.length()))
        .distinct()
        .toList();
  }

  /** A frame is there for each ring that it is seen in, so it may be there more than once. */
  private static List<String> ended(Capturing capture) {
    return commands(
        capture,
        "ended",
        "smtap.command.flows",
        "smtap.node.src",
        "smtap.flow.protocol",
        "smtap.flow.local",
        "smtap.flow.foreign");
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void aConnectionIsAskedForAnsweredAndEnds(String address) throws IOException {
    try (Capturing capture = new Capturing(LAB, "--sm-header")) {
      String flow;
      try (IdServer _ = IdServer.tcp(globals.host(2), address, port);
          Caller.Connection caller = Caller.tcp(ingress(), address, port)) {
        assertThat(caller.ask((byte) 1)).isEqualTo(2);
        flow = flow(TCP, address, port, caller.end());
      }
      await().atMost(LIMIT).until(() -> globals.flows(INGRESS, port).isEmpty());
      capture.end();
      String question = questionAbout(flow, capture);
      assertThat(answersTo(question, capture))
          .containsExactlyInAnyOrder("2\tlistener", "3\tnobody here");
      assertThat(ended(capture)).contains("1\t2\t" + flow);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Globals.IP4, Globals.IP6})
  void aSocketOfThisVeryFlowIsAnExactMatch(String address) throws IOException {
    try (Capturing capture = new Capturing(LAB, "--sm-header")) {
      String flow;
      try (IdServer _ = IdServer.udp(globals.host(2), address, port);
          Caller caller = Caller.udp(ingress(), address, port);
          IdServer _ = IdServer.udpFor(globals.host(3), address, port, caller.end())) {
        assertThat(caller.ask((byte) 1)).isEqualTo(3);
        flow = flow(UDP, address, port, caller.end());
      }
      await().atMost(LIMIT).until(() -> globals.flows(INGRESS, port).isEmpty());
      capture.end();
      String question = questionAbout(flow, capture);
      assertThat(answersTo(question, capture)).contains("3\texact match");
      assertThat(ended(capture)).contains("1\t3\t" + flow);
    }
  }
}
