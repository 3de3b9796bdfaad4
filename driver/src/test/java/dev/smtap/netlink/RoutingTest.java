package dev.smtap.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.posix.Memory;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.Poll;
import dev.smtap.posix.TestNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the real kernel, in a namespace of its own. */
class RoutingTest implements RoutingListener {
  private static final InetAddress G4 = InetAddress.ofLiteral("10.77.0.1");
  private static final InetAddress G6 = InetAddress.ofLiteral("fd77::1");
  private static final int TABLE = 71_071;

  private final List<String> events = new ArrayList<>();
  private TestNamespace test;
  private RoutingSocket routing;
  private RoutingMonitor monitor;
  private int ifindex;

  @BeforeEach
  void open() throws Exception {
    test = TestNamespace.create();
    test.ip("link", "add", "v0", "type", "veth", "peer", "name", "v1");
    try (Namespace namespace = test.open();
        RouteSocket links = namespace.run(RouteSocket::open)) {
      ifindex = links.getLink("v0").orElseThrow().ifindex();
      routing = namespace.run(RoutingSocket::open);
      monitor = namespace.run(RoutingMonitor::open);
    }
  }

  @AfterEach
  void close() {
    if (test != null) {
      test.close();
    }
    if (routing != null) {
      routing.close();
    }
    if (monitor != null) {
      monitor.close();
    }
  }

  @Override
  public void rulesChanged(IpFamily family) {
    events.add("rules " + family);
  }

  @Override
  public void addressesChanged(int index) {
    events.add("addresses " + index);
  }

  @Override
  public void linksChanged() {
    events.add("links");
  }

  @Override
  public void settingsChanged() {
    events.add("settings");
  }

  @Override
  public void changesLost() {
    events.add("lost");
  }

  private List<String> heard() throws Exception {
    events.clear();
    assertThat(Memory.await(monitor.fd(), Poll.POLLIN, 5000)).isEqualTo(Poll.POLLIN);
    monitor.drain(this);
    return events;
  }

  @Test
  void rulesComeAndGo() throws Exception {
    for (Rule each :
        List.of(
            Rule.forDestination(2, G4, TABLE),
            Rule.forDestination(2, G6, TABLE),
            Rule.forIncoming(IpFamily.IPV4, 1, "v0", Rule.TABLE_LOCAL))) {
      assertThat(routing.addRule(each)).isTrue();
      assertThat(routing.addRule(each)).isFalse();
      assertThat(routing.rules(each.family())).contains(each);
      assertThat(heard()).containsExactly("rules " + each.family());
      assertThat(routing.deleteRule(each)).isTrue();
      assertThat(routing.deleteRule(each)).isFalse();
      assertThat(routing.rules(each.family())).doesNotContain(each);
      assertThat(heard()).containsExactly("rules " + each.family());
    }
  }

  @Test
  void anInterfaceThatGoesUpIsHeardOf() throws Exception {
    test.ip("link", "set", "v1", "up");
    assertThat(heard()).contains("links");
  }

