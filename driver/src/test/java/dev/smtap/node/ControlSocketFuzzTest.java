package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.global.BalanceState;
import dev.smtap.memory.ShmDirectory;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * A running node's control socket, whatever comes over it: one line answers each request, and the
 * node goes on in a state that it can say. Input: how many bytes come at once (0: all), then what
 * comes.
 */
class ControlSocketFuzzTest {
  private static final String SHOW = "1 show network=web\n";
  private static final String OK = ControlRequest.OK + " ";
  private static final int LONGEST_ANSWER = 4_096;

  private static ShmDirectory control;
  private static ControlBed bed;

  @BeforeAll
  static void start() throws SystemException {
    control = ShmDirectory.create();
    bed = new ControlBed(control);
  }

  @AfterAll
  static void stop() {
    bed.close();
    control.close();
  }

  @FuzzTest
  void oneLineAnswersWhateverComes(byte[] bytes) throws IOException {
    FuzzInput input = new FuzzInput(bytes);
    int atOnce = input.nextByte();
    byte[] request = input.rest();
    String answer = exchange(request, atOnce == 0 ? Math.max(1, request.length) : atOnce);
    if (request.length == 0) {
      assertThat(answer).isEmpty();
    } else {
      assertThat(answer).matches("ok( [ -~]+)?|failed cannot [^\\p{Cc}]+").hasLineCount(1);
      assertThat(answer.length()).isLessThan(LONGEST_ANSWER);
    }
    String shown = ControlBed.ask(control, SHOW);
    assertThat(shown).startsWith(OK);
    BalanceState state = BalanceState.parse(shown.substring(OK.length()));
    assertThat(state.words()).isEqualTo(shown.substring(OK.length()));
    assertThat(state.weight()).isEqualTo(bed.published().weight());
    assertThat(state.isDraining()).isEqualTo(bed.published().isDraining());
  }

  private static String exchange(byte[] request, int atOnce) throws IOException {
    try (SocketChannel channel = ControlBed.connect(control)) {
      try {
        for (int at = 0; at < request.length; at += atOnce) {
          channel.write(ByteBuffer.wrap(request, at, Math.min(atOnce, request.length - at)));
        }
        channel.shutdownOutput();
      } catch (IOException _) {
        // It has heard enough, and answered.
      }
      return ControlBed.answer(channel);
    }
  }
}
