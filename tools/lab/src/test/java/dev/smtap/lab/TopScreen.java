package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Screens of smtap top that are kept as files, without what is of the moment. */
final class TopScreen {
  private TopScreen() {}

  /** With numbers as #, each however many blanks as one, and no chart: that is of the moment. */
  private static String masked(String screen) {
    return screen
        .lines()
        .filter(line -> !line.matches(".*[▁▂▃▄▅▆▇█].*| +0"))
        .map(line ->
            line.replaceAll("smlab[0-9-]+", "PARTITION")
                .replaceAll("\\d\\d:\\d\\d:\\d\\d", "TIME")
                .replaceAll("(?<= )(\\d+(\\.\\d+)?[kMGT%smhd]?|[·-])(?= |$)", "#")
                .replaceAll(" +", " ")
                .stripTrailing())
        .collect(Collectors.joining("\n"))
        .strip();
  }

  private static String expected(String name) {
    try (var stream = TopScreen.class.getResourceAsStream("top-" + name + ".txt")) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8)
          .strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until the terminal shows the screen of that name. */
  static void await(Tmux terminal, String name) {
    Awaitility.await(name)
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(100))
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertThat(masked(terminal.screen())).isEqualTo(expected(name)));
  }
}
