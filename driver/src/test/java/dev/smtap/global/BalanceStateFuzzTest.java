package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.Sentence;
import dev.smtap.posix.SystemException;
import java.nio.charset.StandardCharsets;

/** What something that listens on a control socket says about the spreading of flows. Input: it. */
class BalanceStateFuzzTest {
  @FuzzTest
  void readsWhatItWrites(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      BalanceState state = BalanceState.parse(text);
      assertThat(GlobalSettings.isWeight(state.weight())).isTrue();
      assertThat(BalanceState.parse(state.words())).isEqualTo(state);
    } catch (SystemException e) {
      Sentence.check(e);
    }
  }
}
