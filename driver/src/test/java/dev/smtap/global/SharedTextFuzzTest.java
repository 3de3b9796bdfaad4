package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.global.Remembered.Place;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Arbitrary text where drivers of a namespace read what others wrote. */
class SharedTextFuzzTest {
  private static final int IFINDEX = 7;

  @FuzzTest
  void readsWhatItWrites(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    GlobalInterface claim = ClaimText.read(IFINDEX, text);
    assertThat(claim.neighbourMac()).isBetween(0L, 0xffff_ffff_ffffL);
    assertThat(claim.localInterfaces()).allMatch(each -> each > 0);
    assertThat(ClaimText.read(IFINDEX, ClaimText.write(claim))).isEqualTo(claim);
    Map<Place, Remembered.Change> remembered = Remembered.read(text);
    for (Place place : remembered.keySet()) {
      assertThat(place.setting().isOfInterface()).isEqualTo(place.ifindex() > 0);
    }
    assertThat(Remembered.read(Remembered.write(remembered))).isEqualTo(remembered);
  }
}
