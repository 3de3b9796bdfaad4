package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.facility.NetworkKind;
import dev.smtap.global.BalancePolicy;
import dev.smtap.global.BalanceRules;
import dev.smtap.global.GlobalSettings;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configuration file, and errors that name line and key. */
class ConfigFileTest {
  @TempDir private Path directory = Path.of("");

  private ConfigFile read(String... lines) throws IOException {
    Path file = directory.resolve("smtap.toml");
    Files.writeString(file, String.join("\n", lines));
    return ConfigFile.read(file, Path.of("/none")).orElseThrow();
  }

  @Test
  void allThatCanBeSetIsRead() throws IOException {
    ConfigFile file =
        read(
            "partition = 'edge'",
            "facility = '/dev/shm/x'",
            "offloads = 'csum,tso4'",
            "busy-poll = true",
            "spin = 5",
            "mtu = 9000",
            "slots = 512",
            "nodes = 8",
            "multicast-rings = 4",
            "cast-slots = 32",
            "[[node]]",
            "id = 1",
            "netns = 'a'",
            "[[node.local]]",
            "interface = 'sml0'",
            "network = 'inside'",
            "mtu = 65521",
            "[[node]]",
            "[[node.local]]",
            "interface = 'sml0'");
    assertThat(file.settings().partition()).contains("edge");
    assertThat(file.settings().facility()).contains(Path.of("/dev/shm/x"));
    assertThat(file.settings().offloads()).contains(new Offloads(Offloads.CSUM | Offloads.TSO4));
    assertThat(file.settings().dataPath().busyPoll()).isTrue();
    assertThat(file.settings().dataPath().spinNanos()).isEqualTo(5_000);
    assertThat(file.settings().mtu()).contains(9000);
    assertThat(file.settings().slots()).contains(512);
    assertThat(file.settings().limits().nodes()).isEqualTo(8);
    assertThat(file.settings().limits().multicastRings()).isEqualTo(4);
    assertThat(file.settings().limits().castSlots()).isEqualTo(32);
    assertThat(file.nodes())
        .containsExactly(
            new NodeSettings(
                1,
                "a",
                List.of(
                    new AdapterSettings(
                        NetworkKind.LOCAL,
                        "sml0",
                        "inside",
                        OptionalInt.of(65521),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        GlobalSettings.DEFAULT))),
            new NodeSettings(
                0,
                "",
                List.of(
                    new AdapterSettings(
                        NetworkKind.LOCAL,
                        "sml0",
                        "sml0",
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        GlobalSettings.DEFAULT))));
  }

  @Test
  void localNetworksComeFirstAndGlobalOnesHaveFlows() throws IOException {
    ConfigFile file =
        read(
            "[[node]]",
            "[[node.global]]",
            "interface = 'smg0'",
            "network = 'web'",
            "mtu = 9000",
            "slots = 256",
            "flows = 100000",
            "[[node.local]]",
            "interface = 'sml0'",
            "[[node.global]]",
            "interface = 'smg1'");
    List<AdapterSettings> adapters = file.nodes().getFirst().adapters();
    assertThat(adapters)
        .extracting(AdapterSettings::interfaceName)
        .containsExactly("sml0", "smg0", "smg1");
    assertThat(adapters.get(1))
        .isEqualTo(
            new AdapterSettings(
                NetworkKind.GLOBAL,
                "smg0",
                "web",
                OptionalInt.of(9000),
                OptionalInt.of(256),
                OptionalInt.of(100_000),
                GlobalSettings.DEFAULT));
    assertThat(adapters.get(2).flows()).isEmpty();
  }

  @Test
  void aGlobalNetworkSaysHowFlowsAreSpread() throws IOException {
    ConfigFile file =
        read(
            "control = '/run/elsewhere'",
            "[[node]]",
            "[[node.global]]",
            "interface = 'smg0'",
            "balance = 'weighted'",
            "weight = 5",
            "affinity = 60",
            "[[node.global.port]]",
            "port = 80",
            "balance = 'least-flows'",
            "[[node.global.port]]",
            "port = 443",
            "affinity = 0",
            "[[node.global]]",
            "interface = 'smg1'");
    assertThat(file.settings().control()).contains(Path.of("/run/elsewhere"));
    List<AdapterSettings> adapters = file.nodes().getFirst().adapters();
    assertThat(adapters.get(0).global())
        .isEqualTo(
            new GlobalSettings(
                new BalanceRules(
                    rule(BalancePolicy.WEIGHTED, 60),
                    Map.of(
                        80, rule(BalancePolicy.LEAST_FLOWS, 60),
                        443, rule(BalancePolicy.WEIGHTED, 0))),
                5));
    assertThat(adapters.get(1).global()).isEqualTo(GlobalSettings.DEFAULT);
  }

