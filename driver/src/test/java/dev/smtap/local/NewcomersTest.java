package dev.smtap.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.SystemException;
import dev.smtap.tap.SocketPort;
import java.io.IOException;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A frame for a node to which there is no lane yet waits for it, but not for one that nobody is.
 */
class NewcomersTest {
  private static final int NOBODY = 9;

  private Partition partition;
  private List<SocketPort> ports;
  private Adapter adapter;
  private Newcomers newcomers;
  private IntPredicate control = nodeId -> false;
  private int asked;
  private long nowNanos;

  private final class Requests implements NodeRequests {
    @Override
    public boolean unknownNode(int nodeId) {
      asked++;
      return control.test(nodeId);
    }

    @Override
    public void interfaceGone(Adapter which, String why) {
      throw new AssertionError("interface gone: " + why);
    }

    @Override
    public void busyAgain() {}

    @Override
    public void sectionLost(Adapter which) {
      throw new AssertionError("section lost");
    }
  }

  @BeforeEach
  void make() throws IOException, SystemException {
    partition = Partition.make();
    ports = SocketPort.pair();
    adapter = partition.adapter(ports.getFirst(), new Requests(), AdapterSettings.DEFAULT);
    newcomers = new Newcomers(adapter, () -> nowNanos += 1_000_000);
  }

  @AfterEach
  void remove() throws IOException, SystemException {
    for (SocketPort port : ports) {
      port.close();
    }
    partition.close();
  }

  @Test
  void laneThatIsMadeMeanwhileIsTaken() {
    Lane lane = partition.lane(Partition.GOOD, 0);
    control =
        nodeId -> {
          if (asked == 3) {
            adapter.setLanes(Lanes.NONE.with(lane));
          }
          return true;
        };
    assertThat(newcomers.await(Partition.GOOD).toNode(Partition.GOOD)).isSameAs(lane);
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void whoWasNotFoundIsNotWaitedFor() {
    control = nodeId -> asked < 3;
    assertThat(newcomers.await(NOBODY).count()).isZero();
    assertThat(asked).isEqualTo(3);
    control = nodeId -> false;
    assertThat(newcomers.await(NOBODY).count()).isZero();
    assertThat(asked).isEqualTo(4);
  }

  @Test
  void afterOneThatWasWaitedForInVainTheNextIsOnlyAskedFor() {
    control = nodeId -> true;
    assertThat(newcomers.await(NOBODY).count()).isZero();
    assertThat(asked).isEqualTo(11);
    assertThat(newcomers.await(NOBODY + 1).count()).isZero();
    assertThat(asked).isEqualTo(12);
    nowNanos += 100_000_000;
    assertThat(newcomers.await(NOBODY + 1).count()).isZero();
    assertThat(asked).isEqualTo(23);
  }

  @Test
  void whatIsNoNodeIsNotAskedFor() {
    assertThat(newcomers.await(0).count()).isZero();
    assertThat(newcomers.await(0xffff).count()).isZero();
    assertThat(asked).isZero();
  }
}
