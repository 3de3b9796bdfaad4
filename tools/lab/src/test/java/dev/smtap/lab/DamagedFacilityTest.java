package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of the facility that are not as they should be: an error in words, never a crash. */
@Tag("e2e")
class DamagedFacilityTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String FLAGS = "--local sml0 --mtu 1500";

  @RegisterExtension final Lab lab = new Lab();
  private List<Host> hosts = List.of();

  @BeforeEach
  void start() {
    hosts = lab.hosts(2, "--mtu 1500");
    hosts.get(0).pings(hosts.get(1).ip4(), 3, "");
  }

  private void write(String section, long offset, byte[] bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(lab.section(section).toFile(), "rw")) {
      file.seek(offset);
      file.write(bytes);
    }
  }

  private void truncate(String section, long length) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(lab.section(section).toFile(), "rw")) {
      file.setLength(length);
    }
  }

  private void hostsGoOn() {
    hosts.get(0).pings(hosts.get(1).ip4(), 20, "");
    Transfer.tcp(hosts.get(0).netns(), hosts.get(1).netns(), hosts.get(1).ip4(), 10_000_000);
  }

  private void noneCrashed() {
    for (Host host : hosts) {
      assertThat(host.node().printed())
          .doesNotContain("fatal error", "SIGBUS", "SIGSEGV", "Exception in thread", "\tat ");
    }
  }

  /** A third node that says in one sentence why it cannot start, and harms nobody. */
  private void thirdIsRefused(String why) {
    Netns netns = lab.namespace("n3");
    Program.Result end = lab.launch(3, "--netns " + netns.name() + " " + FLAGS).awaitEnd(LIMIT);
    assertThat(end.exit()).as(end.toString()).isEqualTo(1);
    assertThat(end.err()).startsWith("smtap: ").contains(why).doesNotContain("\tat ");
    assertThat(end.err().lines()).hasSize(1);
    assertThat(netns.ip("-br link")).doesNotContain("sml0");
    hostsGoOn();
    noneCrashed();
  }

  @Test
  void aCommonSectionOfAnotherVersion() throws IOException {
    byte[] header = new byte[16];
    try (RandomAccessFile file = new RandomAccessFile(lab.section("common").toFile(), "r")) {
      file.readFully(header);
    }
    write("common", 8, new byte[] {(byte) (header[8] + 1)});
    int version = header[8];
    thirdIsRefused(
        "common: it has format %d (features 0), this smtap speaks format %d; stop the nodes of the other version first"
            .formatted(version + 1, version));
  }

  @Test
  void aCommonSectionThatIsNone() throws IOException {
    write("common", 0, "not a section at all".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    thirdIsRefused("common");
  }

  @Test
  void aForeignFileInPlaceOfTheCommonSection() throws IOException {
    hosts.forEach(host -> host.node().kill());
    Files.delete(lab.section("common"));
    Files.createDirectory(lab.section("common"));
    Netns netns = hosts.get(0).netns();
    Program.Result end = lab.launch(1, "--netns " + netns + " " + FLAGS).awaitEnd(LIMIT);
    assertThat(end.exit()).as(end.toString()).isEqualTo(1);
    assertThat(end.err().lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"node-3, 0", "node-3, 100", "node-9, 5000", "stranger, 100"})
  void foreignFilesBesideTheSections(String name, int length) throws IOException {
    Files.write(lab.section(name), new byte[length]);
    Netns netns = lab.namespace("n3");
    Host third = new Host(netns, lab.node(netns, 3, FLAGS)).configure();
    third.reaches(hosts.get(0).ip4());
    hostsGoOn();
    assertThat(lab.status().state(3)).isEqualTo("up");
    noneCrashed();
  }

  @ParameterizedTest
  @CsvSource({"node-2, 0", "node-2, 4096", "node-2, 70000", "node-2, 1000000"})
  void aSectionThatIsTruncatedHarmsItsOwnerOnly(String name, long length) throws IOException {
    Host third = lab.host(3, "--mtu 1500");
    Program load = third.netns().start("ping -n -q -i 0.005 " + hosts.get(1).ip4());
    truncate(name, length);
    third.pings(hosts.get(0).ip4(), 20, "");
    Transfer.tcp(third.netns(), hosts.get(0).netns(), hosts.get(0).ip4(), 10_000_000);
    Transfer.tcp(hosts.get(0).netns(), third.netns(), third.ip4(), 10_000_000);
    load.close();
    noneCrashed();
    assertThat(Program.run(LIMIT, lab.smtap("status", "")).exit()).isLessThan(2);
    // Its owner starts again, and all is well.
    if (hosts.get(1).node().isAlive()) {
      hosts.get(1).node().kill();
    }
    Netns netns = hosts.get(1).netns();
    Host two = new Host(netns, lab.node(netns, 2, FLAGS)).configure();
    two.reaches(third.ip4());
  }

  @ParameterizedTest
  @CsvSource({"0", "4096", "100000"})
  void aTruncatedCommonSectionCrashesNobody(long length) throws IOException {
    truncate("common", length);
    // What is known already goes on; casts are lost with the section.
    Transfer.tcp(hosts.get(0).netns(), hosts.get(1).netns(), hosts.get(1).ip4(), 10_000_000);
    noneCrashed();
    hosts.forEach(host -> assertThat(host.node().isAlive()).isTrue());
    assertThat(Program.run(LIMIT, lab.smtap("status", "")).exit()).isLessThan(2);
    hosts.forEach(host -> assertThat(host.node().stop().exit()).isZero());
    Path common = lab.section("common");
    Netns netns = hosts.get(0).netns();
    lab.node(netns, 1, FLAGS);
    assertThat(Files.size(common)).isGreaterThan(length);
  }
}
