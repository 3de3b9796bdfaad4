package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.facility.Facility;
import dev.smtap.facility.NodeView;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code smtap capture} writes, as tcpdump and tshark read it. */
@Tag("e2e")
class CaptureTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int PINGS = 3;
  private static final String IN = "1";
  private static final String OUT = "2";

  @RegisterExtension static final Lab LAB = new Lab();
  private static List<Host> hosts = List.of();

  @BeforeAll
  static void start() {
    hosts = LAB.hosts(2, "--mtu 1500");
    hosts.get(0).reaches(hosts.get(1).ip4());
  }

  private static void ping() {
    hosts.get(0).pings(hosts.get(1).ip4(), PINGS, "");
  }

  private static String[] whereAndWhat() {
    return new String[] {
      "frame.interface_name", "frame.packet_flags_direction", "icmp.type", "frame.comment"
    };
  }

  private static List<String> starting(List<String> lines, String start) {
    return lines.stream().filter(line -> line.startsWith(start)).toList();
  }

  @Test
  void aPingIsSeenInBothDirectionsAtBothNodes() {
    try (Capturing capture = new Capturing(LAB, "")) {
      ping();
      List<String> frames = capture.end().tshark("icmp", whereAndWhat());
      assertThat(frames).hasSize(4 * PINGS).allMatch(line -> line.contains("sequence "));
      String request = "\t8\t";
      String reply = "\t0\t";
      // Each frame has the same number in the ring at both of its ends.
      List<String> sent = starting(frames, "1/sml0/to-2\t" + direction(OUT) + request);
      List<String> taken = starting(frames, "2/sml0/from-1\t" + direction(IN) + request);
      assertThat(sent).hasSize(PINGS);
      assertThat(comments(taken)).isEqualTo(comments(sent));
      sent = starting(frames, "2/sml0/to-1\t" + direction(OUT) + reply);
      taken = starting(frames, "1/sml0/from-2\t" + direction(IN) + reply);
      assertThat(sent).hasSize(PINGS);
      assertThat(comments(taken)).isEqualTo(comments(sent));
    }
  }

  /** As tshark shows it. */
  private static String direction(String value) {
    return "0x0000000" + value;
  }

  private static List<String> comments(List<String> frames) {
    return frames.stream().map(line -> line.substring(line.lastIndexOf('\t') + 1)).toList();
  }

  @Test
  void checksumsAreComplete() {
    try (Capturing capture = new Capturing(LAB, "--node 1")) {
      Transfer.tcp(hosts.get(0).netns(), hosts.get(1).netns(), hosts.get(1).ip4(), 2_000_000);
      Transfer.tcp(hosts.get(1).netns(), hosts.get(0).netns(), hosts.get(0).ip6(), 2_000_000);
      String packets = capture.end().tcpdump("-vv tcp");
      assertThat(packets).contains("(correct)").doesNotContain("incorrect");
      // Super-frames are shown as such.
      assertThat(capture.tcpdump("greater 3000")).isNotEmpty();
    }
  }

  @Test
  void whatIsDroppedIsShownWithTheReason() {
    Netns receiver = hosts.get(1).netns();
    receiver.ip("link set " + Host.INTERFACE + " mtu 1490");
    try (Capturing capture = new Capturing(LAB, "--ring from-1 icmp")) {
      hosts.get(0).netns().run(LIMIT, "ping -n -c 1 -W 1 -s 1472 " + hosts.get(1).ip4());
      assertThat(capture.end().tshark("icmp", whereAndWhat()))
          .singleElement()
          .asString()
          .startsWith("2/sml0/from-1\t")
          .endsWith(", dropped: too large");
    } finally {
      receiver.ip("link set " + Host.INTERFACE + " mtu 1500");
    }
  }

  @Test
  void theSmHeaderAndCommandsAreDissected() {
    try (Capturing capture = new Capturing(LAB, "--sm-header --node 1")) {
      LAB.host(3, "--mtu 1500").reaches(hosts.get(0).ip4());
      capture.end();
      List<String> hellos =
          capture.tshark("smtap.command.name == hello", "frame.interface_name", "smtap.node.src");
      assertThat(hellos).contains("1/sml0/broadcast\t3");
      assertThat(capture.tshark("icmp", "smtap.node.src", "smtap.node.dst", "smtap.type"))
          .contains("3\t1\t0x0800", "1\t3\t0x0800");
    }
  }

  @Test
  void oneOfManyFilesIsReadable() throws IOException {
    try (Capturing capture = new Capturing(LAB, "--rotate-size 4K --files 3")) {
      hosts.get(0).pings(hosts.get(1).ip4(), 60, "");
      capture.end();
      List<Path> files = numbered();
      assertThat(files).hasSize(3).noneMatch(each -> each.endsWith("capture-00001.pcapng"));
      assertThat(Capturing.tcpdump(files.getFirst(), "icmp")).contains("ICMP echo re");
      delete(files);
    }
  }

  @Test
  void aFileEndsAfterItsTime() throws IOException {
    int pings = 12;
    try (Capturing capture = new Capturing(LAB, "--rotate-time 1 icmp")) {
      hosts.get(0).netns().exec("ping -n -q -i 0.25 -c " + pings + " " + hosts.get(1).ip4());
      capture.end();
      List<Path> files = numbered();
      assertThat(files).hasSizeBetween(2, pings);
      assertThat(files.stream().mapToInt(each -> Capturing.tshark(each, "icmp", "icmp.seq").size()))
          .allMatch(frames -> frames >= 4 && frames <= 4 * 5)
          .satisfies(
              all -> assertThat(all.stream().mapToInt(each -> each).sum()).isEqualTo(4 * pings));
      delete(files);
    }
  }

  /** The files of a capture into several. */
  private static List<Path> numbered() throws IOException {
    try (Stream<Path> files = Files.list(LAB.facility())) {
      return files.filter(each -> each.toString().contains("/capture-")).sorted().toList();
    }
  }

  private static void delete(List<Path> files) throws IOException {
    for (Path each : files) {
      Files.delete(each);
    }
  }

  /** The header in front of a frame makes no difference to what the filter says of it. */
  @ParameterizedTest
  @ValueSource(strings = {"", "--sm-header"})
  void theFilterLetsNothingElsePass(String option) throws IOException {
    try (Capturing capture = new Capturing(LAB, option + " --node 1 udp dst port 7")) {
      for (String address : List.of(hosts.get(1).ip4(), hosts.get(1).ip6())) {
        send(address, 7);
        send(address, 9);
      }
      ping();
      assertThat(capture.end().tshark("frame", "udp.dstport", "ip.dst", "ipv6.dst"))
          .containsExactly("7\t" + hosts.get(1).ip4() + "\t", "7\t\t" + hosts.get(1).ip6());
    }
  }

  /** Sends a datagram to a port where nobody listens, which the other node says. */
  private static void send(String address, int port) throws IOException {
    try (Caller.Datagrams socket = Caller.udp(hosts.get(0).netns(), address, port)) {
      assertThatThrownBy(() -> socket.ask((byte) 1)).isInstanceOf(PortUnreachableException.class);
    }
  }

  @Test
  void eachOneGetsAsMuchOfAFrameAsItWants() {
    Path file = LAB.facility().resolve("headers.pcapng");
    try (Capturing whole = new Capturing(LAB, "icmp")) {
      Program headers =
          LAB.start(LAB.smtap("capture", "--snaplen 60 --count 4 -w " + file + " icmp"));
      headers.awaitPrinted("capturing", LIMIT);
      ping();
      assertThat(headers.awaitEnd(LIMIT).err()).contains("4 frames captured, 0 missed");
      assertThat(whole.end().tshark("frame.cap_len == frame.len", "frame.cap_len"))
          .hasSize(4 * PINGS);
      assertThat(Capturing.tshark(file, "frame.cap_len == 60 && frame.len > 60", "frame.cap_len"))
          .hasSize(4);
    }
  }

  @Test
  void aPipeEndsWithItsReader() {
    int frames = 4 * PINGS;
    String capture = String.join(" ", LAB.smtap("capture", "-w -"));
    Program pipe =
        LAB.start(
            List.of("sh", "-c", capture + " icmp | tcpdump -nn -l -c " + frames + " -r - 2>&1"));
    pipe.awaitPrinted("capturing", LIMIT);
    ping();
    assertThat(pipe.awaitEnd(LIMIT).ok()).contains("ICMP echo request", "ICMP echo reply");
  }

  @Test
  void whoIsKilledLeavesNothingOn() throws SystemException {
    Facility facility = Facility.of(LAB.facility(), LAB.partition());
    try (Capturing capture = new Capturing(LAB, "");
        NodeView node = NodeView.open(facility, 1)) {
      long before = node.status().allocated();
      node.openCapture().close();
      assertThat(before).isGreaterThan(32 << 20);
      capture.program().signal(Program.SIGKILL);
      Awaitility.await()
          .pollInSameThread()
          .atMost(LIMIT)
          .until(() -> node.status().allocated() < before - (32 << 20));
      Awaitility.await().pollInSameThread().atMost(LIMIT).until(() -> captures(node).isEmpty());
    }
  }

  /** Empty if it captures nothing. */
  private static String captures(NodeView node) {
    try {
      node.openCapture().close();
      return "yes";
    } catch (SystemException e) {
      assertThat(e).hasMessageContaining("does not capture any more");
      return "";
    }
  }

  @Test
  void wiresharkListsTheRingsAndCapturesFromThem() {
    List<String> place = LAB.smtap("capture", "");
    List<String> environment =
        List.of(
            "SMTAP=" + Lab.SMTAP,
            "SMTAP_OPTIONS=" + String.join(" ", place.subList(2, place.size())));
    assertThat(Program.run(LIMIT, Tshark.command(environment, "-D")).ok())
        .contains(" smtap/1/sml0/all (smtap: node 1,", " smtap/2/sml0/to-1 (smtap: node 2,");
    List<String> words =
        List.of(("-n -i smtap/1/sml0/to-2 -f icmp -c " + PINGS + " -T fields").split(" ", -1));
    List<String> command = new ArrayList<>(words);
    command.addAll(List.of("-e", "smtap.node.src", "-e", "smtap.node.dst", "-e", "icmp.type"));
    Program tshark = LAB.start(Tshark.command(environment, command.toArray(String[]::new)));
    // It does not say when it has begun.
    Awaitility.await()
        .pollInSameThread()
        .atMost(LIMIT)
        .until(() -> {
          ping();
          return !tshark.isAlive();
        });
    assertThat(tshark.awaitEnd(LIMIT).ok().lines())
        .filteredOn(line -> !line.isBlank())
        .hasSize(PINGS)
        .containsOnly("1\t2\t8");
  }

  @Test
  void aReaderThatStandsStillDoesNotKeepItForEver() throws IOException {
    Path pipe = LAB.facility().resolve("pipe");
    Program.ok("mkfifo", pipe.toString());
    String capture = String.join(" ", LAB.smtap("capture", "-w -"));
    try (FileChannel _ =
        FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Program program = LAB.start(List.of("sh", "-c", "exec " + capture + " >" + pipe));
      program.awaitPrinted("capturing", LIMIT);
      Transfer.tcp(hosts.get(0).netns(), hosts.get(1).netns(), hosts.get(1).ip4(), 2_000_000);
      program.signal(Program.SIGTERM);
      Program.Result end = program.awaitEnd(LIMIT);
      assertThat(end.exit()).isEqualTo(1);
      assertThat(end.err())
          .contains("smtap: cannot write captured frames to standard output: it has not taken");
    }
  }

  @Test
  void whatCannotBeWrittenAtTheEndIsNoSuccess() throws IOException {
    Path file = LAB.facility().resolve("short.pcapng");
    String capture = String.join(" ", LAB.smtap("capture", "-w " + file + " tcp port 1"));
    // The kernel refuses what is beyond the limit, and would also end who tries.
    Program program = LAB.start(List.of("sh", "-c", "trap '' XFSZ; exec " + capture));
    program.awaitPrinted("capturing", LIMIT);
    Awaitility.await().pollInSameThread().atMost(LIMIT).until(() -> Files.size(file) > 0);
    Program.ok("prlimit", "--pid", "" + program.pid(), "--fsize=" + Files.size(file));
    program.signal(Program.SIGTERM);
    Program.Result end = program.awaitEnd(LIMIT);
    assertThat(end.exit()).isEqualTo(1);
    assertThat(end.err())
        .contains("smtap: cannot write captured frames to " + file + ": ", "(EFBIG)");
  }
}
