package dev.smtap.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the environment of a service says, to whom, and whatever else may stand there. */
class InheritanceTest {
  private static Inheritance of(String... pairs) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      environment.put(pairs[i], pairs[i + 1]);
    }
    return new Inheritance(environment, 42);
  }

  @Test
  void descriptorsHaveNumbersFromThreeOnAndNames() {
    assertThat(
            of("LISTEN_PID", "42", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "tap-1-a:b").descriptors())
        .isEqualTo(Map.of(3, "tap-1-a", 4, "b"));
    assertThat(of("LISTEN_PID", "42", "LISTEN_FDS", "1").descriptors()).containsEntry(3, "");
  }

  @ParameterizedTest
  @CsvSource({"41,1", "42,-1", "42,x", "x,1", "42,0", "42,99999999999999999999"})
  void descriptorsOfOthersOrNoneAreLeftAlone(String processId, String count) {
    assertThat(of("LISTEN_PID", processId, "LISTEN_FDS", count).descriptors()).isEmpty();
    assertThat(of("LISTEN_FDS", "1").descriptors()).isEmpty();
  }

  @Test
  void tooManyDescriptorsAreNotBelieved() {
    assertThat(of("LISTEN_PID", "42", "LISTEN_FDS", "2000000000").descriptors()).hasSize(4_096);
  }

  @Test
  void theWatchdogIsForUsOrForAll() {
    assertThat(of("WATCHDOG_USEC", "3000000").watchdog()).contains(Duration.ofSeconds(3));
    assertThat(of("WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "42").watchdog()).isPresent();
    assertThat(of("WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "41").watchdog()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0", "-5", "soon", "9223372036854775807"})
  void aTimeThatIsNoneIsNone(String micros) {
    assertThat(of("WATCHDOG_USEC", micros).watchdog()).isEmpty();
  }
}
