package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample configuration can be used as it is. */
class SamplesTest {
  private static final Path SAMPLES = Path.of("../../packaging/src/main/samples");

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      return files.filter(each -> each.toString().endsWith(".toml")).sorted().toList();
    }
  }

  @Test
  void thereIsOneForEachUse() throws IOException {
    assertThat(samples())
        .extracting(each -> String.valueOf(each.getFileName()))
        .containsExactly(
            "containers.toml", "firewall.toml", "snmp.toml", "two-nodes.toml", "web.toml");
  }

  /** What the package installs starts nothing, and needs its number signs taken off only. */
  @Test
  void theInstalledFileIsOneNodeInComments(@TempDir Path directory) throws IOException {
    String text = Files.readString(Path.of("../../packaging/src/main/etc/smtap.toml"));
    Path file = Files.writeString(directory.resolve("smtap.toml"), text);
    assertThat(CommandRun.of("config", "check", "--config", file.toString()).exitCode()).isZero();
    assertThat(CommandRun.of("run", "--config", file.toString()).err())
        .contains("name an interface");
    Files.writeString(file, text.replaceAll("(?m)^#(?=[a-z\\[])", ""));
    CommandRun run = CommandRun.of("config", "check", "--config", file.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(file + " can be used\n");
    assertThat(Files.readString(file).lines())
        .contains("mtu = 1500", "[[node]]", "id = 1", "[[node.local]]", "interface = \"sml0\"");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void passesTheCheck(Path sample, @TempDir Path directory) throws IOException {
    Path secrets =
        Files.writeString(
            directory.resolve("secrets.toml"),
            "[monitor]\nauth-passphrase = \"12345678\"\npriv-passphrase = \"12345678\"\n");
    var _ = Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-r-----"));
    // Of the passphrases alone it says that one has to make them first.
    String text =
        Files.readString(sample).replace("[snmp]\n", "[snmp]\nsecrets = \"" + secrets + "\"\n");
    Path file = Files.writeString(directory.resolve("smtap.toml"), text);
    CommandRun run = CommandRun.of("config", "check", "--config", file.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo(file + " can be used\n");
  }
}
