package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code smtap bench} measures, and leaves nothing, also when it is interrupted. */
@Tag("e2e")
class BenchTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @RegisterExtension final Lab lab = new Lab();

  @Test
  void everyPathIsMeasured() throws IOException {
    Path picture = lab.facility().resolve("bench.svg");
    Program bench =
        lab.start(bench("--seconds", "0.2", "--rounds", "1", "--json", "--svg", picture + ""));
    JsonNode json = JsonMapper.builder().build().readTree(bench.awaitEnd(LIMIT).ok());
    assertThat(json.path("measures")).hasSize(4);
    for (JsonNode measure : json.path("measures").valueStream().toList()) {
      assertThat(measure.path("paths").valueStream().map(each -> each.path("path").asString()))
          .containsExactly("veth", "smtap", "rings");
      for (JsonNode path : measure.path("paths").valueStream().toList()) {
        assertThat(path.path("median").asDouble()).as(path.toString()).isPositive();
      }
    }
    assertThat(Files.readString(picture)).startsWith("<?xml").endsWith("</svg>\n");
    leavesNothing(bench);
  }

  @Test
  void aTerminalShowsHowFarItIsAndThenAChart() {
    try (Tmux terminal = new Tmux(lab.facility(), 100, 40)) {
      terminal.type("clear; " + Lab.SMTAP + " bench --seconds 0.1 --rounds 1; echo exit-$?-");
      terminal.awaitSeen("\\[#+\\.+\\] +\\d+ %  ");
      String end = terminal.awaitSeen("exit-\\d-");
      assertThat(end).contains("exit-0-").doesNotContain(" %  ");
      assertThat(end.lines()).anyMatch(line -> line.matches(" *smtap +[#█▏▎▍▌▋▊▉]+.*"));
      assertThat(terminal.colours()).contains("\u001b[");
    }
  }

  @Test
  void nothingIsLeftWhenItIsInterrupted() {
    Program bench = lab.start(bench("--seconds", "600"));
    Path directory = directory(bench);
    org.awaitility.Awaitility.await()
        .pollInSameThread()
        .atMost(LIMIT)
        .until(() -> Files.exists(directory.resolve("bench/node-2")));
    bench.signal(Program.SIGTERM);
    bench.awaitEnd(Duration.ofSeconds(15));
    leavesNothing(bench);
  }

  private static List<String> bench(String... options) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(Lab.SMTAP, "bench"), java.util.stream.Stream.of(options))
        .toList();
  }

  private static Path directory(Program bench) {
    return Path.of("/dev/shm/smtap-bench-" + bench.pid());
  }

  /** No directory, and no node that was started for it. */
  private static void leavesNothing(Program bench) {
    assertThat(directory(bench)).doesNotExist();
    assertThat(
            ProcessHandle.allProcesses()
                .flatMap(each -> each.info().commandLine().stream())
                .filter(line -> line.contains(directory(bench).toString())))
        .isEmpty();
  }
}
