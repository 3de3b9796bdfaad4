package dev.smtap.cli.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.Facility;
import dev.smtap.facility.NetworkKind;
import dev.smtap.netlink.LinkState;
import dev.smtap.node.NodeLink;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.OctetString;

/** What becomes of what the kernel says about an interface. */
class InterfacesTest {
  private static Interface with(int operState, long rxPackets, long txPackets, long casts) {
    LinkState link =
        new LinkState(
            7,
            "sml0",
            "uplink",
            1500,
            0x02534d000102L,
            LinkState.IFF_UP,
            0,
            1,
            0,
            4096,
            operState,
            true,
            0,
            new LinkState.Traffic(rxPackets, txPackets, 1, 2, 3, 4, 5, 6));
    return new Interface(
        3,
        new NodeLink(1, "inside", NetworkKind.LOCAL, link),
        new Interface.Casts(casts, casts),
        new Interface.Times(0, 0));
  }

  @Test
  void indexesAreNotSharedByAnyTwoAdaptersOfAPartition() {
    assertThat(with(6, 0, 0, 0).index()).isEqualTo(302);
    assertThat(Interface.index(65_534, 15)).isEqualTo(6_553_416).isPositive();
    assertThat(Interface.nodeOf(302)).isEqualTo(3);
    assertThat(Interface.adapterOf(302)).isEqualTo(1);
    assertThat(Interface.index(1, 15)).isLessThan(Interface.index(2, 0));
  }

  @Test
  void operationalStatesAreThoseOfRfc2863() {
    int[] expected = {4, 6, 2, 7, 3, 5, 1, 4, 4};
    for (int state = 0; state < expected.length; state++) {
      assertThat(with(state, 0, 0, 0).operStatus())
          .as("kernel %d", state)
          .isEqualTo(expected[state]);
    }
    assertThat(with(-1, 0, 0, 0).operStatus()).isEqualTo(Interface.UNKNOWN);
  }

  @Test
  void unicastsNeverGoBack() {
    Unicasts unicasts = new Unicasts();
    assertThat(unicasts.received(with(6, 100, 50, 40))).isEqualTo(60);
    // The kernel's number is of a moment before the three casts, then after it.
    assertThat(unicasts.received(with(6, 100, 50, 43))).isEqualTo(60);
    assertThat(unicasts.received(with(6, 103, 50, 43))).isEqualTo(60);
    assertThat(unicasts.received(with(6, 104, 50, 43))).isEqualTo(61);
    assertThat(unicasts.sent(with(6, 104, 50, 60))).isZero();
  }

  @Test
  void narrowValuesWrapAndGaugesStay() {
    assertThat(Values.counter32(0x1_0000_0005L)).isEqualTo(new Counter32(5));
    assertThat(Values.counter32(-1)).isEqualTo(new Counter32(0xffff_ffffL));
    assertThat(Values.counter64(-1)).isEqualTo(new Counter64(-1));
    assertThat(Values.gauge32(1L << 40)).isEqualTo(new Gauge32(0xffff_ffffL));
    assertThat(Values.gauge32(-5)).isEqualTo(new Gauge32(0));
    assertThat(Values.mac(0x02534d000102L)).hasToString("02:53:4d:00:01:02");
    assertThat(Values.mac(0)).isEqualTo(new OctetString());
    assertThat(((OctetString) Values.text("é".repeat(200))).length()).isEqualTo(254);
  }

  @Test
  void changesAreRememberedOnce() throws SystemException {
    Interfaces interfaces =
        new Interfaces(Facility.of(Path.of("/dev/shm/none"), "p"), List::of, new Uptime());
    assertThat(interfaces.read()).isEmpty();
    assertThat(interfaces.seen(101, Interface.DOWN)).as("new").isEqualTo(Interface.DOWN);
    assertThat(interfaces.seen(101, Interface.UP)).isEqualTo(Interface.DOWN);
    assertThat(interfaces.seen(101, Interface.UP)).isEqualTo(Interface.UP);
    assertThat(interfaces.known()).containsExactly(101);
    assertThat(interfaces.gone(101)).isEqualTo(Interface.UP);
    assertThat(interfaces.known()).isEmpty();
    assertThat(interfaces.gone(101)).isEqualTo(Interface.NOT_PRESENT);
    assertThat(interfaces.seen(101, Interface.UP)).as("again").isEqualTo(Interface.UP);
  }
}
