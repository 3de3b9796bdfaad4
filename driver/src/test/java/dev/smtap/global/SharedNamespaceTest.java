package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.RoutingListener;
import dev.smtap.netlink.RoutingMonitor;
import dev.smtap.posix.Memory;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What drivers leave behind in a namespace that is not theirs alone: nothing, however they end. */
class SharedNamespaceTest {
  private static final int PATIENCE_MILLIS = 5_000;

  private Testbed bed;
  private GlobalTap tap;
  private String before;

  @BeforeEach
  void open() throws Exception {
    bed = new Testbed();
    bed.setting("net.ipv4.conf.smt0.rp_filter=1", "net.ipv4.conf.outside.arp_announce=1");
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

  private Interception intercept() throws SystemException {
    return Interception.open(
        bed.node(), bed.directory(), tap.globalInterface(Testbed.G4, Testbed.G6));
  }

  private Interception interceptOther(GlobalTap other) throws SystemException {
    return Interception.open(bed.node(), bed.directory(), other.globalInterface(Testbed.OTHER4));
  }

  @Test
  void allIsAsItWas() throws Exception {
    String tapBefore = bed.settingsOf("smg0");
    Interception interception = intercept();
    assertThat(bed.rules().lines())
        .contains(
            "1:\tfrom all iif smg0 lookup local proto kernel",
            "2:\tfrom all to 10.77.0.1 lookup 71071 proto kernel",
            "3:\tfrom all lookup local proto kernel",
            "2:\tfrom all to fd77::1 lookup 71071 proto kernel")
        .noneMatch(line -> line.startsWith("0:"));
    interception.update(
        interception
            .wanted()
            .withLocal(Set.of(Testbed.LOCAL4), Set.of(bed.ifindex("smt0")))
            .withOutside(Set.of(bed.ifindex("outside"))));
    assertThat(bed.valueOf("net.ipv4.ip_early_demux")).isEqualTo("0");
    assertThat(bed.settingsOf("smg0")).isEqualTo("221");
    assertThat(bed.settingsOf("smt0")).isEqualTo("220");
    assertThat(bed.settingsOf("outside")).isEqualTo("020");
    assertThat(bed.valueOf("net.ipv6.conf.smg0.accept_dad")).isEqualTo("0");
    assertThat(bed.routes().lines())
        .contains(
            "10.77.0.1 dev smg0 proto kernel scope link src 10.1.0.1 metric 100",
            "blackhole 10.77.0.1 proto kernel metric 1000");
    interception.close();
    assertThat(bed.everything()).isEqualTo(before);
    assertThat(bed.settingsOf("smg0")).isEqualTo(tapBefore);
    assertThat(bed.valueOf("net.ipv6.conf.smg0.accept_dad")).isEqualTo("1");
    assertThat(bed.directory()).isEmptyDirectory();
  }

  @Test
  void aFamilyIsTouchedOnlyIfItHasAddresses() throws Exception {
    String ipv6 = bed.ip("-d", "-6", "rule");
    try (Interception interception =
        Interception.open(bed.node(), bed.directory(), tap.globalInterface(Testbed.G4))) {
      assertThat(bed.ip("-d", "-6", "rule")).isEqualTo(ipv6);
      interception.update(Set.of());
      assertThat(bed.everything()).isEqualTo(before);
    }
  }

  /** Its control thread has a heart that beats each second, and the other may be stopped. */
  @Test
  void aDriverThatDoesNotFinishItsTurnHoldsUpAnotherForAMomentOnly() throws Exception {
    try (Interception interception = intercept()) {
      long cookie = interception.kernel().routing().namespaceCookie();
      try (SharedState.Turn _ = new SharedState(bed.directory(), cookie).takeTurn()) {
        long start = System.nanoTime();
        assertThatThrownBy(interception::repair)
            .hasMessageContaining("another driver in this network namespace does not finish");
        assertThat(System.nanoTime() - start).isLessThan(SharedState.PATIENCE_NANOS / 2);
      }
      interception.repair();
    }
  }

  @Test
  void whatAKilledDriverLeftIsCleanedUp() throws Exception {
    tap.close();
    Process driver = DriverMain.start(bed, "smg0", "10.77.0.1");
    DriverMain.kill(driver);
    // Nothing is broken but the way to the global address.
    assertThat(bed.ip("route", "get", "10.1.0.1")).startsWith("local 10.1.0.1");
    assertThat(bed.ip("route", "get", "192.0.2.2")).startsWith("192.0.2.2 dev outside");
    assertThatThrownBy(() -> bed.ip("route", "get", "10.77.0.1")).hasMessageContaining("Invalid");
    assertThat(bed.everything()).isNotEqualTo(before);
    Interception.cleanLeftovers(bed.node(), bed.directory());
    assertThat(bed.everything()).isEqualTo(before);
    assertThat(bed.directory()).isEmptyDirectory();
    tap = GlobalTap.open(bed.node(), "smg0");
  }

  @Test
  void theNextStartTakesOverFromAKilledDriver() throws Exception {
    tap.close();
    Process driver = DriverMain.start(bed, "smg0", "10.77.0.2");
    DriverMain.kill(driver);
    tap = GlobalTap.open(bed.node(), "smg0");
    bed.addGlobalAddresses("smg0");
    try (Interception _ = intercept()) {
      assertThat(bed.rules())
          .contains("10.77.0.1")
          .doesNotContain("10.77.0.2")
          .doesNotContain("detached");
      assertThat(bed.ip("route", "get", "10.77.0.1")).contains("dev smg0");
    }
    assertThat(bed.everything()).isEqualTo(before);
  }

  @Test
  void aSurvivorCleansUpAfterAKilledDriver() throws Exception {
    Process driver = DriverMain.start(bed, "smg1", "10.77.0.2");
    try (Interception survivor = intercept()) {
      String both = bed.everything();
      assertThat(both).contains("10.77.0.1", "10.77.0.2", "iif smg1");
      Interception.cleanLeftovers(bed.node(), bed.directory());
      assertThat(bed.everything()).isEqualTo(both);
      DriverMain.kill(driver);
      survivor.repair();
      assertThat(bed.everything()).contains("10.77.0.1").doesNotContain("10.77.0.2", "smg1");
    }
    assertThat(bed.everything()).isEqualTo(before);
  }

  @Test
  void theLastOfSeveralRestores() throws Exception {
    try (GlobalTap other = GlobalTap.open(bed.node(), "smg1")) {
      Interception first = intercept();
      Interception second = interceptOther(other);
      first.close();
      assertThat(bed.everything()).contains("to 10.77.0.2").doesNotContain("10.77.0.1");
      assertThat(bed.valueOf("net.ipv4.ip_early_demux")).isEqualTo("0");
      second.close();
      assertThat(bed.everything()).isEqualTo(before);
    }
  }

  @Test
  void theSameAddressTwiceIsRefused() throws Exception {
    try (GlobalTap other = GlobalTap.open(bed.node(), "smg1");
        Interception _ = intercept()) {
      String one = bed.everything();
      assertThatThrownBy(() ->
              Interception.open(bed.node(), bed.directory(), other.globalInterface(Testbed.G6)))
          .hasMessage(
              "cannot intercept fd77:0:0:0:0:0:0:1: another node in this network namespace has it,"
                  + " on smg0; put each node of a global network into a network namespace of its"
                  + " own");
      assertThatThrownBy(this::intercept)
          .hasMessage(
              "cannot intercept for interface smg0: another driver does it already; stop that one,"
                  + " or give this node an interface of its own");
      try (Interception second = interceptOther(other)) {
        assertThatThrownBy(() -> second.update(Set.of(Testbed.G4)))
            .hasMessageContaining("10.77.0.1: another node");
        assertThat(second.wanted().addresses()).containsExactly(Testbed.OTHER4);
      }
      assertThat(bed.everything()).isEqualTo(one);
    }
  }

  @Test
  void aDeletedRuleIsRepaired() throws Exception {
    Counter counter = new Counter();
    try (Interception interception = intercept();
        RoutingMonitor monitor = bed.node().run(RoutingMonitor::open)) {
      String right = bed.everything();
      for (String preference : List.of("1", "2", "3")) {
        for (String family : List.of("-4", "-6")) {
          bed.ip(family, "rule", "del", "pref", preference);
          assertThat(Memory.await(monitor.fd(), Poll.POLLIN, PATIENCE_MILLIS)).isNotZero();
          int heard = counter.rules;
          monitor.drain(counter);
          assertThat(counter.rules).isGreaterThan(heard);
          interception.repair();
          assertThat(bed.everything()).isEqualTo(right);
          monitor.drain(counter);
        }
      }
      bed.ip("rule", "add", "pref", "0", "lookup", "local");
      bed.ip("route", "flush", "table", "71071");
      bed.ip("neigh", "flush", "dev", "smg0", "nud", "permanent");
      interception.repair();
      assertThat(bed.everything()).isEqualTo(right);
      monitor.drain(counter);
      int heard = counter.rules;
      interception.repair();
      // What else the kernel tells is its own: it ends the detection of duplicate addresses about
      // now.
      monitor.drain(counter);
      assertThat(counter.rules).as("nothing to do").isEqualTo(heard);
    }
  }

  private static final class Counter implements RoutingListener {
    int rules;

    @Override
    public void rulesChanged(IpFamily family) {
      rules++;
    }

    @Override
    public void addressesChanged(int ifindex) {}

    @Override
    public void linksChanged() {}

    @Override
    public void settingsChanged() {}

    @Override
    public void changesLost() {}
  }

  @Test
  void followsANewNameAndAnInterfaceThatWasDown() throws Exception {
    try (Interception interception = intercept()) {
      bed.ip("link", "set", "smg0", "down");
      bed.ip("link", "set", "smg0", "name", "other");
      bed.ip("link", "set", "other", "up");
      interception.repair();
      assertThat(bed.rules()).contains("iif other").doesNotContain("smg0");
      assertThat(bed.ip("route", "get", "10.77.0.1")).contains("dev other");
    }
    assertThat(bed.everything()).isEqualTo(before);
  }

  /** The kernel tells of every step: from first to last one local rule must be there. */
  @Test
  void isNeverWithoutALocalRule() throws Exception {
    Process monitor =
        new ProcessBuilder("ip", "-n", bed.nodeName(), "-4", "monitor", "rule").start();
    List<String> lines = new ArrayList<>();
    try (java.io.BufferedReader output = monitor.inputReader()) {
      // Once it hears of this one it hears of all that follows.
      String probe = "9999:\tfrom all lookup main";
      do {
        bed.ip("rule", "add", "pref", "9999", "lookup", "main");
        bed.ip("rule", "del", "pref", "9999");
      } while (!output.ready());
      for (int i = 0; i < 3; i++) {
        intercept().close();
      }
      bed.ip("rule", "add", "pref", "8888", "lookup", "main");
      String line = output.readLine();
      while (line != null && !line.startsWith("8888:")) {
        lines.add(line);
        line = output.readLine();
      }
      assertThat(lines).anyMatch(each -> each.contains(probe));
    } finally {
      monitor.destroy();
      monitor.waitFor();
    }
    int locals = 1;
    int changes = 0;
    for (String line : lines) {
      if (line.contains("from all lookup local")) {
        locals += line.startsWith("Deleted") ? -1 : 1;
        changes++;
      }
      assertThat(locals).as(line).isBetween(1, 2);
    }
    assertThat(changes).isEqualTo(3 * 4);
  }

  @Test
  void aRuleInTheWayIsNamed() throws Exception {
    bed.ip("rule", "add", "pref", "2", "from", "198.51.100.1", "lookup", "main");
    assertThatThrownBy(this::intercept)
        .hasMessageContaining("the IPv4 rule 2 and more lookup 254 is in the way")
        .hasMessageEndingWith("give it a preference above 3");
    bed.ip("rule", "del", "pref", "2");
    assertThat(bed.everything()).isEqualTo(before);
    try (Interception interception = intercept()) {
      assertThat(interception.warnings()).isEmpty();
      bed.ip("rule", "add", "from", "198.51.100.1", "lookup", "main");
      bed.setting("net.ipv4.ip_forward=0");
      interception.repair();
      assertThat(interception.warnings())
          .hasSize(2)
          .anyMatch(each -> each.contains("comes before the rule for local addresses"))
          .anyMatch(each -> each.contains("sysctl -w net.ipv4.ip_forward=1"));
    }
  }

  @Test
  void aLocalRuleThatWasMovedStaysThere() throws Exception {
    bed.ip("rule", "add", "pref", "100", "lookup", "local");
    bed.ip("rule", "del", "pref", "0");
    String moved = bed.everything();
    try (Interception _ = intercept()) {
      assertThat(bed.ip("rule")).contains("100:").doesNotContain("3:\tfrom all lookup local");
    }
    assertThat(bed.everything()).isEqualTo(moved);
  }

  @Test
  void whatTheOperatorSetMeanwhileStays() throws Exception {
    bed.setting("net.ipv4.ip_early_demux=0");
    try (Interception interception = intercept()) {
      bed.setting("net.ipv4.ip_early_demux=1", "net.ipv4.conf.smg0.rp_filter=1");
      interception.repair();
      assertThat(bed.valueOf("net.ipv4.ip_early_demux")).isEqualTo("0");
      bed.setting("net.ipv4.conf.smg0.arp_announce=1");
    }
    assertThat(bed.valueOf("net.ipv4.ip_early_demux")).isEqualTo("1");
    assertThat(bed.valueOf("net.ipv4.conf.smg0.rp_filter")).isEqualTo("1");
    assertThat(bed.valueOf("net.ipv4.conf.smg0.arp_announce")).isEqualTo("1");
  }

  @Test
  void manyAtOnceTakeTurns() throws Exception {
    int drivers = 4;
    List<GlobalTap> taps = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(drivers)) {
      List<Callable<Void>> jobs = new ArrayList<>();
      for (int i = 0; i < drivers; i++) {
        GlobalTap each = GlobalTap.open(bed.node(), "many" + i);
        taps.add(each);
        GlobalInterface wanted =
            each.globalInterface(Testbed.address("10.77.1." + i), Testbed.address("fd77::2:" + i));
        jobs.add(() -> {
          for (int round = 0; round < 10; round++) {
            Interception.open(bed.node(), bed.directory(), wanted).close();
          }
          return null;
        });
      }
      for (Future<Void> each : pool.invokeAll(jobs)) {
        each.get();
      }
    } finally {
      taps.forEach(GlobalTap::close);
    }
    assertThat(bed.everything()).isEqualTo(before);
    assertThat(bed.directory()).isEmptyDirectory();
  }
}
