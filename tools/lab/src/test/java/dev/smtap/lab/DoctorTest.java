package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.global.Interception;
import dev.smtap.netlink.RoutingSocket;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Real faults: the doctor finds each, what it prints mends it, and then it finds it no more. */
@Tag("e2e")
class DoctorTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int NODES = 3;

  @RegisterExtension static final Lab LAB = new Lab();
  private static Globals globals = new Globals(LAB, List.of(), "");

  @BeforeAll
  static void start() {
    globals = Globals.start(LAB, NODES, "--mtu 1500");
  }

  /** Whatever was wrong before is mended; who was killed or had to be is not there any more. */
  @BeforeEach
  void startAgain() {
    if (!second().node().isAlive()) {
      globals = globals.restart(second().id());
      globals.awaitServing(NODES);
    }
  }

  private static Host second() {
    return globals.host(2);
  }

  private static Checkup checkup() {
    return Checkup.of(LAB, globals.hosts());
  }

  private static Checkup awaitFound(String check) {
    return Checkup.await(LAB, globals.hosts(), each -> each.has(check));
  }

  private static void mend(List<Checkup.Finding> findings) {
    findings.forEach(Checkup.Finding::mend);
  }

  private static void isMended() {
    Checkup.await(LAB, globals.hosts(), each -> each.findings().isEmpty() && each.exit() == 0);
  }

  @Test
  void nothingIsWrong() {
    Checkup found = checkup();
    assertThat(found.findings()).isEmpty();
    assertThat(found.exit()).isZero();
    assertThat(found.report().path("isWell").asBoolean()).isTrue();
    assertThat(found.report().path("unchecked")).isEmpty();
    Program.Result text =
        Program.run(LIMIT, LAB.smtap("doctor", "--netns " + second().netns().name()));
    assertThat(text.ok()).startsWith("nothing is wrong");
  }

  @Test
  void anMtuThatDiffers() {
    second().netns().ip("link set " + Host.INTERFACE + " mtu 9000");
    Checkup found = awaitFound("mtu");
    assertThat(found.exit()).isEqualTo(1);
    assertThat(found.findings())
        .singleElement()
        .matches(each -> each.where().equals("network " + Host.INTERFACE))
        .matches(each -> each.wrong().contains("node 2 has 9000"));
    mend(found.findings());
    isMended();
    assertThat(second().netns().ip("link show dev " + Host.INTERFACE)).contains("mtu 1500 ");
  }

  @Test
  void aNodeThatHangsAndASettingThatItCannotPutBack() throws SystemException {
    stopOutsideItsTurn(second());
    String settings =
        "net.ipv4.conf.smg0.rp_filter=1 net.ipv4.conf.smg0.accept_local=0"
            + " net.ipv4.ip_early_demux=1";
    second().netns().exec("sysctl -qw " + settings);
    Checkup found = awaitFound("nodes");
    assertThat(found.findings("nodes"))
        .singleElement()
        .matches(each -> each.where().equals("node 2") && each.wrong().startsWith("it hangs: "));
    assertThat(found.findings("interception"))
        .extracting(Checkup.Finding::wrong)
        .containsExactlyInAnyOrder(
            "net.ipv4.conf.smg0.rp_filter is 1, and must be 2",
            "net.ipv4.conf.smg0.accept_local is 0, and must be 1",
            "net.ipv4.ip_early_demux is 1, and must be 0");
    mend(found.findings("interception"));
    assertThat(checkup().findings()).extracting(Checkup.Finding::check).containsExactly("nodes");
    mend(found.findings("nodes"));
    isMended();
  }

  /** A driver in its turn holds all others back, who ask what is in its namespace. */
  private static void stopOutsideItsTurn(Host host) throws SystemException {
    long cookie =
        host.netns()
            .call(() -> {
              try (RoutingSocket kernel = RoutingSocket.open()) {
                return kernel.namespaceCookie();
              }
            });
    Path turn =
        Interception.DEFAULT_DIRECTORY.resolve("netns-" + Long.toUnsignedString(cookie), "turn");
    try (FileHandle file = FileHandle.open(turn, OpenFlags.O_RDONLY, 0)) {
      host.node().signal(Program.SIGSTOP);
      while (file.isLockedAgainst(FileHandle.READ_LOCK)) {
        host.node().signal(Program.SIGCONT);
        host.node().signal(Program.SIGSTOP);
      }
    }
  }

  @Test
  void whatAKilledNodeLeft() {
    String before = globals.host(1).netns().ip("rule").replaceAll("smg0 ", "");
    second().node().kill();
    Checkup found = awaitFound("leftovers");
    assertThat(found.findings("leftovers"))
        .singleElement()
        .matches(each -> each.where().equals("network namespace " + second().netns()))
        .matches(each -> each.wrong().contains("the IPv4 rule 2 to " + Globals.IP4))
        .matches(each -> each.wrong().contains("the IPv6 rule 2 to "))
        .matches(each -> each.wrong().contains("net.ipv4.ip_early_demux=0, which was 1"));
    assertThat(found.findings("nodes"))
        .singleElement()
        .matches(each -> each.where().equals("node 2") && each.wrong().startsWith("it died "));
    assertThat(second().netns().ip("rule")).contains(Globals.IP4);
    mend(found.findings());
    isMended();
    assertThat(second().netns().ip("rule")).doesNotContain(Globals.IP4).contains("0:\tfrom all");
    assertThat(globals.host(1).netns().ip("rule").replaceAll("smg0 ", "")).isEqualTo(before);
  }

  @Test
  void aSectionThatWasDamaged() throws IOException {
    second().node().kill();
    try (FileChannel section = FileChannel.open(LAB.section("node-2"), StandardOpenOption.WRITE)) {
      section.truncate(100);
    }
    Checkup found = awaitFound("nodes");
    assertThat(found.findings("nodes"))
        .singleElement()
        .matches(each -> each.wrong().contains("it has 100 bytes"));
    mend(found.findings());
    isMended();
  }

  @Test
  void anInterfaceOutsideThatDoesNotForward() {
    Netns outside = LAB.namespace("out");
    Netns border = second().netns();
    border.ip("link add out0 type veth peer name eth0 netns " + outside.name());
    border.ip("link set out0 up");
    outside.ip("link set eth0 up");
    border.ip("addr add 10.99.0.9/24 dev out0");
    Checkup found = awaitFound("forwarding");
    assertThat(found.findings())
        .singleElement()
        .matches(each -> each.wrong().equals("interface out0 does not forward IPv4"));
    mend(found.findings());
    isMended();
    try (IdServer _ = IdServer.tcp(globals.host(3), Globals.IP4, 4_000)) {
      String lacks =
          "node 3 in network namespace " + globals.host(3).netns() + " serves 10.99.0.1,";
      Checkup hinted = Checkup.await(LAB, globals.hosts(), each -> each.hints().contains(lacks));
      assertThat(hinted.hints())
          .contains("for which node 2 answers on 10.99.0.0/24, and has no route there: ");
      assertThat(hinted.exit()).isZero();
      OutsideSegment.answerOver(globals.host(3), second());
      assertThat(checkup().hints()).doesNotContain(lacks);
    }
    border.ip("link del out0");
  }
}
