package dev.smtap.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.CommandRun;
import dev.smtap.cli.GlobalSection;
import dev.smtap.cli.NodesHere;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.SearchCounter;
import dev.smtap.node.AdapterConfig;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import dev.smtap.wire.FlowKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** smtap status and smtap clean over real sections of nodes in this process. */
class StatusTest {
  private NodesHere here;

  @BeforeEach
  void make() throws IOException {
    here = new NodesHere();
  }

  @AfterEach
  void remove() throws IOException {
    here.close();
  }

  private void start(int nodeId, int mtu) throws SystemException {
    here.start(
        nodeId,
        new AdapterConfig(NetworkKind.LOCAL, "sml0", "inside", mtu, 128, Offloads.ALL),
        false);
  }

  private CommandRun smtap(String command, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(command, "--facility", here.root.toString(), "--partition", "p"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private PartitionStatus status() throws SystemException {
    return PartitionReader.read(here.facility());
  }

  @Test
  void showsNodesAdaptersAndRingsWithoutAskingThem() throws SystemException {
    start(1, 1500);
    start(2, 1500);
    Awaitility.await().until(() -> status().nodes().get(1).adapters().get(0).rings().size() == 1);
    String text = smtap("status").out();
    assertThat(text).startsWith("partition p: 2 nodes live, ");
    assertThat(text).containsPattern("(?m)^ +1  up +[0-9]+ ");
    assertThat(text).containsPattern("(?m)^ +2  sml0 +inside +local +\\(own\\) ");
    assertThat(text).containsPattern("(?m)^1 -> 2  inside +up ");
    assertThat(text).containsPattern("(?m)^ +0  inside +ff:ff:ff:ff:ff:ff +[1-9][0-9]*$");
    assertThat(smtap("status", "--json").out())
        .contains("\"castRings\":[{\"ring\":0,\"group\":\"ff:ff:ff:ff:ff:ff\",\"cast\":");
    assertThat(text).doesNotContain("problem");
    assertThat(text.lines().skip(1)).allMatch(line -> line.length() <= 80);
  }

  @Test
  void showsWhatANodeIsOnAGlobalNetwork() throws SystemException {
    try (GlobalSection section = new GlobalSection(here.facility(), 4)) {
      section.put(GlobalAreaDescriptor.STATE_OFFSET, GlobalAreaDescriptor.IS_GLOBAL);
      section.put(GlobalAreaDescriptor.WEIGHT_OFFSET, 3);
      section.put(GlobalAreaDescriptor.LEFT_OUT_OFFSET, 2);
      section.addAddress("10.77.0.1");
      section.addAddress("fd00::1");
      section.addListener(FlowKey.TCP, GlobalSection.IPV4, "", 80);
      section.addFlow(FlowKey.TCP, "10.77.0.1", "192.0.2.1", 1_000, 4);
      section.count(SearchCounter.FOREIGN_END, 5);
      String text = smtap("status").out();
      assertThat(text).containsPattern("(?m)^ +4  smg0 +web +global ");
      assertThat(text)
          .containsPattern(
              "(?m)^ +4  smg0 +yes +3  1 and 2 left out +1  10\\.77\\.0\\.1, fd00::1$");
      assertThat(text).containsPattern("(?m)^node 4 +smg0 +foreign end +5$");
      assertThat(text).doesNotContain("unasked");
      String json = smtap("status", "--json").out();
      assertThat(json)
          .contains("\"network\":\"web\",\"kind\":\"global\"")
          .contains(
              "\"global\":{\"isGlobal\":true,\"isDraining\":false,\"weight\":3,\"isSettled\":true,"
                  + "\"addresses\":[\"10.77.0.1\",\"fd00::1\"],\"offers\":[],\"listeners\":1,"
                  + "\"listenersLeftOut\":2,\"search\":{\"known\":0,\"exact\":0,\"foreignEnd\":5,")
          .contains("\"connections\":{\"flows\":1,\"mostFlows\":4159,\"agedOut\":0,");
      section.put(GlobalAreaDescriptor.STATE_OFFSET, GlobalAreaDescriptor.IS_DRAINING);
      section.put(GlobalAreaDescriptor.SEQUENCE_OFFSET, 1);
      assertThat(smtap("status").out())
          .containsPattern("(?m)^ +4  smg0 +no, draining +3 +0 +1  \\(being changed\\)$");
    }
  }

  @Test
  void showsAllAboutAnAdapter() throws SystemException {
    start(1, 1500);
    start(2, 1500);
    Awaitility.await().until(() -> status().nodes().get(1).adapters().get(0).rings().size() == 1);
    String both = smtap("status", "--adapter", "sml0").out();
    assertThat(both)
        .startsWith("adapter sml0 of node 1 (up), local network inside\n")
        .contains("\nadapter sml0 of node 2 (up), local network inside\n")
        .contains("  offloads    csum,tso4,tso6,tso-ecn,uso4,uso6\n")
        .contains("; it sleeps as soon as its rings are empty\n")
        .containsPattern("(?m)^  small slots 128, memory for \\d+$")
        .containsPattern("(?m)^  rings +1 each way, 64 frames deep; 64 at most$")
        .containsPattern("(?m)^   2  up +\\d+ ")
        .doesNotContain("null");
    assertThat(both.lines()).allMatch(line -> line.length() <= 80);
    assertThat(smtap("status", "--adapter", "sml0", "--node", "2").out())
        .startsWith("adapter sml0 of node 2 ")
        .doesNotContain("of node 1");
    assertThat(smtap("status", "--node", "2", "--json").out())
        .contains("\"id\":2,")
        .doesNotContain("\"id\":1,")
        .contains(
            "\"ringDepth\":64,\"mostPeers\":64,\"spinMicros\":0,\"busyPoll\":false,\"asleep\":")
        .contains("\"offloadsInForce\":\"csum,tso4,tso6,tso-ecn,uso4,uso6\",\"offloadsOff\":{}");
  }

  @Test
  void anAdapterThatIsNotThereIsSaidSo() throws SystemException {
    start(1, 1500);
    CommandRun run = smtap("status", "--adapter", "sml9");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "smtap: cannot show adapter sml9: partition p has none; it has nodes (adapters) 1"
                + " (sml0)\n");
    assertThat(smtap("status", "--node", "7", "--adapter", "sml0").err())
        .startsWith("smtap: cannot show adapter sml0 of node 7: ");
  }

  @Test
  void saysInWordsThatNodesDisagreeAboutTheMtu() throws SystemException {
    start(1, 1500);
    start(2, 9000);
    assertThat(smtap("status").out())
        .contains(
            "problem: the nodes disagree about the MTU of network inside: node 1 has 1500, node 2"
                + " has 9000;");
  }

  @Test
  void jsonHasEverythingOnOneLine() throws SystemException {
    start(1, 1500);
    CommandRun run = smtap("status", "--json");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).hasSize(1);
    assertThat(run.out())
        .startsWith("{\"partition\":\"p\",\"facility\":\"" + here.root + "/p\",\"bytes\":")
        .contains("\"networks\":[{\"index\":0,\"name\":\"inside\",\"kind\":\"local\",")
        .contains("\"nodes\":[{\"id\":1,\"state\":\"up\",\"generation\":")
        .contains("\"interface\":\"sml0\",\"network\":\"inside\",\"kind\":\"local\"")
        .contains("\"sent\":{\"frames\":0,\"bytes\":0,\"cast\":0,\"castBytes\":0,")
        .contains("\"drops\":{\"runt\":0,\"no such node\":0,");
  }

