package dev.smtap.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.status.AdapterStatus;
import dev.smtap.cli.status.DataPath;
import dev.smtap.cli.status.NodeStatus;
import dev.smtap.cli.status.OffloadStatus;
import dev.smtap.cli.status.State;
import dev.smtap.cli.status.Tally;
import dev.smtap.tap.Offloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the checks of nodes and their networks make of a partition. */
class NodeChecksTest {
  private static final Tally NOTHING = new Tally(Map.of(), Map.of());

  private static NodeStatus node(int id, State state, int mtu, String link) {
    return node(id, 100 + id, state, "sml0", mtu, link);
  }

  private static NodeStatus node(
      int id, int process, State state, String name, int mtu, String link) {
    AdapterStatus.Link interfaceState =
        new AdapterStatus.Link(name, "inside", "local", link, "n" + id, 2, mtu, "", true, "off", 0);
    AdapterStatus adapter =
        new AdapterStatus(
            interfaceState,
            new DataPath(true, 256, 64, 0, false, true, new OffloadStatus(Offloads.NONE, Map.of())),
            new AdapterStatus.Pools(1, 1, 1, 1, 1),
            NOTHING,
            NOTHING,
            NOTHING,
            NOTHING,
            List.of(),
            Optional.empty());
    return new NodeStatus(
        id, state, 1, process, 0, 5_000_000_000L, 0, 1 << 20, "", List.of(adapter));
  }

  private static List<Finding> nodes(State state, String link) {
    return NodeCheck.judge(List.of(node(1, state, 1500, link)), "smtap clean");
  }

  @Test
  void nodesThatLiveOrEndedInOrderAreWell() {
    assertThat(nodes(State.UP, "present")).isEmpty();
    assertThat(nodes(State.STOPPED, "gone")).isEmpty();
  }

  @Test
  void aHungNodeMayGoOn() {
    assertThat(nodes(State.HUNG, "present"))
        .singleElement()
        .matches(each -> each.commands().equals(List.of("kill -CONT 101")))
        .matches(each -> each.wrong().contains("for 5 s"));
  }

  /** kill -CONT -1 would be for every process there is. */
  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aNumberThatIsNoProcessIsNotKilled(int process) {
    NodeStatus node = node(1, process, State.HUNG, "sml0", 1500, "present");
    assertThat(NodeCheck.judge(List.of(node), "smtap clean"))
        .singleElement()
        .matches(each -> each.commands().isEmpty() && !each.advice().contains("kill"));
  }

  @Test
  void aDeadNodeIsCleanedUp() {
    assertThat(nodes(State.DEAD, "present"))
        .singleElement()
        .matches(each -> each.commands().equals(List.of("smtap clean")))
        .matches(each -> each.causes().contains("1.0 MB"));
  }

  @Test
  void aDamagedNodeSaysWhy() {
    NodeStatus damaged = NodeStatus.damaged(3, "cannot use it: it was truncated");
    assertThat(NodeCheck.judge(List.of(damaged), "smtap clean"))
        .singleElement()
        .matches(each -> each.where().equals("node 3") && each.wrong().contains("truncated"));
  }

  @Test
  void anInterfaceThatWasDeleted() {
    assertThat(nodes(State.UP, "gone"))
        .singleElement()
        .matches(each -> each.wrong().contains("sml0 was deleted"));
  }

  private static List<Finding> mtus(int... mtus) {
    List<NodeStatus> nodes = new ArrayList<>();
    for (int mtu : mtus) {
      nodes.add(node(nodes.size() + 1, State.UP, mtu, "present"));
    }
    return MtuCheck.judge(nodes, new Whereabouts());
  }

  @Test
  void allWithTheSameMtuAreWell() {
    assertThat(mtus(1500, 1500)).isEmpty();
  }

  @Test
  void theMtuThatMostHaveIsProposed() {
    assertThat(mtus(9000, 1500, 9000))
        .singleElement()
        .matches(each -> each.commands().equals(List.of("ip link set dev sml0 mtu 9000")))
        .matches(each -> each.where().equals("network inside"))
        .matches(each -> each.wrong().contains("node 2 has 1500"));
  }

  @Test
  void whatAnInterfaceIsCalledDoesNothing() {
    List<NodeStatus> nodes =
        List.of(
            node(1, 1, State.UP, "$(reboot)", 9000, "present"),
            node(2, 2, State.UP, "sml0", 1500, "present"));
    assertThat(MtuCheck.judge(nodes, new Whereabouts()).getFirst().commands())
        .containsExactly("ip link set dev '$(reboot)' mtu 1500");
  }

  @Test
  void whereNoneHasTheMostTheLowestIsProposed() {
    assertThat(mtus(9000, 1500).getFirst().commands())
        .containsExactly("ip link set dev sml0 mtu 1500");
  }

  @Test
  void theDeadDoNotCount() {
    assertThat(
            MtuCheck.judge(
                List.of(node(1, State.UP, 1500, "present"), node(2, State.DEAD, 9000, "present")),
                new Whereabouts()))
        .isEmpty();
  }
}
