package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.global.Remembered.Change;
import dev.smtap.global.Remembered.Place;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SharedTextTest {
  @Test
  void aClaimIsAFactALine() {
    GlobalInterface claim =
        new GlobalInterface(
            7,
            0x02534d0100feL,
            Set.of(Testbed.G6),
            Set.of(Testbed.LOCAL4),
            Set.of(5),
            Set.of(3),
            new PortRange(32_768, 33_207));
    String text =
        """
        mac 02:53:4d:01:00:fe
        address fd77:0:0:0:0:0:0:1
        source 10.1.0.1
        local 5
        outside 3
        ports 32768-33207
        """;
    assertThat(ClaimText.write(claim)).isEqualTo(text);
    assertThat(ClaimText.read(7, text)).isEqualTo(claim);
  }

  @Test
  void nonsenseIsPassedOver() {
    assertThat(ClaimText.read(7, "ports 9-8\nports 1\nports 0-9\nports 1-65536\nports x-y"))
        .isEqualTo(new GlobalInterface(7, 0));
    assertThat(ClaimText.read(7, "address fe80::1%lo\naddress localhost\nlocal -1\nmac 1\nmac"))
        .isEqualTo(new GlobalInterface(7, 0));
    assertThat(Remembered.read("EARLY_DEMUX 0 x\nREVERSE_PATH 0 1\n../../x 0 1\nEARLY_DEMUX 0"))
        .isEmpty();
  }

  @Test
  void whatWasBeforeIsASettingALine() {
    Map<Place, Change> changes =
        Map.of(
            new Place(Setting.EARLY_DEMUX, 0), new Change(1, 0),
            new Place(Setting.REVERSE_PATH, 7), new Change(0, 2),
            new Place(Setting.EPHEMERAL_PORTS, 0), new Change(5, 6));
    assertThat(Remembered.write(changes))
        .isEqualTo("EARLY_DEMUX 0 1\nREVERSE_PATH 7 0\nEPHEMERAL_PORTS 0 5 6\n");
    assertThat(Remembered.read(Remembered.write(changes))).isEqualTo(changes);
  }
}
