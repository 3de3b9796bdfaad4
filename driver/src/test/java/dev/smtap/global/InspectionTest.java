package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.global.Inspection.WrongSetting;
import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.LinkState;
import dev.smtap.posix.SystemException;
import java.nio.file.Files;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is seen of drivers by one who only looks, against the real kernel. */
class InspectionTest {
  private Testbed bed;
  private GlobalTap tap;

  @BeforeEach
  void open() throws Exception {
    bed = new Testbed();
    tap = GlobalTap.open(bed.node(), "smg0");
    bed.addGlobalAddresses("smg0");
  }

  @AfterEach
  void close() {
    tap.close();
    bed.close();
  }

  private Inspection inspect() throws SystemException {
    return Inspection.of(bed.node(), bed.directory());
  }

  private Interception intercept() throws Exception {
    return Interception.open(
        bed.node(),
        bed.directory(),
        tap.globalInterface(Testbed.G4, Testbed.G6)
            .withLocal(Set.of(Testbed.LOCAL4), Set.of(bed.ifindex("smt0"))));
  }

  @Test
  void whereNoDriverWasThereIsNothing() throws Exception {
    Inspection found = inspect();
    assertThat(found.claims()).isEmpty();
    assertThat(found.missing()).isEmpty();
    assertThat(found.leftBehind()).isEmpty();
    assertThat(found.settings()).isEmpty();
    assertThat(found.links()).extracting(LinkState::name).contains("smg0", "smt0", "outside");
    assertThat(Files.exists(bed.directory())).isFalse();
  }

  @Test
  void allIsWellWhereADriverLives() throws Exception {
    try (Interception _ = intercept()) {
      String before = bed.everything();
      Inspection found = inspect();
      assertThat(found.globals()).containsExactlyInAnyOrder(Testbed.G4, Testbed.G6);
      assertThat(found.missing()).isEmpty();
      assertThat(found.leftBehind()).isEmpty();
      assertThat(found.settings()).isEmpty();
      assertThat(found.outside())
          .containsExactlyInAnyOrder(
              new Inspection.OutsideInterface("outside", IpFamily.IPV4, true, Set.of()),
              new Inspection.OutsideInterface("outside", IpFamily.IPV6, true, Set.of()));
      assertThat(bed.everything()).isEqualTo(before);
    }
  }

  @Test
  void whatSomebodyChangedIsSeen() throws Exception {
    try (Interception interception = intercept()) {
      bed.setting("net.ipv4.conf.smg0.rp_filter=1", "net.ipv4.conf.smt0.rp_filter=0");
      bed.setting("net.ipv4.conf.smg0.accept_local=0");
      bed.ip("rule", "del", "pref", "2", "to", "10.77.0.1");
      bed.ip("route", "del", "blackhole", "10.77.0.1", "table", "71071");
      Inspection found = inspect();
      assertThat(found.settings())
          .containsExactlyInAnyOrder(
              new WrongSetting("net.ipv4.conf.smg0.accept_local", "0", "1"),
              new WrongSetting("net.ipv4.conf.smg0.rp_filter", "1", "2"),
              new WrongSetting("net.ipv4.conf.smt0.rp_filter", "0", "2"));
      assertThat(found.missing())
          .containsExactlyInAnyOrder(
              "the IPv4 rule 2 to 10.77.0.1 lookup 71071",
              "the blackhole 10.77.0.1 in table 71071");
      interception.repair();
      assertThat(inspect().missing()).isEmpty();
      assertThat(inspect().settings()).isEmpty();
    }
  }

  @Test
  void whatAKilledDriverLeftIsSeenUntilItIsCleanedUp() throws Exception {
    tap.close();
    DriverMain.kill(DriverMain.start(bed, "smg0", "10.77.0.1"));
    Inspection found = inspect();
    assertThat(found.claims()).isEmpty();
    assertThat(found.settings()).isEmpty();
    assertThat(found.leftBehind())
        .contains(
            "the IPv4 rule 2 to 10.77.0.1 lookup 71071",
            "the IPv4 rule 3 lookup 255",
            "the blackhole 10.77.0.1 in table 71071",
            "net.ipv4.ip_early_demux=0, which was 1");
    Interception.cleanLeftovers(bed.node(), bed.directory());
    assertThat(inspect().leftBehind()).isEmpty();
  }

  @Test
  void anInterfaceInWhoseSubnetTheAddressIsMustForward() throws Exception {
    bed.ip("addr", "add", "10.77.0.9/24", "dev", "outside");
    bed.setting("net.ipv4.conf.outside.forwarding=0");
    try (Interception _ = intercept()) {
      assertThat(inspect().outside())
          .contains(
              new Inspection.OutsideInterface("outside", IpFamily.IPV4, false, Set.of(Testbed.G4)));
    }
  }

  @Test
  void addressesThatAreTooManyAreNamed() throws Exception {
    try (Interception _ = intercept()) {
      assertThat(inspect().leftOut()).isEmpty();
      for (int i = 0; i < GlobalAreaDescriptor.MOST_ADDRESSES; i++) {
        bed.ip("addr", "add", "10.77.1." + (100 + i) + "/32", "dev", "smg0");
      }
      // Those of IPv6 come last.
      assertThat(inspect().leftOut()).containsExactly("10.77.1.163, fd77:0:0:0:0:0:0:1 on smg0");
    }
  }
}
