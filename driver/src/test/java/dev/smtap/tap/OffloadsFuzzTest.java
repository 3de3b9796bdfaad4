package dev.smtap.tap;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Offloads as a user types them. */
class OffloadsFuzzTest {
  @FuzzTest
  void refusesOrUnderstands(byte[] bytes) {
    Optional<Offloads> parsed = Offloads.parse(new String(bytes, StandardCharsets.UTF_8));
    if (parsed.isEmpty()) {
      return;
    }
    Offloads offloads = parsed.get();
    assertThat(Offloads.ALL.has(offloads.bits())).isTrue();
    assertThat(Offloads.parse(offloads.toString())).contains(offloads);
    assertThat(offloads.has(offloads.consistent().bits())).isTrue();
  }
}
