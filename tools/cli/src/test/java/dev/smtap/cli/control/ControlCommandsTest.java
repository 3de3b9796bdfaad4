package dev.smtap.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.CommandRun;
import dev.smtap.cli.GlobalSection;
import dev.smtap.cli.NodesHere;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.NodeView;
import dev.smtap.node.AdapterConfig;
import dev.smtap.node.ControlFiles;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.UnixSocket;
import dev.smtap.tap.Offloads;
import dev.smtap.wire.FlowKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** smtap drain, undrain and balance with real nodes in this process. */
class ControlCommandsTest {
  private NodesHere here;

  @BeforeEach
  void make() throws IOException {
    here = new NodesHere();
  }

  @AfterEach
  void remove() throws IOException {
    here.close();
  }

  private void start(int nodeId, NetworkKind kind, String network) throws SystemException {
    here.start(nodeId, new AdapterConfig(kind, "sm0", network, 1500, 128, Offloads.NONE), true);
  }

  private void startThree() throws SystemException {
    for (int id = 1; id <= 3; id++) {
      start(id, NetworkKind.GLOBAL, "web");
    }
  }

  private CommandRun smtap(String words) {
    List<String> arguments = new ArrayList<>(List.of(words.split(" ", -1)));
    arguments.addAll(List.of("--facility", here.root.toString(), "--partition", "p"));
    arguments.addAll(List.of("--control", here.root.toString()));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private String ok(String words) {
    CommandRun run = smtap(words);
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.err()).isEmpty();
    return run.out();
  }

  private void fails(String words, String sentence) {
    CommandRun run = smtap(words);
    assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
    assertThat(run.err()).startsWith("smtap: " + sentence).hasLineCount(1);
  }

  @Test
  void aNodeIsDrainedAndUndrained() throws SystemException {
    startThree();
    assertThat(ok("drain 2"))
        .startsWith("node 2 gets no new flows of network web: no flow is left\n")
        .contains("nobody else takes flows of network web: new ones are refused");
    assertThat(ok("balance")).containsPattern("(?m)^ +2  web +1  no, draining  ");
    assertThat(ok("drain 2 --network web --wait")).endsWith("node 2 has no flows any more\n");
    assertThat(ok("undrain 2")).isEqualTo("node 2 gets new flows of network web again\n");
    assertThat(ok("balance")).doesNotContain("draining");
  }

  @Test
  void flowsLeftAreCountedInTheTablesOfAll() throws SystemException {
    start(1, NetworkKind.GLOBAL, "web");
    long generation = generation(1);
    try (GlobalSection ingress = new GlobalSection(here.facility(), 4);
        GlobalSection other = new GlobalSection(here.facility(), 5)) {
      ingress.put(GlobalAreaDescriptor.STATE_OFFSET, GlobalAreaDescriptor.IS_GLOBAL);
      ingress.addFlow(FlowKey.TCP, "10.77.0.1", "192.0.2.1", 1_000, 1, generation);
      ingress.addFlow(FlowKey.UDP, "10.77.0.1", "192.0.2.1", 1_000, 1, generation);
      // Of another node, and of a former life.
      ingress.addFlow(FlowKey.TCP, "10.77.0.1", "192.0.2.1", 1_001, 4, generation);
      ingress.addFlow(FlowKey.TCP, "10.77.0.1", "192.0.2.1", 1_002, 1, generation - 1);
      other.addFlow(FlowKey.TCP, "10.77.0.1", "192.0.2.2", 1_000, 1, generation);
      assertThat(ok("drain 1"))
          .isEqualTo("node 1 gets no new flows of network web: 3 flows are left\n");
      long start = System.nanoTime();
      fails(
          "drain 1 --wait=1",
          "cannot wait for node 1: 3 flows are left after 1 s; it stays drained: wait again, or"
              + " 'smtap undrain 1'");
      assertThat(System.nanoTime() - start).isBetween(1_000_000_000L, 5_000_000_000L);
    }
  }

  private long generation(int nodeId) throws SystemException {
    try (NodeView view = NodeView.open(here.facility(), nodeId)) {
      return view.generation();
    }
  }

  @Test
  void rulesAreSetOnAllNodesAndWeightsOnTheirs() throws SystemException {
    startThree();
    assertThat(ok("balance weighted --weight 2=3 --weight 3=255"))
        .isEqualTo("network web: set on nodes 1, 2, 3\n");
    assertThat(ok("balance --port 80 --affinity 60"))
        .isEqualTo("network web: set on nodes 1, 2, 3\n");
    assertThat(ok("balance --weight 1=9")).isEqualTo("network web: set on node 1\n");
    assertThat(ok("balance"))
        .containsPattern("(?m)^ +1  web +9  yes +\\* +weighted +-$")
        .containsPattern("(?m)^ +1  web +9  yes +80 +weighted +60$")
        .containsPattern("(?m)^ +2  web +3  yes +\\* +weighted +-$")
        .containsPattern("(?m)^ +3  web +255  yes +80 +weighted +60$")
        .doesNotContain("differently");
    assertThat(ok("balance --json"))
        .startsWith(
            "{\"partition\":\"p\",\"nodes\":[{\"id\":1,\"network\":\"web\",\"weight\":9,"
                + "\"isDraining\":false,\"usual\":{\"policy\":\"weighted\",\"affinitySeconds\":0},"
                + "\"ports\":[{\"port\":80,\"policy\":\"weighted\",\"affinitySeconds\":60}]},"
                + "{\"id\":2,")
        .endsWith("\"problems\":[]}\n");
    ok("balance --port 80 --affinity off least-flows");
    assertThat(ok("balance")).containsPattern("(?m)^ +1  web +9  yes +80 +least-flows +-$");
    ok("balance --port 80 usual");
    assertThat(ok("balance")).doesNotContain(" 80 ");
  }

