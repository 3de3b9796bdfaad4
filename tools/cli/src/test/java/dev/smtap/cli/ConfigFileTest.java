package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.facility.NetworkKind;
import dev.smtap.global.BalancePolicy;
import dev.smtap.global.BalanceRules;
import dev.smtap.global.FlowTimeouts;
import dev.smtap.global.GlobalSettings;
import dev.smtap.global.PortSharing;
import dev.smtap.global.Refusal;
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
  void metricsAreServedWhereItSays() throws IOException {
    assertThat(read("metrics = 'unix:/run/smtap/metrics.sock'").settings().metrics())
        .hasToString("Optional[unix:/run/smtap/metrics.sock]");
    assertThatThrownBy(() -> read("partition = 'p'", "metrics = '0.0.0.0:9471'"))
        .hasMessageContaining(
            "line 2, key 'metrics': '0.0.0.0:9471' is not known; write unix:PATH|127.0.0.1");
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
            "ports = 'host'",
            "refuse = 'none'",
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
            GlobalSettings.DEFAULT
                .withBalance(
                    new BalanceRules(
                        rule(BalancePolicy.WEIGHTED, 60),
                        Map.of(
                            80, rule(BalancePolicy.LEAST_FLOWS, 60),
                            443, rule(BalancePolicy.WEIGHTED, 0))),
                    5)
                .withPorts(PortSharing.HOST)
                .withRefusal(Refusal.NONE));
    assertThat(adapters.get(1).global()).isEqualTo(GlobalSettings.DEFAULT);
  }

  @Test
  void aGlobalNetworkSaysHowLongFlowsAreKept() throws IOException {
    ConfigFile file =
        read(
            "[[node]]",
            "[[node.global]]",
            "interface = 'smg0'",
            "[node.global.timeouts]",
            "tcp-opening = 1",
            "tcp-established = 2160000",
            "tcp-closing = 3",
            "first-datagram = 4",
            "datagrams = 5",
            "[[node.global]]",
            "interface = 'smg1'",
            "[node.global.timeouts]",
            "datagrams = 600",
            "[[node.global]]",
            "interface = 'smg2'");
    List<AdapterSettings> adapters = file.nodes().getFirst().adapters();
    FlowTimeouts usual = FlowTimeouts.DEFAULT;
    assertThat(adapters)
        .extracting(each -> each.global().timeouts())
        .containsExactly(
            timeouts(1, FlowTimeouts.LONGEST.toSeconds(), 3, 4, 5),
            timeouts(
                usual.opening().toSeconds(),
                usual.established().toSeconds(),
                usual.closing().toSeconds(),
                usual.firstDatagram().toSeconds(),
                600),
            usual);
  }

  private static FlowTimeouts timeouts(
      long opening, long established, long closing, long first, long datagrams) {
    return new FlowTimeouts(
        Duration.ofSeconds(opening),
        Duration.ofSeconds(established),
        Duration.ofSeconds(closing),
        Duration.ofSeconds(first),
        Duration.ofSeconds(datagrams));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "timeouts = 5 | key 'timeouts': it is a whole number; write a table as [node.global.timeouts]",
        "timeouts = {udp = 5} | key 'udp': there is no such key; known here are datagrams, first-",
        "timeouts = {datagrams = 0} | key 'datagrams': 0 is out of range; write 1 to 2160000 seconds",
        "timeouts = {datagrams = 2160001} | key 'datagrams': 2160001 is out of range; write 1 to",
        "timeouts = {tcp-closing = '5'} | key 'tcp-closing': it is a text; write a whole number",
      })
  void whatIsWrongAboutTimeoutsIsNamed(String line, String why) {
    assertThatThrownBy(() -> read("", "[[node]]", "[[node.global]]", "interface = 'smg0'", line))
        .hasMessageContaining("smtap.toml: line 5, " + why);
    assertThatThrownBy(() -> read("[[node]]", "[[node.local]]", "interface = 'sml0'", line))
        .hasMessageContaining("line 4, key 'timeouts': a local network has no connection table");
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
        "ports = 'yes' | line 5, key 'ports': 'yes' is not known; write off, on or host",
        "weight = 256 | line 5, key 'weight': 256 is out of range; take 1 to 255",
        "affinity = -1 | line 5, key 'affinity': -1 is out of range; take 0 to 2160000",
        "port = 80 | line 5, key 'port': it is a whole number; write tables as [[node.global.port]]",
        "[[node.global.port]] | line 5: [node.global.port] has no port; add port = 1 to 65535",
        "port = [{port = 0}] | line 5, key 'port': 0 is out of range; take 1 to 65535",
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
        .hasMessageContaining("line 2: [node.local] has no interface; add interface = \"...\"");
    assertThatThrownBy(() -> read("[[node]]", "[[node.global]]", "flows = 5000"))
        .hasMessageContaining("line 2: [node.global] has no interface; add interface = \"...\"");
  }

  @Test
  void everythingThatIsWrongIsFoundAtOnce() throws IOException {
    Path file = directory.resolve("smtap.toml");
    Files.writeString(
        file,
        """
        partition = "a b"
        mtu = 100
        spin = -1
        facility = "shm"
        [[node]]
        id = 7
        colour = "red"
        [[node.local]]
        interface = "a/b"
        [[node.local]]
        interface = "sml1"
        network = "one"
        [[node.global]]
        interface = "sml1"
        network = "one"
        weight = 0
        affinity = "long"
        [[node]]
        id = 7
        """);
    assertThat(ConfigFile.check(file))
        .extracting(ConfigError::toString)
        .containsExactly(
            "line 1, key 'partition': 'a b' is not a name for a partition; take letters, digits,"
                + " '.', '_' and '-', 32 at most",
            "line 2, key 'mtu': 100 is out of range; take 1490 to 65521",
            "line 3, key 'spin': -1 is out of range; take 0 to 1000000",
            "line 4, key 'facility': 'shm' is not an absolute path; write the path of a directory"
                + " from /",
            "line 7, key 'colour': there is no such key; known here are global, id, local, netns",
            "line 9, key 'interface': 'a/b' is not a name for an interface; take 1 to 15 bytes"
                + " without blanks, '/', ':' and '%'",
            "line 14, key 'interface': line 11 has the same one; choose another one",
            "line 15, key 'network': this node is on network 'one' already; give each network one"
                + " interface of its own",
            "line 15, key 'network': network 'one' is a local one further up; give one of the two"
                + " another name",
            "line 16, key 'weight': 0 is out of range; take 1 to 255",
            "line 17, key 'affinity': it is a text; write a whole number",
            "line 18: [node] has no interface; add [[node.local]] or [[node.global]] with interface"
                + " = \"...\"",
            "line 19, key 'id': line 6 has the same one; choose another one");
    assertThatThrownBy(() -> ConfigFile.read(file, file))
        .hasMessageEndingWith("32 at most ('smtap config check --config %s' shows 12 more)", file);
  }

  @Test
  void everyLineThatIsNoTomlIsNamed() throws IOException {
    Path file = directory.resolve("smtap.toml");
    Files.writeString(file, "mtu = = 3\nslots = 5\n[[node\n");
    assertThat(ConfigFile.check(file)).extracting(ConfigError::line).containsExactly(1, 3);
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
    // Or it would be read for ever.
    Path endless = Path.of("/dev/zero");
    assertThatThrownBy(() -> ConfigFile.read(endless, none))
        .hasMessage(
            "cannot use configuration file /dev/zero: it has more than 1 MB; check --config");
    assertThat(ConfigFile.read(Path.of("/dev/null"), none)).isPresent();
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws IOException {
    assertThat(read("\ufeffmtu = 1500").settings().mtu()).contains(1500);
  }
}
