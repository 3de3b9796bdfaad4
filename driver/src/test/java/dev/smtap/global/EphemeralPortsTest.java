package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.posix.SystemException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ports of outgoing connections, while a driver has them taken from a share, and after. */
class EphemeralPortsTest {
  private static final String SETTING = "net.ipv4.ip_local_port_range";
  private static final PortRange SHARE = new PortRange(33_000, 33_439);
  private static final String SET = "33000\t33439";

  private Testbed bed;
  private GlobalTap tap;
  private String before;

  @BeforeEach
  void open() throws Exception {
    bed = new Testbed();
    bed.setting(SETTING + "=20000 59999");
    before = bed.everything();
    tap = GlobalTap.open(bed.node(), "smg0");
    bed.addGlobalAddresses("smg0");
  }

  @AfterEach
  void close() {
    if (tap != null) {
      tap.close();
    }
    if (bed != null) {
      bed.close();
    }
  }

  private Interception intercept(GlobalTap device, PortRange ports) throws SystemException {
    return Interception.open(
        bed.node(), bed.directory(), device.globalInterface(Testbed.G4).withPorts(ports));
  }

  @Test
  void theyAreOfTheShareForAsLongAsThereIsAnAddress() throws Exception {
    try (Interception interception = intercept(tap, SHARE)) {
      assertThat(bed.valueOf(SETTING)).isEqualTo(SET);
      interception.update(Set.of());
      assertThat(bed.everything()).isEqualTo(before);
      interception.update(Set.of(Testbed.G4));
      assertThat(bed.valueOf(SETTING)).isEqualTo(SET);
      interception.update(interception.wanted().withPorts(new PortRange(40_000, 40_001)));
      assertThat(bed.valueOf(SETTING)).isEqualTo("40000\t40001");
    }
    assertThat(bed.everything()).as("what it was before all shares").isEqualTo(before);
    assertThat(bed.directory()).isEmptyDirectory();
  }

  @Test
  void whatSomebodySetMeanwhileIsMendedAndThenRestored() throws Exception {
    try (Interception interception = intercept(tap, SHARE)) {
      bed.setting(SETTING + "=1024 2047");
      interception.repair();
      assertThat(bed.valueOf(SETTING)).isEqualTo(SET);
    }
    assertThat(bed.valueOf(SETTING)).isEqualTo("1024\t2047");
    Interception interception = intercept(tap, SHARE);
    bed.setting(SETTING + "=3000 3999");
    interception.close();
    assertThat(bed.valueOf(SETTING)).as("somebody else's by now").isEqualTo("3000\t3999");
  }

  @Test
  void afterAKillTheyAreRestored() throws Exception {
    tap.close();
    Process driver = DriverMain.start(bed, "smg0", "10.77.0.1");
    assertThat(bed.valueOf(SETTING)).isEqualTo("40000\t40999");
    DriverMain.kill(driver);
    assertThat(Inspection.of(bed.node(), bed.directory()).leftBehind())
        .contains(SETTING + "=40000 40999, which was 20000 59999");
    tap = GlobalTap.open(bed.node(), "smg0");
    bed.addGlobalAddresses("smg0");
    intercept(tap, SHARE).close();
    assertThat(bed.everything()).as("by the next, with another share").isEqualTo(before);
  }

  @Test
  void twoNodesInOneNamespaceCannotBothHaveTheirs() throws Exception {
    try (Interception _ = intercept(tap, SHARE);
        GlobalTap other = GlobalTap.open(bed.node(), "smg1")) {
      assertThatThrownBy(() ->
              Interception.open(
                  bed.node(),
                  bed.directory(),
                  other.globalInterface(Testbed.OTHER4).withPorts(new PortRange(1_024, 2_047))))
          .hasMessage(
              "cannot let outgoing connections take ports 1024-2047: another node in this network"
                  + " namespace has it take 33000-33439, on smg0; share out ports to one of them"
                  + " only");
      assertThat(bed.valueOf(SETTING)).isEqualTo(SET);
    }
  }
}
