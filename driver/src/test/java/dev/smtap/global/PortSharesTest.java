package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.posix.Namespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ports are whose. */
class PortSharesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 1_000, 14_116})
  void eachPortIsOneNodesAtMost(int nodes) {
    PortShares shares = new PortShares(nodes);
    int[] owners = new int[1 << 16];
    for (int id = 1; id <= nodes; id++) {
      PortRange share = shares.of(id).orElseThrow();
      assertThat(share.first()).isEven();
      assertThat(share.last()).isOdd();
      for (int port = share.first(); port <= share.last(); port++) {
        assertThat(owners[port]).isZero();
        owners[port] = id;
      }
    }
    for (int port = 0; port < owners.length; port++) {
      assertThat(shares.nodeOf(port)).as("port " + port).isEqualTo(owners[port]);
      assertThat(owners[port] != 0 && (port < 32_768 || port > 60_999)).isFalse();
    }
    assertThat(shares.of(nodes + 1)).isEmpty();
    assertThat(shares.of(0)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 14_117, 65_534, Integer.MAX_VALUE})
  void nobodyHasAShareWhenTheNumberOfNodesMakesNoSense(int nodes) {
    PortShares shares = new PortShares(nodes);
    for (int port : new int[] {0, 1, 32_768, 40_000, 65_535}) {
      assertThat(shares.nodeOf(port)).isZero();
    }
    assertThat(shares.of(1)).isEmpty();
  }

  @Test
  void theHostsOwnNamespaceIsRefusedUnlessItIsMeant() throws Exception {
    PortShares shares = new PortShares(64);
    try (Namespace here = Namespace.current()) {
      assertThat(here.isOfHost()).as("this test runs there").isTrue();
      assertThat(shares.wanted(PortSharing.OFF, 1, here)).isEmpty();
      assertThat(shares.wanted(PortSharing.HOST, 1, here)).isEqualTo(shares.of(1));
      assertThatThrownBy(() -> shares.check(PortSharing.ON, 1, here))
          .hasMessageStartingWith("cannot share out ports to node 1: it is in the host's own")
          .hasMessageEndingWith("or say ports=host if that is meant");
      assertThatThrownBy(() -> shares.check(PortSharing.HOST, 65, here))
          .hasMessageStartingWith(
              "cannot share out ports to node 65: the partition is meant for 64");
    }
  }
}
