package dev.smtap.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.NetworkKind;
import dev.smtap.global.BalancePolicy;
import dev.smtap.global.BalanceRules;
import dev.smtap.global.GlobalSettings;
import dev.smtap.local.AdapterSettings;
import dev.smtap.node.AdapterConfig;
import dev.smtap.node.NodeConfig;
import dev.smtap.tap.Offloads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What can be changed while a node runs, and what is refused by which words. */
class DifferenceTest {
  private static final GlobalSettings OTHER =
      GlobalSettings.DEFAULT.withBalance(
          BalanceRules.DEFAULT.withUsual(
              new BalanceRules.Rule(BalancePolicy.WEIGHTED, Duration.ofSeconds(60))),
          5);
  private static final AdapterConfig LOCAL =
      new AdapterConfig(NetworkKind.LOCAL, "sml0", "inside", 9000, 512, Offloads.ALL);
  private static final AdapterConfig GLOBAL =
      new AdapterConfig(NetworkKind.GLOBAL, "smg0", "web", 9000, 512, Offloads.ALL);

  private static NodeConfig node(AdapterConfig... adapters) {
    return node(NodeConfig.Limits.DEFAULT, AdapterSettings.DEFAULT, adapters);
  }

  private static NodeConfig node(
      NodeConfig.Limits limits, AdapterSettings settings, AdapterConfig... adapters) {
    return new NodeConfig(
        Path.of("/dev/shm/smtap"),
        "p",
        1,
        "",
        List.of(adapters),
        limits,
        settings,
        Optional.of(Path.of("/run/smtap")));
  }

  @Test
  void theSameIsNoDifference() {
    Difference none = Difference.between(node(LOCAL, GLOBAL), node(LOCAL, GLOBAL));
    assertThat(none.settings()).isEmpty();
    assertThat(none.refusals()).isEmpty();
  }

  @Test
  void theSpreadingOfFlowsIsChanged() {
    NodeConfig now = node(LOCAL, GLOBAL);
    Difference other = Difference.between(now, node(LOCAL, GLOBAL.with(OTHER)));
    assertThat(other.refusals()).isEmpty();
    assertThat(other.settings()).containsEntry("web", OTHER).hasSize(1);
    NodeConfig applied = other.applied(now);
    assertThat(applied.adapters()).containsExactly(LOCAL, GLOBAL.with(OTHER));
  }

  @Test
  void theRestIsRefusedByKeyAndStaysInForce() {
    AdapterConfig changed =
        new AdapterConfig(NetworkKind.LOCAL, "sml1", "inside", 1500, 64, Offloads.NONE);
    NodeConfig now = node(LOCAL, GLOBAL);
    Difference other =
        Difference.between(
            now,
            node(
                new NodeConfig.Limits(8, 4, 32, 0),
                new AdapterSettings(77_000_000, true, 1),
                changed));
    assertThat(other.refusals())
        .contains(
            "key 'mtu' of sml0 of node 1 stays 9000: to make it 1500, restart the service",
            "interface smg0 of node 1 stays: to take it away, restart the service")
        .allMatch(each -> each.endsWith("restart the service"))
        .extracting(each -> each.split("'", -1).length > 1 ? each.split("'", -1)[1] : "-")
        .containsExactly(
            "nodes",
            "cast-slots",
            "multicast-rings",
            "busy-poll",
            "spin",
            "interface",
            "mtu",
            "slots",
            "offloads",
            "-");
    assertThat(other.applied(now)).isEqualTo(now);
  }

  @Test
  void aNewInterfaceIsRefused() {
    assertThat(Difference.between(node(LOCAL), node(LOCAL, GLOBAL)).refusals())
        .containsExactly(
            "interface smg0 of node 1 is not there yet: to have it, restart the service");
  }
}
