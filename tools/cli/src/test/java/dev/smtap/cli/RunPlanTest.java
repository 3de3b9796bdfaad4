package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.snmp.SnmpConfig;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.NetworkKind;
import dev.smtap.node.AdapterConfig;
import dev.smtap.posix.SystemException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What flags and the configuration file make of a node. */
class RunPlanTest {
  private static final Settings NOTHING =
      new Settings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          SnmpConfig.NONE,
          Optional.of(9000),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static List<AdapterConfig> adapters(AdapterSettings... settings) throws SystemException {
    RunPlan.Flags flags = new RunPlan.Flags(Optional.empty(), Optional.empty(), List.of(settings));
    return new RunPlan(NOTHING).of(RunPlan.choose(flags, List.of())).getFirst().adapters();
  }

  @Test
  void aNodeMayHaveGlobalNetworksOnly() throws SystemException {
    List<AdapterConfig> adapters =
        adapters(
            Adapters.parse(NetworkKind.GLOBAL, "smg0"),
            Adapters.parse(NetworkKind.GLOBAL, "smg1,flows=4096,mtu=1500"));
    assertThat(adapters).extracting(AdapterConfig::kind).containsOnly(NetworkKind.GLOBAL);
    assertThat(adapters)
        .extracting(AdapterConfig::flows)
        .containsExactly(GlobalAreaDescriptor.DEFAULT_FLOWS, 4096);
    assertThat(adapters).extracting(AdapterConfig::mtu).containsExactly(9000, 1500);
  }

  @Test
  void aLocalNetworkHasNoFlows() throws SystemException {
    List<AdapterConfig> adapters =
        adapters(
            Adapters.parse(NetworkKind.LOCAL, "sml0"), Adapters.parse(NetworkKind.GLOBAL, "smg0"));
    assertThat(adapters)
        .extracting(AdapterConfig::kind)
        .containsExactly(NetworkKind.LOCAL, NetworkKind.GLOBAL);
    assertThat(adapters.getFirst().flows()).isZero();
  }
}