  @Test
  void aNodeThatStartedLaterIsSeenToDiffer() throws SystemException {
    start(1, NetworkKind.GLOBAL, "web");
    ok("balance least-flows");
    start(2, NetworkKind.GLOBAL, "web");
    assertThat(ok("balance")).contains("nodes spread flows of network web differently");
  }

  @Test
  void whoCannotBeReachedIsSaidAndTheOthersAreSet() throws SystemException, IOException {
    startThree();
    ControlFiles files = new ControlFiles(here.root, "p");
    Files.delete(files.socket(2));
    fails("drain 2", "cannot drain node 2: it does not listen on " + files.socket(2) + "; check");
    CommandRun run = smtap("balance weighted");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("smtap: cannot balance node 2: it does not listen on ");
    assertThat(run.out()).isEqualTo("network web: set on nodes 1, 3\n");
    CommandRun shown = smtap("balance");
    assertThat(shown.exitCode()).isEqualTo(1);
    assertThat(shown.out()).contains("problem: cannot ask node 2: it does not listen on ");
    // A killed node's socket, and one that says nothing.
    try (UnixSocket silent = UnixSocket.open()) {
      silent.bind(files.socket(2));
      fails("drain 2", "cannot drain node 2: nobody listens on " + files.socket(2));
      silent.listen(1);
      fails(
          "drain 2", "cannot drain node 2: it did not answer within 5 s; see with 'smtap status'");
    }
  }

  @Test
  void whatThereIsNotIsSaid() throws SystemException {
    start(1, NetworkKind.GLOBAL, "web");
    start(2, NetworkKind.LOCAL, "inside");
    start(3, NetworkKind.GLOBAL, "web");
    here.nodes.getLast().close();
    String directory = here.root.resolve("p").toString();
    fails(
        "drain 9", "cannot drain node 9: there is none in " + directory + "; 'smtap status' shows");
    fails("undrain 2", "cannot undrain node 2: it is on no global network; 'smtap connections'");
    fails("drain 3", "cannot drain node 3: it does not run; 'smtap status' shows those that do");
    fails(
        "drain 1 --network db",
        "cannot drain node 1: it is not on global network db; it is on web");
    fails("balance weighted --weight 9=2", "cannot balance node 9: there is none in");
    fails(
        "balance weighted --network db",
        "cannot balance global network db: no running node of partition p is on it;"
            + " there is web");
    // What was refused has changed nothing.
    assertThat(ok("balance")).contains("round-robin").doesNotContain("weighted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "drain | Missing required parameter: 'NODE'",
        "drain two | Invalid value for positional parameter at index 0 (NODE): 'two' is not an int",
        "drain 1 --wait=-5 | cannot wait for -5 s: take a number from 0 on",
        "balance fair | cannot use policy 'fair': there is none; take round-robin, weighted or",
        "balance usual | cannot use policy 'usual': it lets a port have no rule of its own any more;",
        "balance --port 0 weighted | cannot use port 0: it is out of range; take 1 to 65535",
        "balance --port 80 | cannot use port 80: it is not said what is to be changed there;",
        "balance --affinity 0 | cannot use affinity '0': it is no number of seconds; take 1 to",
        "balance --affinity soon | cannot use affinity 'soon': it is no number of seconds; take 1",
        "balance --weight 3 | cannot use weight '3': it is not a node's ID and its weight; write",
        "balance --weight 1=256 | cannot use weight '1=256': it is not a node's ID and its weight;",
        "balance --weight 1=2 --weight 1=3 | cannot use weight '1=3': the node has one already;",
        "balance --json weighted | cannot use --json: it shows, and something is to be changed;",
      })
  void wrongUsageIsOneSentenceAndExitCode2(String arguments, String sentence) {
    CommandRun run = smtap(arguments);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("smtap: " + sentence).doesNotContain("\tat ");
    assertThat(here.root).isEmptyDirectory();
  }

  @Test
  void cleaningRemovesTheSocketsOfKilledNodes() throws SystemException {
    start(1, NetworkKind.GLOBAL, "web");
    Path killed = new ControlFiles(here.root, "p").socket(8);
    try (UnixSocket socket = UnixSocket.open()) {
      socket.bind(killed);
      socket.listen(1);
    }
    assertThat(smtap("clean").out()).contains("removed " + killed);
    assertThat(killed).doesNotExist();
    assertThat(ok("balance")).contains("web");
  }
}
