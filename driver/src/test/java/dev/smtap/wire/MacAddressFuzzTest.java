package dev.smtap.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A MAC address as a user types it. */
class MacAddressFuzzTest {
  @FuzzTest
  void refusesOrUnderstands(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    long address;
    try {
      address = MacAddress.parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("not a MAC address");
      return;
    }
    assertThat(address).isBetween(0L, MacAddress.BROADCAST);
    assertThat(MacAddress.format(address)).isEqualTo(text.toLowerCase(Locale.ROOT));
  }
}
