package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
