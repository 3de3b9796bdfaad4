package dev.smtap.cli.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.CommandRun;
import dev.smtap.cli.GlobalSection;
import dev.smtap.cli.NodesHere;
import dev.smtap.facility.Facility;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** smtap connections over real sections. */
class ConnectionsTest {
  private static final String G4 = "10.77.0.1";
  private static final String G6 = "fd00:0:0::1";

  private Path root = Path.of("");
  private final List<GlobalSection> sections = new ArrayList<>();

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createTempDirectory(Path.of("/dev/shm"), "smtap-connections-test");
  }

  @AfterEach
  void removeAll() throws IOException {
    for (GlobalSection each : sections) {
      each.close();
    }
    NodesHere.delete(root);
  }

  private GlobalSection start(int nodeId) throws SystemException {
    GlobalSection section = new GlobalSection(Facility.of(root, "p"), nodeId);
    sections.add(section);
    section.put(GlobalAreaDescriptor.STATE_OFFSET, GlobalAreaDescriptor.IS_GLOBAL);
    section.addAddress(G6);
    section.addAddress(G4);
    return section;
  }

  private CommandRun connections(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("connections", "--facility", root.toString(), "--partition", "p"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  /** A line with these words, however far apart. */
  private static Pattern line(String... words) {
    String gap = " {1,40}";
    return Pattern.compile(
        "(?m)^ *" + String.join(gap, Stream.of(words).map(Pattern::quote).toList()) + "$");
  }

  @Test
  void showsFlowsInOrderAndWhoHasThem() throws SystemException {
    GlobalSection one = start(1);
    one.addFlow(FlowKey.UDP, G4, "192.0.2.7", 4_000, 2);
    one.addFlow(FlowKey.TCP, G4, "192.0.2.10", 50_000, 3);
    one.addFlow(FlowKey.TCP, G6, "2001:db8::7", 50_001, 2);
    one.setAge(Duration.ofSeconds(5_450));
    one.addFlow(FlowKey.TCP, G4, "192.0.2.9", 60_000, 1);
    start(2);
    CommandRun run = connections();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("partition p: 2 nodes on 1 global network\n")
        .contains("table of node 1 on network web: 4 flows\n")
        .contains("table of node 2 on network web: 0 flows\n");
    assertThat(run.out().lines().filter(each -> each.contains("listener ")))
        .satisfiesExactly(
            each ->
                assertThat(each)
                    .matches(
                        "tcp +10\\.77\\.0\\.1:80 +192\\.0\\.2\\.9:60000 +1  listener  established +"
                            + "2 +1060 +54[0-9]{2}\\.[0-9] +[0-9]{1,2}\\.[0-9]"),
            each -> assertThat(each).contains("192.0.2.10:50000 "),
            each -> assertThat(each).contains("[fd00::1]:80  [2001:db8::7]:50001 "),
            each ->
                assertThat(each)
                    .contains("udp ")
                    .contains("10.77.0.1:53 ")
                    .contains(" datagrams "));
  }

  @Test
  void showsTheDirectory() throws SystemException {
    GlobalSection one = start(1);
    one.addListener(FlowKey.TCP, GlobalSection.IPV4 | GlobalSection.IPV6, "", 443);
    one.addListener(FlowKey.TCP, GlobalSection.IPV4, G4, 22);
    GlobalSection two = start(2);
    two.addListener(FlowKey.TCP, GlobalSection.IPV4 | GlobalSection.IPV6, "", 443);
    two.addListener(FlowKey.UDP, GlobalSection.IPV6, "", 53);
    two.addListener(FlowKey.UDP, GlobalSection.IPV4, "", 53);
    two.put(
        GlobalAreaDescriptor.STATE_OFFSET,
        GlobalAreaDescriptor.IS_GLOBAL | GlobalAreaDescriptor.IS_DRAINING);
    two.put(GlobalAreaDescriptor.WEIGHT_OFFSET, 9);
    two.put(GlobalAreaDescriptor.LEFT_OUT_OFFSET, 6);
    String text = connections().out();
    assertThat(text)
        .containsPattern(line("1", "up", "web", "smg0", "yes", "1", G4))
        .containsPattern(line("1", "up", "web", "smg0", "yes", "1", "fd00::1"))
        .containsPattern(line("2", "up", "web", "smg0", "yes, draining", "9", G4))
        .containsPattern(line("web", "tcp", "10.77.0.1:22", "*", "1"))
        .containsPattern(line("web", "tcp", "*:443", "*", "1, 2"))
        .containsPattern(line("web", "udp", "[::]:53", "*", "2"))
        .containsPattern(line("web", "udp", "0.0.0.0:53", "*", "2"))
        .contains("\nnode 2 has 6 more listeners on network web than it can publish\n");
  }

  @Test
  void showsWhoAnswersOutside() throws SystemException {
    GlobalSection one = start(1);
    GlobalSection two = start(2);
    one.addOffer("10.77.0.0", 24, 1, true);
    two.addOffer("10.77.0.0", 24, 1, false);
    two.addOffer("fd00::", 64, 0, true);
    String heads = line("NETWORK", "OUTSIDE", "ON SEGMENT", "ANSWERED BY", "OR BY").pattern();
    assertThat(connections().out())
        .containsPattern(heads)
        .containsPattern(line("web", G4, "10.77.0.0/24", "1", "2"))
        .containsPattern(line("web", "fd00::1", "fd00::/64", "2", "-"));
    assertThat(connections("--json").out())
        .contains(
            "\"offers\":[{\"address\":\"10.77.0.1\",\"segment\":\"10.77.0.0/24\",\"isHeld\":true}],");
    assertThat(CommandRun.of("status", "--facility", root.toString(), "--partition", "p").out())
        .containsPattern(line("web", G4, "10.77.0.0/24", "1", "2"));
    // Nobody answers who is dead, or not GLOBAL any more.
    two.put(GlobalAreaDescriptor.STATE_OFFSET, 0);
    sections.removeFirst().close();
    assertThat(connections().out()).doesNotContainPattern(heads);
  }

  @Test
  void jsonHasEverything() throws SystemException {
    GlobalSection one = start(1);
    one.addListener(FlowKey.TCP, GlobalSection.IPV4 | GlobalSection.IPV6, "", 443);
    one.setAge(Duration.ofSeconds(3_888_500));
    one.addFlow(FlowKey.TCP, G6, "2001:db8::7", 50_001, 2);
    CommandRun run = connections("--json");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).hasSize(1);
    assertThat(run.out())
        .startsWith("{\"partition\":\"p\",\"nodes\":[{\"id\":1,\"state\":\"up\",\"generation\":7,")
        .contains(
            "\"network\":\"web\",\"interface\":\"smg0\",\"isGlobal\":true,\"isDraining\":false,"
                + "\"weight\":1,\"isSettled\":true,\"addresses\":[\"fd00::1\",\"10.77.0.1\"],\"offers\":[],"
                + "\"listeners\":[{\"protocol\":\"tcp\",\"address\":\"*\",\"port\":443}],"
                + "\"listenersLeftOut\":0,\"table\":{\"flows\":1,\"mostFlows\":4159,")
        .containsPattern("\"ageNanos\":3888[0-9]{12},\"idleNanos\":[0-9]{1,11}}")
        .contains(
            "\"flows\":[{\"protocol\":\"tcp\",\"localAddress\":\"fd00::1\",\"localPort\":80,"
                + "\"foreignAddress\":\"2001:db8::7\",\"foreignPort\":50001,\"owner\":2,"
                + "\"ownerGeneration\":7,\"step\":\"listener\",\"state\":\"established\","
                + "\"packets\":2,\"bytes\":1060,\"ageNanos\":")
        .endsWith("}]}],\"flowsLeftOut\":0,\"problems\":[]}\n");
  }

  @Test
  void rowsBeyondTheLimitAreCounted() throws SystemException {
    GlobalSection one = start(1);
    for (int i = 0; i < 1_003; i++) {
      one.addFlow(FlowKey.TCP, G4, "192.0.2.1", 1_000 + i, 2);
    }
    GlobalSection two = start(2);
    two.addFlow(FlowKey.TCP, G4, "192.0.2.2", 5, 2);
    String text = connections().out();
    assertThat(text.lines().filter(each -> each.startsWith("tcp"))).hasSize(1_000);
    assertThat(text)
        .contains("table of node 1 on network web: 1003 flows\n")
        .contains("192.0.2.1:1999 ")
        .doesNotContain("192.0.2.1:2000 ")
        .contains("\nleft out: 4 flows; take a higher --limit, or --json for all\n");
    assertThat(connections("--limit", "1004").out())
        .contains("192.0.2.2:5 ")
        .doesNotContain("left out");
    assertThat(connections("--limit", "0").out()).contains("\nleft out: 1004 flows; ");
    assertThat(connections("--json").out())
        .contains("\"foreignPort\":2002,")
        .contains("\"flowsLeftOut\":0,");
    assertThat(connections("--json", "--limit", "4").out()).contains("\"flowsLeftOut\":1000,");
  }

  @Test
  void oneNodeAlone() throws SystemException {
    start(1).addFlow(FlowKey.TCP, G4, "192.0.2.1", 1_000, 2);
    start(2).addFlow(FlowKey.TCP, G4, "192.0.2.2", 1_000, 2);
    assertThat(connections("--node", "2").out())
        .startsWith("partition p: 1 node on 1 global network\n")
        .contains("192.0.2.2:1000")
        .doesNotContain("192.0.2.1:1000");
    CommandRun none = connections("--node", "3");
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err())
        .isEqualTo(
            "smtap: cannot show node 3: there is none in %s/p; 'smtap status' shows those that are\n",
            root);
  }

  @Test
  void aDeadNodeAndADamagedOneAreShownAsFarAsTheyCanBe() throws IOException {
    start(1).addFlow(FlowKey.TCP, G4, "192.0.2.1", 1_000, 2);
    sections.removeFirst().close();
    Files.writeString(root.resolve("p/node-9"), "not a section");
    CommandRun run = connections();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .containsPattern(line("1", "stopped", "web", "smg0", "yes", "1", G4))
        .contains("192.0.2.1:1000")
        .contains("\nproblem: node 9 cannot be shown: cannot use " + root);
  }

  @Test
  void aPublicationThatDoesNotComeToRestIsSaidSo() throws SystemException {
    start(1).put(GlobalAreaDescriptor.SEQUENCE_OFFSET, 3);
    assertThat(connections().out())
        .contains(
            "\nproblem: what node 1 publishes about network web did not come to rest while it was"
                + " read; try again\n");
    assertThat(connections("--json").out()).contains("\"isSettled\":false,\"addresses\":[],");
  }

  @Test
  void aTableWithoutMemoryIsNotTouched() throws SystemException {
    GlobalSection one = start(1);
    one.addFlow(FlowKey.TCP, G4, "192.0.2.1", 1_000, 2);
    one.put(GlobalAreaDescriptor.TABLE_RESERVED_OFFSET, 4_096);
    assertThat(connections().out()).doesNotContain("table of node 1");
    assertThat(connections("--json").out()).contains("\"flows\":[]").doesNotContain("\"table\"");
  }

  @Test
  void withoutGlobalNetworksItSaysSo() throws IOException {
    Files.createDirectory(root.resolve("p"));
    assertThat(connections().out()).isEqualTo("partition p: no node is on a global network\n");
  }

  @Test
  void aPartitionThatIsNotThereAndALimitThatIsNoneAreRefused() {
    assertThat(connections().err()).startsWith("smtap: cannot find partition p: there is no ");
    CommandRun run = connections("--limit", "-1");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("smtap: cannot show -1 rows: take a number from 0 on\n");
  }
}
