package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.posix.SystemException;
import org.junit.jupiter.api.Test;

class SystemProgramTest {
  private static final String[] BOTH = {"sh", "-c", "echo result; echo warning >&2"};

  @Test
  void whatAParserReadsIsWithoutErrors() throws SystemException {
    assertThat(SystemProgram.run(BOTH)).isEqualTo("result\nwarning\n");
    assertThat(SystemProgram.output(BOTH)).isEqualTo("result\n");
  }

  @Test
  void whatHasNoEndIsCutForPeopleAndRefusedForParsers() throws SystemException {
    String text = SystemProgram.run("yes", "x");
    assertThat(text)
        .startsWith("x\nx\n")
        .endsWith("\n(cut here: it prints more than 2 MB)\n")
        .hasSizeBetween(SystemProgram.MOST_BYTES, SystemProgram.MOST_BYTES + 100);
    assertThatThrownBy(() -> SystemProgram.output("yes"))
        .isInstanceOf(SystemException.class)
        .hasMessage(
            "cannot run 'yes': it prints more than 2 MB, too much to be looked at; run it by hand");
  }

  @Test
  void aFailureNamesTheCommandAndWhatItSaid() {
    assertThatThrownBy(() -> SystemProgram.run("sh", "-c", "echo no such thing >&2; exit 3"))
        .isInstanceOf(SystemException.class)
        .hasMessage(
            "cannot run 'sh -c echo no such thing >&2; exit 3': it ended with exit code 3:"
                + " no such thing; run it by hand");
    assertThatThrownBy(() -> SystemProgram.output("smtap-none"))
        .isInstanceOf(SystemException.class)
        .hasMessageContaining("smtap-none is not installed");
  }
}