  /**
   * Whoever forwards may answer outside, and interception needs rp_filter; both are changed by a
   * file and not by netlink.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"ipv4/conf/v0/forwarding", "ipv6/conf/v0/forwarding", "ipv4/conf/v0/rp_filter"})
  void aSettingThatChangesIsHeardOf(String setting) throws Exception {
    try (Namespace namespace = test.open()) {
      namespace.run(() -> set(Path.of("/proc/sys/net", setting)));
      assertThat(heard()).contains("settings");
      // Told of once: who sets what is so already hears nothing, so that repairing comes to an end.
      namespace.run(() -> set(Path.of("/proc/sys/net", setting)));
    }
    assertThat(Memory.await(monitor.fd(), Poll.POLLIN, 100)).isZero();
  }

  private static Path set(Path setting) {
    try {
      return Files.writeString(setting, "1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theRulesOfANewNamespaceAreKnown() throws Exception {
    assertThat(routing.rules(IpFamily.IPV4))
        .containsExactly(
            Rule.forAll(IpFamily.IPV4, 0, Rule.TABLE_LOCAL),
            Rule.forAll(IpFamily.IPV4, 32_766, Rule.TABLE_MAIN),
            Rule.forAll(IpFamily.IPV4, 32_767, 253));
    test.ip("rule", "add", "pref", "7", "not", "fwmark", "1", "lookup", "local", "proto", "2");
    assertThat(routing.rules(IpFamily.IPV4))
        .filteredOn(each -> each.preference() == 7)
        .singleElement()
        .returns(false, Rule::isPlain);
  }

  @Test
  void routesComeAndGo() throws Exception {
    test.ip("link", "set", "v1", "up");
    test.ip("link", "set", "v0", "up");
    test.ip("addr", "add", "10.1.0.1/24", "dev", "v0");
    InetAddress source = InetAddress.ofLiteral("10.1.0.1");
    assertThat(routing.routes(IpFamily.IPV4, TABLE)).isEmpty();
    assertThat(routing.routes(IpFamily.IPV6, TABLE)).isEmpty();
    List<Route> ipv4 =
        List.of(Route.over(G4, TABLE, 100, ifindex, source), Route.nowhere(G4, TABLE, 1_000));
    List<Route> ipv6 =
        List.of(Route.over(G6, TABLE, 100, ifindex, null), Route.nowhere(G6, TABLE, 1_000));
    for (List<Route> routes : List.of(ipv4, ipv6)) {
      IpFamily family = IpFamily.of(routes.getFirst().destination());
      for (Route each : routes) {
        routing.setRoute(each);
        routing.setRoute(each);
      }
      assertThat(routing.routes(family, TABLE)).containsExactlyInAnyOrderElementsOf(routes);
      for (Route each : routes) {
        assertThat(routing.deleteRoute(each)).isTrue();
        assertThat(routing.deleteRoute(each)).isFalse();
      }
      assertThat(routing.routes(family, TABLE)).isEmpty();
    }
  }

  @Test
  void neighboursComeAndGo() throws Exception {
    test.ip("link", "set", "v0", "up");
    for (InetAddress address : List.of(G4, G6)) {
      IpFamily family = IpFamily.of(address);
      Neighbour neighbour = Neighbour.permanent(ifindex, address, 0x02534d0100feL);
      routing.setNeighbour(Neighbour.permanent(ifindex, address, 2));
      routing.setNeighbour(neighbour);
      assertThat(routing.neighbours(family, ifindex)).contains(neighbour);
      assertThat(routing.deleteNeighbour(neighbour)).isTrue();
      assertThat(routing.deleteNeighbour(neighbour)).isFalse();
      assertThat(routing.neighbours(family, ifindex)).doesNotContain(neighbour);
    }
    assertThat(routing.neighbours(IpFamily.IPV4, 4_000)).isEmpty();
    assertThat(routing.deleteNeighbour(Neighbour.permanent(4_000, G4, 1))).isFalse();
  }

  @Test
  void addressesAreListedAndHeardOf() throws Exception {
    test.ip("addr", "add", "10.77.0.1/24", "dev", "v0");
    assertThat(heard()).containsExactly("addresses " + ifindex);
    test.ip("addr", "add", "fd77::1/64", "dev", "v0", "nodad");
    test.ip("addr", "add", "10.9.9.9/32", "dev", "v1");
    test.ip("link", "set", "v1", "up");
    test.ip("link", "set", "v0", "up");
    assertThat(heard()).contains("addresses " + ifindex);
    List<InterfaceAddress> addresses = routing.addresses(ifindex);
    assertThat(addresses)
        .filteredOn(InterfaceAddress::isRoutable)
        .extracting(InterfaceAddress::address)
        .containsExactlyInAnyOrder(G4, G6);
    assertThat(addresses).anyMatch(each -> each.address().isLinkLocalAddress());
    assertThat(routing.addresses(0)).hasSizeGreaterThan(addresses.size());
    assertThat(routing.addresses(4_000)).isEmpty();
    test.ip("addr", "del", "10.77.0.1/24", "dev", "v0");
    assertThat(heard()).contains("addresses " + ifindex);
    assertThat(routing.addresses(ifindex)).noneMatch(each -> each.address().equals(G4));
  }

  @Test
  void saysWhyInTheKernelsWords() {
    assertThatThrownBy(() -> routing.setRoute(Route.over(G4, TABLE, 100, ifindex, null)))
        .hasMessageStartingWith("cannot set the route 10.77.0.1 over interface " + ifindex)
        .hasMessageContaining("the interface is down (ENETDOWN)");
    test.ip("link", "set", "v0", "up");
    assertThatThrownBy(() -> routing.setRoute(Route.over(G4, TABLE, 100, ifindex, G4)))
        .hasMessageContaining("(EINVAL)");
    assertThatThrownBy(() -> routing.setNeighbour(Neighbour.permanent(4_000, G4, 1)))
        .hasMessage(
            "cannot set the neighbour 10.77.0.1 on interface 4000: no such device (ENODEV)");
  }

  @Test
  void everyNamespaceHasACookieOfItsOwn() throws Exception {
    try (TestNamespace other = TestNamespace.create();
        Namespace namespace = other.open();
        RoutingSocket there = namespace.run(RoutingSocket::open)) {
      assertThat(there.namespaceCookie()).isNotEqualTo(routing.namespaceCookie());
    }
  }
}
