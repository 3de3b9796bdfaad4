package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.cli.snmp.SnmpAddress;
import dev.smtap.cli.snmp.SnmpConfig;
import dev.smtap.cli.snmp.SnmpTrap;
import dev.smtap.cli.snmp.SnmpUser;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the configuration file and the flag say about the SNMP agent. */
class SnmpTableTest {
  private static final SnmpUser MONITOR =
      new SnmpUser("monitor", SnmpUser.Auth.SHA_256, SnmpUser.Priv.AES_128);

  @TempDir private Path directory = Path.of("");

  private SnmpConfig read(String... lines) throws IOException {
    Path file = directory.resolve("smtap.toml");
    Files.writeString(file, String.join("\n", lines));
    return ConfigFile.read(file, Path.of("/none")).orElseThrow().settings().snmp();
  }

  @Test
  void allThatCanBeSetIsRead() throws IOException {
    SnmpConfig config =
        read(
            "[snmp]",
            "listen = '[::1]:1161'",
            "secrets = '/etc/x'",
            "state = '/var/lib/x'",
            "[[snmp.user]]",
            "name = 'monitor'",
            "[[snmp.user]]",
            "name = 'strong_1'",
            "auth = 'SHA-512'",
            "priv = 'AES-256'",
            "[[snmp.trap]]",
            "address = '192.0.2.9:162'",
            "user = 'strong_1'");
    assertThat(config)
        .isEqualTo(
            new SnmpConfig(
                Optional.of(SnmpAddress.parse("[::1]:1161")),
                Optional.of(Path.of("/etc/x")),
                Optional.of(Path.of("/var/lib/x")),
                List.of(
                    MONITOR,
                    new SnmpUser("strong_1", SnmpUser.Auth.SHA_512, SnmpUser.Priv.AES_256)),
                List.of(new SnmpTrap(SnmpAddress.parse("192.0.2.9:162"), "strong_1"))));
    assertThat(config.ifWanted()).contains(config);
  }

  @Test
  void theFlagSaysWhereAndTheFileWho() throws IOException {
    SnmpConfig file = read("[snmp]", "[[snmp.user]]", "name = 'monitor'");
    assertThat(file.ifWanted()).as("without an address").isEmpty();
    Optional<SnmpAddress> flag = Optional.of(SnmpAddress.parse("127.0.0.1:1161"));
    assertThat(SnmpConfig.at(flag).or(file).ifWanted().orElseThrow())
        .returns(flag, SnmpConfig::listen)
        .returns(List.of(MONITOR), SnmpConfig::users);
    assertThatThrownBy(() -> SnmpConfig.at(flag).or(SnmpConfig.NONE).ifWanted())
        .isInstanceOf(SystemException.class)
        .hasMessage(
            "cannot serve SNMP on 127.0.0.1:1161: there is no user who may ask; add [snmp] with"
                + " [[snmp.user]] to the configuration file");
    assertThat(read("mtu = 1500").ifWanted()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[snmp]~listen = '127.0.0.1:1161' | line 1: [snmp] has no [[snmp.user]]; add one",
        "[snmp]~community = 'x' | line 2, key 'community': there is no such key; known here are",
        "[snmp]~listen = 'localhost:1161'~[[snmp.user]]~name = 'a' | line 2, key 'listen': 'localhost:1161' is no address",
        "[snmp]~secrets = 'here' | line 2, key 'secrets': 'here' is not an absolute path",
        "[[snmp.user]]~auth = 'SHA-256' | line 1: [snmp.user] has no name; add name = \"monitor\"",
        "[[snmp.user]]~name = 'a b' | line 2, key 'name': 'a b' is no name; write 1 to 32",
        "[[snmp.user]]~name = 'a'~auth = 'MD5' | line 3, key 'auth': 'MD5' is not known; write one",
        "[[snmp.user]]~name = 'a'~priv = 'DES' | line 3, key 'priv': 'DES' is not known; write one",
        "[[snmp.user]]~name = 'a'~[[snmp.user]]~name = 'a' | line 4, key 'name': 'a' is there twice",
        "[[snmp.trap]]~user = 'a'~address = '192.0.2.9:162' | line 2, key 'user': there is no user",
        "[[snmp.trap]]~user = 'a' | line 1: [snmp.trap] has no address; add address =",
        "snmp = 3 | line 1, key 'snmp': it is a whole number; write a table as [snmp]",
      })
  void whatIsWrongIsNamedByLineAndKey(String lines, String why) {
    assertThatThrownBy(() -> read(lines.split("~", -1)))
        .isInstanceOf(SystemException.class)
        .hasMessageContaining("smtap.toml: " + why);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1161, true", "[::]:161, true", "[fd77::1]:65535, true", "127.0.0.1, false",
    ":1161, false", "127.0.0.1:0, false", "127.0.0.1:65536, false", "::1:1161, false",
    "localhost:1161, false", "999.0.0.1:161, false", "1161, false", "127.0.0.1:1161x, false"
  })
  void addressesAreNumbers(String text, boolean isOne) {
    assertThat(SnmpAddress.find(text).isPresent()).isEqualTo(isOne);
  }
}
