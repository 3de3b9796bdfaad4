package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.SystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"sml0", "/dev/shm/smtap/p/.node-1.new", "net.ipv4.conf.eth0.rp_filter=2", "a@b"})
  void whatNeedsNoQuotesHasNone(String word) {
    assertThat(ShellWord.of(word)).isEqualTo(word);
  }

  @Test
  void whatAShellWouldObeyIsQuoted() {
    assertThat(ShellWord.of("$(reboot)")).isEqualTo("'$(reboot)'");
    assertThat(ShellWord.of("a'b")).isEqualTo("'a'\\''b'");
    assertThat(ShellWord.of("")).isEqualTo("''");
    assertThat(ShellWord.of("a\u001b[2Jb\n'\\")).isEqualTo("$'a\\033[2Jb\\012\\'\\\\'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"$(reboot)", "`reboot`", "a'b \"c\"", "~", "-n", "*", "x;y", "a\u001bb\\"})
  void aShellTakesItForItself(String word) throws SystemException {
    assertThat(SystemProgram.run("bash", "-c", "printf %s " + ShellWord.of(word))).isEqualTo(word);
  }
}
