package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.facility.NetworkKind;
import dev.smtap.global.BalancePolicy;
import dev.smtap.global.BalanceRules;
import dev.smtap.global.GlobalSettings;
import dev.smtap.global.PortSharing;
import dev.smtap.global.Refusal;
import dev.smtap.posix.SystemException;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands behind --local and --global. */
class AdaptersTest {
  @Test
  void aNetworkIsCalledLikeItsInterface() throws Exception {
    assertThat(Adapters.parse(NetworkKind.LOCAL, "sml0"))
        .isEqualTo(
            new AdapterSettings(
                NetworkKind.LOCAL,
                "sml0",
                "sml0",
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                GlobalSettings.DEFAULT));
  }

  @Test
  void settingsFollowInAnyOrder() throws Exception {
    assertThat(Adapters.parse(NetworkKind.LOCAL, "sml0,slots=256,network=inside,mtu=9000"))
        .isEqualTo(
            new AdapterSettings(
                NetworkKind.LOCAL,
                "sml0",
                "inside",
                OptionalInt.of(9000),
                OptionalInt.of(256),
                OptionalInt.empty(),
                GlobalSettings.DEFAULT));
  }

  @Test
  void aGlobalNetworkHasFlowsToo() throws Exception {
    assertThat(Adapters.parse(NetworkKind.GLOBAL, "smg0,flows=100000,network=web,slots=256"))
        .isEqualTo(
            new AdapterSettings(
                NetworkKind.GLOBAL,
                "smg0",
                "web",
                OptionalInt.empty(),
                OptionalInt.of(256),
                OptionalInt.of(100_000),
                GlobalSettings.DEFAULT));
  }

  @Test
  void howFlowsAreSpreadCanBeSaid() throws Exception {
    AdapterSettings settings =
        Adapters.parse(NetworkKind.GLOBAL, "smg0,weight=3,balance=weighted,affinity=60,ports=on");
    assertThat(settings.global().ports()).isEqualTo(PortSharing.ON);
    assertThat(settings.global().weight()).isEqualTo(3);
    assertThat(settings.global().rules().usual())
        .isEqualTo(new BalanceRules.Rule(BalancePolicy.WEIGHTED, Duration.ofSeconds(60)));
    assertThat(settings.global().refusal()).isEqualTo(Refusal.PARTITION);
    assertThat(Adapters.parse(NetworkKind.GLOBAL, "smg0,refuse=all").global().refusal())
        .isEqualTo(Refusal.ALL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "sml0,mtu | 'mtu' has no value",
        "sml0,mtu= | 'mtu' has no value",
        "sml0,mtu=big | mtu is 'big', which is not a number",
        "sml0,mtu=99999999999 | mtu is '99999999999', which is not a number",
        "sml0,mtu=1500,mtu=9000 | 'mtu' is given twice",
        "sml0,colour=red | there is no setting 'colour'",
        "sml0, | there is no setting ''",
        "sml0,flows=5000 | 'flows' is for --global: a local network has no connection table",
        "sml0,weight=2 | 'weight' is for --global: a local network spreads no flows",
        "sml0,ports=on | 'ports' is for --global: on a local network each node has addresses of its own",
        "sml0,refuse=all | 'refuse' is for --global: on a local network the node itself refuses",
      })
  void whatIsWrongIsNamed(String text, String why) {
    assertThatThrownBy(() -> Adapters.parse(NetworkKind.LOCAL, text))
        .isInstanceOf(SystemException.class)
        .hasMessage(
            "cannot use adapter '%s': %s; write IFNAME[,network=NAME][,mtu=N][,slots=N]",
            text, why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "smg0,flows | 'flows' has no value",
        "smg0,flows=many | flows is 'many', which is not a number",
        "smg0,flow=5000 | there is no setting 'flow'",
        "smg0,balance=fair | balance is not round-robin, weighted or least-flows",
        "smg0,affinity=-1 | affinity is not 0 to 2160000",
        "smg0,weight=0 | weight is not 1 to 255",
        "smg0,ports=yes | ports is not off, on or host",
        "smg0,refuse=yes | refuse is not partition, all or none",
      })
  void whatIsWrongOfAGlobalNetworkIsNamed(String text, String why) {
    assertThatThrownBy(() -> Adapters.parse(NetworkKind.GLOBAL, text))
        .isInstanceOf(SystemException.class)
        .hasMessage(
            "cannot use adapter '%s': %s; write IFNAME[,network=NAME][,mtu=N][,slots=N][,flows=N]"
                + "[,balance=POLICY][,affinity=SECONDS][,weight=N][,ports=off|on|host]"
                + "[,refuse=partition|all|none]",
            text, why);
  }
}
