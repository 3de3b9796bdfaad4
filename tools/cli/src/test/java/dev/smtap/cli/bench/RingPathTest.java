package dev.smtap.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The rings alone, and what the command refuses. */
class RingPathTest {
  private Path directory;

  @BeforeEach
  void make() throws IOException {
    directory = Files.createTempDirectory(Path.of("/dev/shm"), "smtap-ring-test");
  }

  @AfterEach
  void remove() throws IOException {
    // Fails if a section was left.
    Files.delete(directory);
  }

  @RepeatedTest(2)
  void everyLoadMeasuresSomethingAndEnds() throws IOException {
    RingPath rings = new RingPath(directory);
    for (MeasuredPath.Load load : MeasuredPath.Load.values()) {
      assertThat(rings.measure(load, 0.05))
          .isNotEmpty()
          .allSatisfy((_, value) -> assertThat(value).isPositive().isFinite());
    }
  }

  @Test
  void roundTripsHaveBothMeasures() throws IOException {
    var measured = new RingPath(directory).measure(MeasuredPath.Load.ROUND_TRIPS, 0.05);
    assertThat(measured).containsOnlyKeys(Measure.ROUND_TRIP, Measure.ROUND_TRIP_99);
    assertThat(measured.get(Measure.ROUND_TRIP_99))
        .isGreaterThanOrEqualTo(measured.get(Measure.ROUND_TRIP));
  }

  @Test
  void wrongNumbersAreWrongUsage() {
    for (String option : new String[] {"--seconds=0", "--rounds=0", "--mtu=1489", "--rounds=x"}) {
      assertThat(CommandRun.of("bench", option).exitCode()).as(option).isEqualTo(2);
    }
    assertThat(CommandRun.of("bench", "--seconds", "NaN").err())
        .startsWith("smtap: cannot use --seconds NaN: take 0.1 to 3600\n");
  }

  @Test
  void aPictureThatIsThereIsKept() throws IOException {
    Path file = Files.createTempFile("smtap-bench", ".svg");
    CommandRun run = CommandRun.of("bench", "--svg", file.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("it is there already; name another file with --svg");
    Files.delete(file);
  }
}
