package dev.smtap.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.netlink.LinkState;
import dev.smtap.netlink.RouteSocket;
import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.Memory;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.Poll;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.TestNamespace;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the real kernel, in a namespace of its own. */
class TapDeviceTest {
  private static final long MAC = 0x02534d000001L;
  private static final int FRAME = 12 + 60;

  private TestNamespace test;
  private Namespace namespace;

  @BeforeEach
  void open() throws Exception {
    test = TestNamespace.create();
    namespace = test.open();
  }

  @AfterEach
  void close() {
    if (test != null) {
      test.close();
    }
    if (namespace != null) {
      namespace.close();
    }
  }

  private static TapOptions options(int mtu) {
    return new TapOptions(MAC, mtu, 0, Offloads.ALL);
  }

  private TapDevice openTap(String name, int mtu) throws SystemException {
    return namespace.run(() -> TapDevice.open(name, options(mtu)));
  }

  private LinkState link(TapDevice tap) throws SystemException {
    try (RouteSocket route = namespace.run(RouteSocket::open)) {
      return route.getLink(tap.ifindex()).orElseThrow();
    }
  }

  @Test
  void opensDownWithoutCarrierAndAsAsked() throws Exception {
    try (TapDevice tap = openTap("smt0", 65_521)) {
      LinkState link = link(tap);
      assertThat(tap.name()).isEqualTo("smt0");
      assertThat(tap.warnings()).isEmpty();
      assertThat(tap.offloads()).isEqualTo(Offloads.ALL);
      assertThat(link.mac()).isEqualTo(MAC);
      assertThat(link.mtu()).isEqualTo(65_521);
      assertThat(link.txQueueLength()).isEqualTo(4096);
      assertThat(link.isUp()).isFalse();
      assertThat(link.carrier()).isFalse();
      test.ip("link", "set", "smt0", "up");
      assertThat(link(tap).isRunning()).isFalse();
      tap.setCarrier(true);
      assertThat(test.ip("-br", "link", "show", "smt0")).contains("UP", "LOWER_UP");
      tap.setCarrier(false);
      assertThat(test.ip("-br", "link", "show", "smt0")).contains("NO-CARRIER");
      tap.setOffloads(Offloads.NONE);
      assertThat(tap.offloads()).isEqualTo(Offloads.NONE);
    }
    assertThat(test.ip("link")).doesNotContain("smt0");
  }

  @Test
  void passesFramesBothWays() throws Exception {
    try (TapDevice tap = openTap("smt0", 1500)) {
      tap.setCarrier(true);
      test.ip("link", "set", "smt0", "up");
      Memory buffer = Memory.allocate(70_000);
      assertThat(DataCalls.write(tap.fd(), buffer.position(), FRAME)).isEqualTo(FRAME);
      assertThat(link(tap).traffic().rxPackets()).isEqualTo(1);
      // Its first multicast reports come out by themselves.
      assertThat(Memory.await(tap.fd(), Poll.POLLIN, 5000)).isEqualTo(Poll.POLLIN);
      assertThat(DataCalls.read(tap.fd(), buffer.position(), 70_000)).isGreaterThan(FRAME);
      assertThat(buffer.bytes(24)).endsWith(2, 0x53, 0x4d, 0, 0, 1);
    }
  }

