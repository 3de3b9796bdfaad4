package dev.smtap.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lines get the priority of their level, and the level's word goes. */
class JournalOutputTest {
  private static String journal(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out =
        new PrintStream(new JournalOutput(bytes), true, StandardCharsets.UTF_8)) {
      out.print(text);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void eachLevelHasItsPriority() {
    assertThat(journal("ERROR a\nWARN b\nINFO c ä\nDEBUG d\nTRACE e\n"))
        .isEqualTo("<3>a\n<4>b\n<6>c ä\n<7>d\n<7>e\n");
  }

  @Test
  void whatTheCommandSaysIsAnError() {
    assertThat(journal("smtap: cannot run\n")).isEqualTo("<3>smtap: cannot run\n");
  }

  @Test
  void aLineThatSaysNothingBelongsToTheOneBefore() {
    assertThat(journal("plain\nERROR a\n\tat b\nWARN c\n\tat d\n"))
        .isEqualTo("<6>plain\n<3>a\n<3>\tat b\n<4>c\n<4>\tat d\n");
  }

  @Test
  void otherOutputIsLeftAlone() {
    PrintStream before = System.err;
    JournalOutput.take(Map.of());
    JournalOutput.take(Map.of("JOURNAL_STREAM", "1:1"));
    assertThat(System.err).isSameAs(before);
  }
}