  private static BalanceRules.Rule rule(BalancePolicy policy, int seconds) {
    return new BalanceRules.Rule(policy, Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "balance = 'fair' | line 5, key 'balance': 'fair' is not known; write round-robin, weighted",
        "balance = 1 | line 5, key 'balance': it is a whole number; write a text in quotes",
        "weight = 256 | line 5, key 'weight': 256 is out of range; write 1 to 255",
        "affinity = -1 | line 5, key 'affinity': -1 is out of range; write 0 to 2160000 seconds",
        "port = 80 | line 5, key 'port': it is a whole number; write tables as [[node.global.port]]",
        "[[node.global.port]] | [node.global.port] has no port; add port = 1 to 65535",
        "port = [{port = 0}] | line 5, key 'port': 0 is out of range; write 1 to 65535",
        "port = [{port = 80}, {port = 80}] | line 5, key 'port': it is there twice",
        "port = [{port = 80, mtu = 1}] | line 5, key 'mtu': there is no such key",
      })
  void whatIsWrongAboutTheSpreadingIsNamed(String line, String why) {
    assertThatThrownBy(() -> read("", "[[node]]", "[[node.global]]", "interface = 'smg0'", line))
        .hasMessageContaining("smtap.toml: " + why);
  }

  @Test
  void aLocalNetworkSpreadsNoFlows() {
    assertThatThrownBy(() -> read("[[node]]", "[[node.local]]", "interface = 'sml0'", "weight = 2"))
        .hasMessageContaining("line 4, key 'weight': a local network spreads no flows; move it to");
  }

  @Test
  void aLocalNetworkHasNoFlows() {
    assertThatThrownBy(
            () -> read("[[node]]", "[[node.local]]", "interface = 'sml0'", "flows = 5000"))
        .hasMessageEndingWith(
            "smtap.toml: line 4, key 'flows': a local network has no connection table; move it to"
                + " [[node.global]], or take it away");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "partiton = 'x' | line 2, key 'partiton': there is no such key; known here are busy-poll,",
        "mtu = 'big' | line 2, key 'mtu': it is a text; write a whole number",
        "mtu = 3000000000 | line 2, key 'mtu': 3000000000 is too large; write a smaller number",
        "busy-poll = 1 | line 2, key 'busy-poll': it is a whole number; write true or false",
        "partition = true | line 2, key 'partition': it is true or false; write a text in quotes",
        "offloads = 'all' | line 2, key 'offloads': 'all' is not known; write",
        "node = 3 | line 2, key 'node': it is a whole number; write tables as [[node]]",
        "node = [1] | line 2, key 'node': it is not an array of tables; write tables as [[node]]",
        "[[node.global]] | line 2, key 'node': it is a table; write tables as [[node]]",
        "[[node.local]] | line 2, key 'node': it is a table; write tables as [[node]]",
        "mtu = = 3 | line 2:",
      })
  void whatIsWrongIsNamedByLineAndKey(String line, String why) {
    assertThatThrownBy(() -> read("# a comment", line))
        .isInstanceOf(SystemException.class)
        .hasMessageContaining("smtap.toml: " + why)
        .hasMessageStartingWith("cannot use configuration file ");
  }

  @Test
  void anInterfaceNeedsAName() {
    assertThatThrownBy(() -> read("[[node]]", "[[node.local]]", "mtu = 1500"))
        .hasMessageContaining("[node.local] has no interface; add interface = \"...\"");
    assertThatThrownBy(() -> read("[[node]]", "[[node.global]]", "flows = 5000"))
        .hasMessageContaining("[node.global] has no interface; add interface = \"...\"");
  }

  @Test
  void aFileThatIsNamedMustBeThereAndBeText() throws IOException {
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> ConfigFile.read(none, none))
        .hasMessage(
            "cannot use configuration file %s: there is no such file; check --config", none);
    Path binary = Files.write(directory.resolve("binary"), new byte[] {'a', (byte) 0xff});
    assertThatThrownBy(() -> ConfigFile.read(binary, none))
        .hasMessageEndingWith("it is not text in UTF-8; write it as UTF-8");
    assertThat(ConfigFile.read(null, none)).isEmpty();
  }
}
