package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** smtap config check: all errors, one a line. */
class ConfigCommandTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void namesEveryError() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("smtap.toml"), "mtu = 'big'\n[[node]]\nid = 70000\ncolor = 1\n");
    CommandRun run = CommandRun.of("config", "check", "--config", file.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .containsExactly(
            "smtap: " + file + ": line 1, key 'mtu': it is a text; write a whole number",
            "smtap: "
                + file
                + ": line 2: [node] has no interface; add [[node.local]] or [[node.global]] with"
                + " interface = \"...\"",
            "smtap: " + file + ": line 3, key 'id': 70000 is out of range; take 0 to 65534",
            "smtap: "
                + file
                + ": line 4, key 'color': there is no such key; known here are global, id, local,"
                + " netns");
  }

  private CommandRun checkSnmp(Path secrets, String... users) throws IOException {
    StringBuilder text = new StringBuilder("[snmp]\nlisten = '127.0.0.1:1161'\n");
    text.append("secrets = '").append(secrets).append("'\n");
    for (String each : users) {
      text.append("[[snmp.user]]\nname = '").append(each).append("'\n");
    }
    Path file = Files.writeString(directory.resolve("smtap.toml"), text);
    return CommandRun.of("config", "check", "--config", file.toString());
  }

  @Test
  void passphrasesThatTheAgentWouldMissAreErrors() throws IOException {
    Path secrets = directory.resolve("secrets.toml");
    String said =
        "smtap: "
            + directory.resolve("smtap.toml")
            + ": line %d, key '%s': the SNMP"
            + " secrets in "
            + secrets
            + " cannot be used: %s\n";
    CommandRun none = checkSnmp(secrets, "a");
    assertThat(none.err())
        .isEqualTo(
            said,
            3,
            "secrets",
            "there is no such file; make it, or name another with key 'secrets'");
    assertThat(none.exitCode()).isEqualTo(1);
    var _ =
        Files.writeString(
            secrets, "[a]\nauth-passphrase = '12345678'\npriv-passphrase = '12345678'\n");
    assertThat(checkSnmp(secrets, "a").err()).contains("others can read or change it; chmod 640 ");
    var _ = Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(checkSnmp(secrets, "a").exitCode()).isZero();
    CommandRun other = checkSnmp(secrets, "a", "b");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err())
        .isEqualTo(
            said,
            7,
            "name",
            "[b] has no auth-passphrase; add auth-passphrase = \"...\" to a table [b]");
  }

  @Test
  void aFileThatIsNotThereIsAFailure() {
    CommandRun run = CommandRun.of("config", "check", "--config", directory + "/none");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith(
            "smtap: cannot use configuration file " + directory + "/none: there is no such");
  }

  @Test
  void withoutASubcommandItSaysWhatThereIs() {
    CommandRun run = CommandRun.of("config");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("check");
  }
}
