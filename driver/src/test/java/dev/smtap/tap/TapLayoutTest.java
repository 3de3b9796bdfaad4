package dev.smtap.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.LayoutTest;
import org.junit.jupiter.api.Test;

class TapLayoutTest {
  @Test
  void numbersAreThoseOfTheHeaders() throws Exception {
    assertThat(LayoutTest.compare(Tun.class))
        .contains("TUNSETIFF", "TUNSETCARRIER", "TUNGETDEVNETNS", "SIOCSIFHWADDR", "IFF_TAP");
    assertThat(ControlCalls.layout("sizeof(struct ifreq)")).isEqualTo(Tun.IFREQ_SIZE);
    assertThat(ControlCalls.layout("IFNAMSIZ")).isEqualTo(Tun.NAME_SIZE);
    int all =
        (int)
            (ControlCalls.layout("TUN_F_CSUM")
                | ControlCalls.layout("TUN_F_TSO4")
                | ControlCalls.layout("TUN_F_TSO6")
                | ControlCalls.layout("TUN_F_TSO_ECN")
                | ControlCalls.layout("TUN_F_USO4")
                | ControlCalls.layout("TUN_F_USO6"));
    assertThat(Offloads.ALL.kernelFlags()).isEqualTo(all);
  }
}