  @Test
  void tellsTheRingsOfOneStartOfANodeFromThoseOfAnother() throws SystemException {
    start(1, 1500);
    start(2, 1500);
    Awaitility.await().until(() -> smtap("status", "--json").out().contains("\"peer\":2,"));
    here.nodes.removeLast().close();
    start(2, 1500);
    String second = generationOf(2);
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(smtap("status", "--json").out())
                .contains("\"peer\":2,\"peerGeneration\":" + second + ",\"state\":\"up\""));
  }

  private String generationOf(int node) {
    String json = smtap("status", "--json").out();
    Matcher found =
        Pattern.compile("\"id\":" + node + ",\"state\":\"up\",\"generation\":(\\d+)").matcher(json);
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  @Test
  void showsStoppedAndDamagedNodesToo() throws IOException {
    start(1, 1500);
    start(2, 1500);
    here.nodes.removeFirst().close();
    Files.writeString(here.root.resolve("p/node-9"), "not a section");
    CommandRun run = smtap("status");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).containsPattern("(?m)^ +1  stopped ");
    assertThat(run.out()).containsPattern("(?m)^ +9  damaged ");
    assertThat(run.out()).contains("problem: node 9 cannot be shown: cannot use " + here.root);
  }

  @Test
  void aPartitionThatIsNotThereIsSaidSo() {
    CommandRun run = smtap("status");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "smtap: cannot find partition p: there is no %s/p; start a node with 'smtap run', or check"
                + " --partition and --facility\n",
            here.root);
  }

  @Test
  void cleanRemovesTheDeadAndLeavesTheLiving() throws IOException {
    start(1, 1500);
    start(2, 1500);
    here.nodes.removeFirst().close();
    assertThat(smtap("clean").out())
        .isEqualTo("removed node 1\nleft alone, because alive: node 2\n");
    assertThat(here.root.resolve("p/node-2")).exists();
    here.nodes.removeFirst().close();
    Files.writeString(here.root.resolve("p/.node-7.new"), "unfinished");
    assertThat(smtap("clean").out()).isEqualTo("removed node 2, partition p\n");
    assertThat(here.root).isEmptyDirectory();
    assertThat(smtap("clean").out())
        .isEqualTo("nothing to remove: there is no " + here.root + "/p\n");
  }

  @Test
  void cleanKeepsWhatIsNotOurs() throws IOException {
    start(1, 1500);
    here.nodes.removeFirst().close();
    Path foreign = Files.writeString(here.root.resolve("p/notes.txt"), "mine");
    assertThat(smtap("clean").out()).isEqualTo("removed node 1\n");
    assertThat(foreign).exists();
  }
}
