package dev.smtap.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.status.AdapterStatus;
import dev.smtap.cli.status.DataPath;
import dev.smtap.cli.status.GlobalStatus;
import dev.smtap.cli.status.NodeStatus;
import dev.smtap.cli.status.OffloadStatus;
import dev.smtap.cli.status.State;
import dev.smtap.cli.status.Tally;
import dev.smtap.global.PublishedArea;
import dev.smtap.global.PublishedOffer;
import dev.smtap.global.Segment;
import dev.smtap.global.SegmentAddress;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.Offloads;
import dev.smtap.wire.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a node that serves a global address can answer clients outside. */
class ReturnCheckTest {
  private static final Tally NOTHING = new Tally(Map.of(), Map.of());
  private static final Place PLACE = new Place(Namespace.owning(-1, ""), "web");

  private final List<String> asked = new ArrayList<>();

  private static NodeStatus node(int id, State state, PublishedArea published) {
    AdapterStatus adapter =
        new AdapterStatus(
            new AdapterStatus.Link(
                "smg0", "web", "global", "present", "", 2, 1500, "", true, "", 0),
            new DataPath(true, 256, 64, 0, false, true, new OffloadStatus(Offloads.NONE, Map.of())),
            new AdapterStatus.Pools(1, 1, 1, 1, 512),
            NOTHING,
            NOTHING,
            NOTHING,
            NOTHING,
            List.of(),
            Optional.of(new GlobalStatus(published, NOTHING, Optional.empty())));
    return new NodeStatus(id, state, 1, 1, 0, 0, 0, 0, "", List.of(adapter));
  }

  private static NodeStatus serving(String global, String local) {
    InetAddress address = InetAddress.ofLiteral(global);
    IpAddress at = local.isEmpty() ? IpAddress.ANY : IpAddress.of(InetAddress.ofLiteral(local));
    boolean isIpv4 = !global.contains(":");
    PublishedArea.Listener listener =
        new PublishedArea.Listener(6, isIpv4, !isIpv4, at, 80, IpAddress.ANY, 0);
    return node(
        4,
        State.UP,
        new PublishedArea(
            true, false, 1, true, List.of(IpAddress.of(address)), List.of(listener), 0, List.of()));
  }

  private static NodeStatus answering(State state, String global, int prefix, boolean isHeld) {
    InetAddress address = InetAddress.ofLiteral(global);
    SegmentAddress what = new SegmentAddress(address, Segment.of(address, prefix));
    return node(
        1,
        state,
        new PublishedArea(
            true,
            false,
            1,
            true,
            List.of(IpAddress.of(address)),
            List.of(),
            0,
            List.of(new PublishedOffer(what, isHeld))));
  }

  private Set<String> hints(NodeStatus node, NodeStatus other, boolean leads)
      throws SystemException {
    ReturnCheck.Routes routes =
        (from, to) -> {
          asked.add(IpAddress.of(from) + " to " + IpAddress.of(to));
          return leads;
        };
    return new ReturnCheck(PLACE, routes).hints(node, List.of(node, other));
  }

  @ParameterizedTest
  @CsvSource({
    "10.99.0.1, 24, 10.99.0.1, 10.99.0.1 to 10.99.0.2, ip route add 10.99.0.0/24",
    "10.99.0.9, 24, '', 10.99.0.9 to 10.99.0.1, ip route add 10.99.0.0/24",
    "fd99::1, 64, fd99::1, fd99::1 to fd99::2, ip -6 route add fd99::/64",
    "200.99.0.1, 31, '', 200.99.0.1 to 200.99.0.0, ''",
  })
  void whoHasNoRouteIsToldHowToAddOne(
      String global, int prefix, String local, String question, String command)
      throws SystemException {
    NodeStatus other = answering(State.UP, global, prefix, true);
    assertThat(hints(serving(global, local), other, true)).isEmpty();
    Set<String> hints = hints(serving(global, local), other, false);
    if (command.isEmpty()) {
      // There is nobody else whose address could be asked for.
      assertThat(asked).isEmpty();
      assertThat(hints).isEmpty();
      return;
    }
    assertThat(asked).containsOnly(question);
    assertThat(hints)
        .singleElement()
        .asString()
        .startsWith("node 4 in network namespace web serves " + global + ", for which node 1 ")
        .contains("'ip netns exec web " + command + " via ADDRESS'");
  }

  @Test
  void whereNobodyComesInNoRouteIsNeeded() throws SystemException {
    NodeStatus serving = serving("10.99.0.1", "");
    assertThat(hints(serving, answering(State.UP, "10.99.0.1", 24, false), false)).isEmpty();
    assertThat(hints(serving, answering(State.DEAD, "10.99.0.1", 24, true), false)).isEmpty();
    assertThat(hints(serving, answering(State.UP, "10.99.0.7", 24, true), false)).isEmpty();
    assertThat(hints(serving("10.99.0.1", "10.99.0.8"), serving, false)).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void theKernelIsAskedWithoutSendingAnything() throws SystemException {
    try (Namespace here = Namespace.current()) {
      KernelRoutes routes = new KernelRoutes(new Place(here, ""));
      InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
      assertThat(routes.lead(loopback, InetAddress.ofLiteral("127.0.0.2"))).isTrue();
      // The kernel lets nobody send from this address to another machine.
      assertThat(routes.lead(loopback, InetAddress.ofLiteral("240.0.0.1"))).isFalse();
    }
  }
}
