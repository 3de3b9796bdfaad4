package dev.smtap.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.posix.Memory;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.TestNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the real kernel, in a namespace of its own. */
class LinkTest implements LinkListener {
  private static final int LOOPBACK = 1;

  private final List<LinkState> changes = new ArrayList<>();
  private final List<Integer> removals = new ArrayList<>();
  private int multicastChanges;
  private int losses;
  private TestNamespace test;
  private RouteSocket route;
  private LinkMonitor monitor;
  private int ifindex;

  @BeforeEach
  void open() throws Exception {
    test = TestNamespace.create();
    test.ip("tuntap", "add", "dev", "smt0", "mode", "tap");
    try (Namespace namespace = test.open()) {
      route = namespace.run(RouteSocket::open);
      monitor = namespace.run(LinkMonitor::open);
    }
    ifindex = route.getLink("smt0").orElseThrow().ifindex();
  }

  @AfterEach
  void close() {
    if (test != null) {
      test.close();
    }
    if (route != null) {
      route.close();
    }
    if (monitor != null) {
      monitor.close();
    }
  }

  @Override
  public void linkChanged(LinkState link) {
    changes.add(link);
  }

  @Override
  public void linkRemoved(int index) {
    removals.add(index);
  }

  @Override
  public void multicastChanged(int index) {
    multicastChanges++;
  }

  @Override
  public void changesLost() {
    losses++;
  }

  private LinkState awaitChange(Predicate<LinkState> wanted) throws SystemException {
    while (true) {
      assertThat(Memory.await(monitor.fd(), Poll.POLLIN, 5000)).isEqualTo(Poll.POLLIN);
      monitor.drain(this);
      for (LinkState link : changes) {
        if (wanted.test(link)) {
          return link;
        }
      }
    }
  }

  private LinkState link() throws SystemException {
    return route.getLink(ifindex).orElseThrow();
  }

  @Test
  void setsWhatItGets() throws Exception {
    route.setMtu(ifindex, 9000);
    route.setMac(ifindex, 0x02534d000102L);
    route.setTxQueueLength(ifindex, 4096);
    route.setGroup(ifindex, 71);
    route.setUp(ifindex, true);
    LinkState link = link();
    assertThat(link.name()).isEqualTo("smt0");
    assertThat(link.mtu()).isEqualTo(9000);
    assertThat(link.mac()).isEqualTo(0x02534d000102L);
    assertThat(link.txQueueLength()).isEqualTo(4096);
    assertThat(link.group()).isEqualTo(71);
    assertThat(link.isUp()).isTrue();
    assertThat(link.carrier()).isFalse();
    assertThat(route.getLink("smt0")).map(LinkState::ifindex).contains(ifindex);
    assertThat(test.ip("link", "show", "smt0"))
        .contains("mtu 9000", "group 71", "qlen 4096", "02:53:4d:00:01:02");
  }

  @Test
  void givesTheSameObjectAsLongAsNothingChanges() throws Exception {
    LinkState before = link();
    assertThat(link()).isSameAs(before);
    route.setGroup(ifindex, 72);
    assertThat(link()).isNotSameAs(before).extracting(LinkState::group).isEqualTo(72);
    assertThat(route.getLink("lo")).map(LinkState::name).contains("lo");
    assertThat(link().name()).isEqualTo("smt0");
  }

  @Test
  void givesTheSameObjectsWhenSeveralInterfacesAreAskedForInTurn() throws Exception {
    LinkState before = link();
    LinkState loopback = route.getLink(LOOPBACK).orElseThrow();
    assertThat(loopback.name()).isEqualTo("lo");
    assertThat(link()).isSameAs(before);
    assertThat(route.getLink(LOOPBACK)).containsSame(loopback);
  }

  @Test
  void listsAllAndFindsNoneThatIsNot() throws Exception {
    assertThat(route.getLinks()).extracting(LinkState::name).contains("lo", "smt0");
    assertThat(route.getLink("none")).isEmpty();
    assertThat(route.getLink("a-name-that-is-far-too-long")).isEmpty();
    assertThat(route.getLink(4_000)).isEmpty();
  }

  @Test
  void listsMoreThanOneBufferHolds() throws Exception {
    for (int i = 0; i < 40; i++) {
      test.ip("tuntap", "add", "dev", "t" + i, "mode", "tap");
    }
    assertThat(route.getLinks()).hasSize(42);
  }

  @Test
  void saysWhyInTheKernelsWords() {
    assertThatThrownBy(() -> route.setMtu(ifindex, 70_000))
        .isInstanceOf(SystemException.class)
        .hasMessage(
            "cannot set the MTU to 70000 on interface "
                + ifindex
                + ": mtu greater than device maximum, invalid argument (EINVAL)");
    assertThatThrownBy(() -> route.setUp(4_000, true))
        .hasMessage("cannot change the flags of interface 4000: no such device (ENODEV)");
  }

