package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.memory.MappedSection;
import dev.smtap.posix.ControlCalls;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.FlowKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands of a global network: what is written can be read, and C has the same numbers. */
class CommandDescriptorTest {
  @ParameterizedTest
  @EnumSource
  void anAnswerHasNumberAndVerdict(Verdict verdict) {
    for (long number : new long[] {0, 1, (1L << 32) - 1, (1L << 61) - 1}) {
      long answer = CommandDescriptor.answer(number, verdict);
      assertThat(CommandDescriptor.question(answer)).isEqualTo(number);
      assertThat(CommandDescriptor.verdict(answer)).isEqualTo(verdict);
    }
    assertThat(ControlCalls.layout("SMTAP_VERDICT_" + verdict.name())).isEqualTo(verdict.code());
  }

  @Test
  void whatMeansNothingIsNoSocket() {
    long bits = ControlCalls.layout("SMTAP_VERDICT_BITS");
    assertThat(CommandDescriptor.answer(1, Verdict.NONE)).isEqualTo(1L << bits);
    for (int code = Verdict.values().length; code < 1 << bits; code++) {
      assertThat(CommandDescriptor.verdict((7L << bits) + code)).isEqualTo(Verdict.NONE);
      assertThat(CommandDescriptor.question((7L << bits) + code)).isEqualTo(7);
    }
  }

  @Test
  void aCommandFitsIntoASmallSlot() {
    assertThat(CommandDescriptor.BYTES).isLessThanOrEqualTo(SlotDescriptor.SMALL_BYTES);
  }

  @Test
  void aFlowIsReadAsItWasWritten() throws Exception {
    FlowKey flow =
        new FlowKey()
            .setProtocol(255)
            .setPorts(0x8001, 0xfffe)
            .setLocal(0x8000_0000_0000_0001L, -2)
            .setForeign(-3, 0x7fff_ffff_ffff_fffeL);
    try (MappedSection memory = MappedSection.ofPrivateMemory(FlowDescriptor.BYTES)) {
      FlowDescriptor.put(memory.position(), flow);
      assertThat(FlowDescriptor.get(memory.position())).matches(flow::isSame);
    }
  }
}
