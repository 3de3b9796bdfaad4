package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.RoutingListener;
import dev.smtap.netlink.RoutingMonitor;
import dev.smtap.posix.Memory;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A setting that somebody changes is heard of and repaired, and that comes to an end. */
class SettingRepairTest implements RoutingListener {
  private static final String SETTING = "net.ipv4.conf.smg0.rp_filter";
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int NEVER_MILLIS = 100;

  /** The repair itself is told of too; the look after that changes nothing. */
  private static final int MOST_REPAIRS = 2;

  private Testbed bed;
  private GlobalTap tap;
  private boolean needsRepair;

  @BeforeEach
  void open() throws Exception {
    bed = new Testbed();
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

  @Override
  public void rulesChanged(IpFamily family) {}

  @Override
  public void addressesChanged(int ifindex) {}

  @Override
  public void linksChanged() {}

  @Override
  public void settingsChanged() {
    needsRepair = true;
  }

  @Override
  public void changesLost() {}

  /** Whether something was heard that asks for a repair. */
  private boolean hears(RoutingMonitor monitor, int millis) throws SystemException {
    needsRepair = false;
    if (Memory.await(monitor.fd(), Poll.POLLIN, millis) != 0) {
      monitor.drain(this);
    }
    return needsRepair;
  }

  @Test
  void whatIsHeardOfIsRepairedOnce() throws Exception {
    try (Interception interception =
            Interception.open(
                bed.node(), bed.directory(), tap.globalInterface(Testbed.G4, Testbed.G6));
        RoutingMonitor monitor = bed.node().run(RoutingMonitor::open)) {
      bed.setting(SETTING + "=1");
      assertThat(hears(monitor, PATIENCE_MILLIS)).isTrue();
      int repairs = 0;
      do {
        interception.repair();
        repairs++;
        assertThat(bed.valueOf(SETTING)).isEqualTo("2");
      } while (hears(monitor, NEVER_MILLIS));
      assertThat(repairs).isLessThanOrEqualTo(MOST_REPAIRS);
    }
  }
}