  @Test
  void saysWhatHappensWhenDownEmptyShortAndDeleted() throws Exception {
    try (TapDevice tap = openTap("smt0", 1500)) {
      Memory buffer = Memory.allocate(4096);
      assertThat(DataCalls.write(tap.fd(), buffer.position(), FRAME)).isEqualTo(-Errno.EIO);
      assertThat(DataCalls.read(tap.fd(), buffer.position(), 4096)).isEqualTo(-Errno.EAGAIN);
      test.ip("link", "set", "smt0", "up");
      assertThat(DataCalls.write(tap.fd(), buffer.position(), 12 + 13)).isEqualTo(-Errno.EINVAL);
      assertThat(DataCalls.write(tap.fd(), buffer.position(), FRAME)).isEqualTo(FRAME);
      test.ip("link", "del", "smt0");
      assertThat(Memory.await(tap.fd(), Poll.POLLIN, 1000) & Poll.POLLERR).isNotZero();
      assertThat(DataCalls.write(tap.fd(), buffer.position(), FRAME)).isEqualTo(-Errno.EBADFD);
      assertThat(DataCalls.read(tap.fd(), buffer.position(), 4096)).isEqualTo(-Errno.EBADFD);
      assertThat(tap.locate()).isEmpty();
      assertThatThrownBy(tap::currentNamespace)
          .hasMessage("cannot find the namespace of smt0: the device was deleted (EBADFD)");
      assertThatThrownBy(() -> tap.setCarrier(true))
          .isInstanceOfSatisfying(
              SystemException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADFD));
    }
  }

  @Test
  void isFoundAgainAfterRenameAndMove() throws Exception {
    try (TestNamespace other = TestNamespace.create();
        Namespace there = other.open();
        TapDevice tap = openTap("smt0", 1500)) {
      test.ip("link", "set", "smt0", "name", "other0");
      assertThat(tap.locate()).map(LinkState::name).contains("other0");
      assertThat(tap.name()).isEqualTo("other0");
      test.ip("link", "set", "other0", "netns", other.name());
      try (Namespace now = tap.currentNamespace()) {
        assertThat(now.identity()).isEqualTo(there.identity());
      }
      assertThat(tap.locate()).map(LinkState::ifindex).contains(tap.ifindex());
      assertThat(other.ip("link", "show", "other0")).contains("02:53:4d:00:00:01");
      other.ip("link", "set", "other0", "up");
      Memory buffer = Memory.allocate(4096);
      assertThat(DataCalls.write(tap.fd(), buffer.position(), FRAME)).isEqualTo(FRAME);
    }
  }

  @Test
  void survivesTheDeletionOfItsNamespacesName() throws Exception {
    try (TapDevice tap = openTap("smt0", 1500)) {
      test.ip("link", "set", "smt0", "up");
      test.delete();
      namespace.close();
      Memory buffer = Memory.allocate(4096);
      // It is pinned, and nothing tells: that is what NamespaceWatch is for.
      assertThat(DataCalls.write(tap.fd(), buffer.position(), FRAME)).isEqualTo(FRAME);
    }
  }

  @Test
  void recoversFromDownAndUpEveryTime() throws Exception {
    try (TapDevice tap = openTap("smt0", 1500);
        RouteSocket route = namespace.run(RouteSocket::open)) {
      tap.setCarrier(true);
      Memory buffer = Memory.allocate(4096);
      for (int i = 0; i < 20; i++) {
        route.setUp(tap.ifindex(), true);
        assertThat(DataCalls.write(tap.fd(), buffer.position(), FRAME)).isEqualTo(FRAME);
        route.setUp(tap.ifindex(), false);
        assertThat(DataCalls.write(tap.fd(), buffer.position(), FRAME)).isEqualTo(-Errno.EIO);
      }
    }
  }

  @Test
  void attachesToAPersistentOneAndLeavesIt() throws Exception {
    test.ip("tuntap", "add", "dev", "keep0", "mode", "tap");
    try (TapDevice tap = openTap("keep0", 9000)) {
      assertThat(link(tap).mtu()).isEqualTo(9000);
      assertThat(link(tap).mac()).isEqualTo(MAC);
      assertThat(link(tap).carrier()).isFalse();
    }
    assertThat(test.ip("link", "show", "keep0")).contains("mtu 9000");
  }

  @Test
  void saysThatAnotherProgramHasIt() throws Exception {
    try (TapDevice tap = openTap("smt0", 1500)) {
      assertThatThrownBy(() -> openTap("smt0", 1500))
          .isInstanceOf(SystemException.class)
          .hasMessage(
              "cannot open the TAP device smt0: another program has it open; stop that program or"
                  + " choose another name; 'smtap status' shows the adapters of this partition");
      assertThat(tap.fd()).isPositive();
    }
  }

  @Test
  void saysThatTheNameIsAnotherKindOfInterface() {
    test.ip("tuntap", "add", "dev", "tun0", "mode", "tun");
    for (String name : new String[] {"tun0", "lo"}) {
      assertThatThrownBy(() -> openTap(name, 1500))
          .hasMessageContaining("there is an interface of that name which is not a TAP");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 68, 1_489, 65_522, 65_536, -1})
  void refusesAnMtuOutOfRange(int mtu) {
    assertThatThrownBy(() -> openTap("smt0", mtu))
        .hasMessage(
            "cannot set the MTU to "
                + mtu
                + " on smt0: it must be from 1490 to 65521; choose an MTU in that range");
    assertThat(test.ip("link")).doesNotContain("smt0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1_490, 65_521})
  void takesTheLimitsOfTheRange(int mtu) throws Exception {
    try (TapDevice tap = openTap("smt0", mtu)) {
      assertThat(link(tap).mtu()).isEqualTo(mtu);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a/b",
        "a b",
        "a:b",
        "smt%d",
        "sixteen-bytes-xx",
        "ä23456789012345"
      })
  void refusesNamesThatTheKernelWould(String name) {
    assertThatThrownBy(() -> openTap(name, 1500))
        .isInstanceOf(SystemException.class)
        .hasMessageStartingWith("cannot use the interface name '" + name + "': ")
        .hasMessageEndingWith("; choose another name");
  }

  @Test
  void takesANameOfFifteenBytes() throws Exception {
    try (TapDevice tap = openTap("fifteen-bytes-x", 1500)) {
      assertThat(link(tap).name()).isEqualTo("fifteen-bytes-x");
    }
  }

  private static int second(int fd) {
    return ControlCalls.dupAbove(fd, 3);
  }

  private TapDevice adopt(int fd, String name, int mtu) throws SystemException {
    return namespace.run(() -> TapDevice.adopt(fd, name, options(mtu)));
  }

  @Test
  void isTakenBackWithAllThatWasSet() throws Exception {
    int stored;
    try (TapDevice tap = openTap("smt0", 9000)) {
      test.ip("link", "set", "smt0", "up");
      test.ip("addr", "add", "192.0.2.1/24", "dev", "smt0");
      tap.setCarrier(true);
      stored = second(tap.fd());
    }
    assertThat(test.ip("-br", "addr", "show", "smt0")).contains("UP", "192.0.2.1/24");
    AtomicInteger closings = new AtomicInteger();
    try (TapDevice tap = adopt(stored, "smt0", 9000)) {
      assertThat(test.ip("addr", "show", "smt0")).contains("LOWER_UP", "192.0.2.1/24", "mtu 9000");
      assertThat(link(tap).mac()).isEqualTo(MAC);
      assertThat(tap.offloads()).isEqualTo(Offloads.ALL);
      tap.atClose(closings::incrementAndGet);
    }
    assertThat(closings).hasValue(1);
    assertThat(test.ip("link")).doesNotContain("smt0");
  }

  @Test
  void whatIsTakenBackMustBeWhatWasMade() throws Exception {
    int nothing = ControlCalls.eventfd(0);
    assertThatThrownBy(() -> adopt(nothing, "smt0", 1500))
        .hasMessage("cannot take back the stored TAP of smt0: it is no attached TAP device");
    assertThat(ControlCalls.close(nothing)).isEqualTo(-Errno.EBADF);
    try (TapDevice tap = openTap("smt0", 1500)) {
      assertThatThrownBy(() -> adopt(second(tap.fd()), "smt1", 1500))
          .hasMessageEndingWith("of smt1: its interface is called smt0");
      assertThatThrownBy(() -> TapDevice.adopt(second(tap.fd()), "smt0", options(1500)))
          .hasMessageEndingWith("of smt0: its interface is in another network namespace");
      test.ip("link", "del", "smt0");
      assertThatThrownBy(() -> adopt(second(tap.fd()), "smt0", 1500))
          .hasMessageEndingWith("of smt0: its interface was deleted");
    }
  }
}
