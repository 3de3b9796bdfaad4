package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

  @ParameterizedTest
  @MethodSource("samples")
  void passesTheCheck(Path sample) {
    CommandRun run = CommandRun.of("config", "check", "--config", sample.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo(sample + " can be used\n");
  }
}
