package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowTimeoutsTest {
  @ParameterizedTest
  @CsvSource({"PT0.1S, 1", "PT1.9S, 1", "PT2S, 2", "PT59S, 59", "PT61S, 60", "P25D, 60"})
  void theRoundOfTheTableIsAsShortAsTheShortestTimeout(Duration shortest, int seconds) {
    Duration longer = FlowTimeouts.LONGEST;
    assertThat(new FlowTimeouts(longer, longer, longer, longer, shortest).roundSeconds())
        .isEqualTo(seconds);
    assertThat(new FlowTimeouts(shortest, longer, longer, longer, longer).roundSeconds())
        .isEqualTo(seconds);
  }

  @ParameterizedTest
  @CsvSource({"PT0S", "PT-1S", "P25DT1S"})
  void isNoTimeout(Duration time) {
    assertThat(FlowTimeouts.isTimeout(time)).isFalse();
  }
}
