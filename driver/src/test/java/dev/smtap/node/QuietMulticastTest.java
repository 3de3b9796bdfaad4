package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.netlink.LinkMonitor;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.TestNamespace;
import dev.smtap.tap.FramePort;
import dev.smtap.wire.NodeAddress;
import org.junit.jupiter.api.Test;

/** A kernel that does not tell of joined groups: those before 6.14. */
class QuietMulticastTest {
  private static final int MTU = 1500;

  // Less than the slots of a cast ring.
  private static final int COUNT = 10;
  private static final long GROUP = 0x01005e070701L;

  /** What opens the interfaces of such a kernel. */
  private static PortOpener deaf() {
    PortOpener taps = new TapPorts();
    return new PortOpener() {
      @Override
      public FramePort open(AdapterConfig config, long mac) throws SystemException {
        return taps.open(config, mac);
      }

      @Override
      public LinkMonitor openMonitor() throws SystemException {
        return LinkMonitor.openDeaf();
      }
    };
  }

  @Test
  void nothingIsLostThoughNobodyTellsOfTheGroup() throws Exception {
    try (TestNamespace space = TestNamespace.create();
        TestPartition net = TestPartition.of(1, MTU, 0)) {
      net.startIn(space.name(), 2, deaf());
      net.awaitConnected();
      // No IPv6, which would be on its way for a while; and a ring for the group.
      space.ip("link", "set", "sm2", "addrgenmode", "none", "up");
      send(net, 1);
      // By then the other would rest, too.
      net.awaitRest(1);
      net.awaitBeat(2);
      assertThat(net.aheadNanos(2)).isLessThan(Pace.TICK_NANOS);
      space.ip("maddress", "add", "01:00:5e:07:07:01", "dev", "sm2");
      long before = net.received(2, AdapterReceiveCounter.CAST);
      send(net, COUNT);
      TestPartition.await()
          .until(() -> net.received(2, AdapterReceiveCounter.CAST) - before == COUNT);
      assertThat(net.received(2, AdapterReceiveCounter.MISSED)).isZero();
    }
  }

  private static void send(TestPartition net, int count) {
    for (int i = 0; i < count; i++) {
      net.port(1).send(TestPartition.frame(GROUP, NodeAddress.of(0, 1), i, 64));
    }
  }
}
