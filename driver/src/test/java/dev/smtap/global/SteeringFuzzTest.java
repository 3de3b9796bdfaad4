package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Any frames out of the TAP, any commands out of the rings and anything in the peers' memory, in
 * any order, through the real steering with the real kernel's sockets: each frame goes to a node
 * that is there or is counted, nothing but its destination address changes, and nothing outside of
 * frame and command is read. Input: steps ({@link SteeringSteps#step}).
 */
class SteeringFuzzTest {
  private static final int MOST_STEPS = 64;

  private static SteeringSteps.Place place;

  @BeforeAll
  static void make() throws IOException {
    place = SteeringSteps.Place.make();
  }

  @AfterAll
  static void remove() throws IOException {
    place.close();
  }

  @FuzzTest
  void everyFrameGoesSomewhereOrIsCounted(byte[] bytes) throws SystemException {
    FuzzInput input = new FuzzInput(bytes);
    try (SteeringSteps steps = new SteeringSteps(place)) {
      for (int i = 0; i < MOST_STEPS && input.hasMore(); i++) {
        steps.step(input);
      }
      steps.checkAll();
    }
    assertThat(place.bed().lost()).as("sections that seem lost").isZero();
  }
}
