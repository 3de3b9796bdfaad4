package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What smtap run refuses, before anything is touched. */
class RunCommandTest {
  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--local sml0,mtu=100 | cannot use MTU 100 for sml0: it is out of range; take 1490 to 65521",
        "--local sml0 --mtu 65536 | cannot use MTU 65536 for sml0: it is out of range;",
        "--local sml0 --slots 1 | cannot use 1 slots for sml0: the number is out of range;",
        "--local a/b | cannot use interface 'a/b': it is not a name for an interface;",
        "--local sml0 --local sml0 | cannot use interface sml0 on network sml0: one of them is",
        "--local sml0,flows=5000 | cannot use adapter 'sml0,flows=5000': 'flows' is for --global:",
        "--global smg0,flows=4095 | cannot use 4095 flows for smg0: the number is out of range;",
        "--global smg0,flows=0 | cannot use 0 flows for smg0: the number is out of range;",
        "--global smg0,mtu=100 | cannot use MTU 100 for smg0: it is out of range; take 1490 to",
        "--global smg0,colour=red | cannot use adapter 'smg0,colour=red': there is no setting",
        "--global smn0 --local smn0 | cannot use interface smn0 on network smn0: one of them is",
        "--local sml0 --node 65535 | cannot use node ID 65535: it is out of range;",
        "--local sml0 --cast-slots 3 | cannot use 3 cast slots: it is not a power of two;",
        "--local sml0 --offloads most | Invalid value for option '--offloads'",
        "--local sml0 --node first | Invalid value for option '--node'",
        "--locl sml0 | Unknown option",
      })
  void wrongUsageIsOneSentenceAndExitCode2(String arguments, String sentence) {
    CommandRun run =
        CommandRun.of(("run --facility " + directory + " " + arguments).split(" ", -1));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("smtap: " + sentence).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void withoutAnInterfaceThereIsNothingToRun() throws IOException {
    Path file = Files.writeString(directory.resolve("smtap.toml"), "mtu = 1500\n");
    CommandRun run = CommandRun.of("run", "--config", file.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith(
            "smtap: cannot run a node: neither flags nor a configuration file name an interface; say"
                + " for example: smtap run --local sml0, or: smtap run --global smg0");
  }

  @Test
  void aNodeThatTheFileDoesNotHaveIsNamed() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("smtap.toml"),
            "[[node]]\nid = 1\n[[node.local]]\ninterface = 'sml0'\n");
    CommandRun run = CommandRun.of("run", "--config", file.toString(), "--node", "2");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith(
            "smtap: cannot run node 2: the configuration file has no [[node]] with this id;");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--local", "--global"})
  void whatFailsIsOneSentenceAndExitCode1(String kind) {
    CommandRun run =
        CommandRun.of(
            "run", "--facility", directory + "/deep/er", "--netns", "nowhere", kind, "smn0");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err())
        .startsWith(
            "smtap: cannot open the network namespace 'nowhere': there is none of that name");
  }
}
