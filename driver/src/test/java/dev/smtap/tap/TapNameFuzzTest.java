package dev.smtap.tap;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.Sentence;
import dev.smtap.posix.SystemException;
import java.nio.charset.StandardCharsets;

/** An interface's name as a user types it: what is let through, the kernel takes. */
class TapNameFuzzTest {
  @FuzzTest
  void refusesWhatTheKernelRefuses(byte[] bytes) {
    String name = new String(bytes, StandardCharsets.UTF_8);
    try {
      TapName.check(name);
    } catch (SystemException e) {
      Sentence.check(e);
      return;
    }
    assertThat(isValidForKernel(name.getBytes(StandardCharsets.UTF_8))).as(name).isTrue();
  }

  /** The kernel's rule (dev_valid_name in net/core/dev.c): bytes of Latin-1, whatever they mean. */
  private static boolean isValidForKernel(byte[] name) {
    if (name.length == 0 || name.length > 15) {
      return false;
    }
    for (byte each : name) {
      int c = each & 0xff;
      boolean blank = c == ' ' || (c >= 9 && c <= 13) || c == 0xa0;
      if (blank || c == 0 || c == '/' || c == ':' || c == '%') {
        return false;
      }
    }
    String text = new String(name, StandardCharsets.UTF_8);
    return !text.equals(".") && !text.equals("..");
  }
}