  @Test
  void followsEveryChange() throws Exception {
    test.ip("link", "set", "smt0", "mtu", "2000");
    awaitChange(link -> link.mtu() == 2000);
    test.ip("link", "set", "smt0", "address", "02:00:00:00:00:07");
    awaitChange(link -> link.mac() == 0x020000000007L);
    test.ip("link", "set", "smt0", "name", "renamed");
    assertThat(awaitChange(link -> link.name().equals("renamed")).ifindex()).isEqualTo(ifindex);
    test.ip("link", "set", "renamed", "up");
    awaitChange(LinkState::isUp);
    test.ip("link", "set", "renamed", "group", "71");
    awaitChange(link -> link.group() == 71);
    test.ip("link", "set", "renamed", "promisc", "on");
    awaitChange(LinkState::isPromiscuous);
    changes.clear();
    test.ip("link", "set", "renamed", "allmulticast", "on");
    awaitChange(LinkState::wantsAllMulticast);
    changes.clear();
    test.ip("link", "set", "renamed", "down");
    awaitChange(link -> !link.isUp());
    test.ip("link", "del", "renamed");
    awaitRemoval();
    assertThat(losses).isZero();
  }

  @Test
  void hearsThatItMovedAway() throws Exception {
    try (TestNamespace other = TestNamespace.create()) {
      test.ip("link", "set", "smt0", "netns", other.name());
      awaitRemoval();
      assertThat(route.getLink("smt0")).isEmpty();
    }
  }

  @Test
  void leavingABridgeIsNoRemoval() throws Exception {
    try {
      test.ip("link", "add", "br0", "type", "bridge");
    } catch (AssertionError e) {
      System.err.println("SKIPPED: this kernel has no bridges");
      return;
    }
    test.ip("link", "set", "smt0", "master", "br0");
    awaitChange(link -> link.ifindex() == ifindex && link.master() != 0);
    changes.clear();
    test.ip("link", "set", "smt0", "nomaster");
    awaitChange(link -> link.ifindex() == ifindex && link.master() == 0);
    assertThat(removals).doesNotContain(ifindex);
  }

  @Test
  void saysWhenChangesWereLost() throws Exception {
    for (int i = 0; i < 4000; i++) {
      route.setMtu(ifindex, 1500 + (i & 1));
    }
    monitor.drain(this);
    assertThat(losses).isPositive();
    changes.clear();
    test.ip("link", "set", "smt0", "mtu", "2222");
    awaitChange(link -> link.mtu() == 2222);
  }

  @Test
  void readsMulticastGroups() throws Exception {
    try (Namespace namespace = test.open();
        MulticastGroups groups = namespace.run(MulticastGroups::open)) {
      long[] none = new long[0];
      long[] before = groups.read(ifindex, none);
      test.ip("maddress", "add", "01:00:5e:01:02:03", "dev", "smt0");
      long[] after = groups.read(ifindex, before);
      assertThat(after).contains(0x01005e010203L).isSorted();
      assertThat(groups.read(ifindex, after)).isSameAs(after);
      long[] ofLoopback = groups.read(LOOPBACK, none);
      assertThat(groups.read(LOOPBACK, ofLoopback)).isSameAs(ofLoopback);
      assertThat(groups.read(ifindex, after)).isSameAs(after);
      test.ip("maddress", "del", "01:00:5e:01:02:03", "dev", "smt0");
      assertThat(groups.read(ifindex, after)).isEqualTo(before);
      route.setUp(ifindex, true);
      assertThat(groups.read(ifindex, before)).contains(0x01005e000001L);
    }
  }

  @Test
  void hearsOfMulticastWhereTheKernelTells() throws Exception {
    if (!monitor.hearsMulticast()) {
      System.err.println("SKIPPED: this kernel does not tell of multicast groups");
      return;
    }
    route.setUp(ifindex, true);
    monitor.drain(this);
    assertThat(multicastChanges).isPositive();
  }

  @Test
  void oneThatIsDeafToMulticastHearsTheRest() throws Exception {
    try (Namespace namespace = test.open();
        LinkMonitor deaf = namespace.run(LinkMonitor::openDeaf)) {
      assertThat(deaf.hearsMulticast()).isFalse();
      route.setUp(ifindex, true);
      deaf.drain(this);
      assertThat(multicastChanges).isZero();
      assertThat(changes).isNotEmpty();
    }
  }

  private void awaitRemoval() throws SystemException {
    while (!removals.contains(ifindex)) {
      assertThat(Memory.await(monitor.fd(), Poll.POLLIN, 5000)).isEqualTo(Poll.POLLIN);
      monitor.drain(this);
    }
  }
}
