package dev.smtap.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.firewall.Firewall;
import dev.smtap.global.GlobalInterface;
import dev.smtap.global.Inspection;
import dev.smtap.global.Inspection.OutsideInterface;
import dev.smtap.global.Inspection.WrongSetting;
import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.LinkState;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the checks of network namespaces make of what is in them. */
class PlaceChecksTest {
  private static final InetAddress G = InetAddress.ofLiteral("10.99.0.1");
  private static final InetAddress OTHER = InetAddress.ofLiteral("10.99.0.2");
  private static Place place = new Place(Namespace.owning(-1, ""), "");

  @BeforeAll
  static void open() throws SystemException {
    place = new Place(Namespace.current(), "web");
  }

  @AfterAll
  static void close() {
    place.namespace().close();
  }

  private static Inspection inspection(OutsideInterface... outside) {
    GlobalInterface claim = new GlobalInterface(7, 1).withAddresses(Set.of(G));
    return new Inspection(
        List.of(claim), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(outside));
  }

  private static OutsideInterface outside(IpFamily family, boolean forwards, InetAddress... in) {
    return new OutsideInterface("eth0", family, forwards, Set.of(in));
  }

  @ParameterizedTest
  @CsvSource({
    "'', ls",
    "web, ip netns exec web ls",
    "/run/x/net, nsenter --net=/run/x/net ls",
    "123, nsenter --net=/proc/123/ns/net ls",
    "/run/$(x), 'nsenter --net=''/run/$(x)'' ls'",
    "a;b, 'ip netns exec ''a;b'' ls'"
  })
  void howToDoSomethingInANamespace(String name, String command) {
    assertThat(new Place(place.namespace(), name).inside("ls")).isEqualTo(command);
  }

  @Test
  void settingsThatAreWrongAreSet() {
    Inspection found =
        new Inspection(
            List.of(),
            List.of(),
            List.of("the IPv4 rule 2 to 10.99.0.1 lookup 71071"),
            List.of(),
            List.of(new WrongSetting("net.ipv4.conf.smg0.rp_filter", "1", "2")),
            List.of("10.99.0.65 on smg0"),
            List.of());
    List<Finding> findings = InterceptionCheck.judge(found, Set.of(), place, "smtap clean");
    assertThat(findings).hasSize(3).allMatch(each -> each.check() == Topic.INTERCEPTION);
    assertThat(findings.getFirst().commands())
        .containsExactly("ip netns exec web sysctl -w net.ipv4.conf.smg0.rp_filter=2");
    assertThat(findings.getFirst().causes()).contains("dropped as spoofed");
    assertThat(findings.get(1).wrong()).contains("rule 2 to 10.99.0.1");
    assertThat(findings.getLast().wrong()).endsWith("not served: 10.99.0.65 on smg0");
  }

  private static LinkState link(int group) {
    return new LinkState(
        7,
        "smg0",
        "",
        1500,
        1,
        LinkState.IFF_UP,
        group,
        0,
        0,
        1,
        6,
        true,
        0,
        LinkState.Traffic.NONE);
  }

  private static List<Finding> unclaimed(int group, Set<Integer> globals, boolean isClaimed) {
    List<GlobalInterface> claims =
        isClaimed ? List.of(new GlobalInterface(7, 1)) : List.<GlobalInterface>of();
    Inspection found =
        new Inspection(
            claims, List.of(link(group)), List.of(), List.of(), List.of(), List.of(), List.of());
    return InterceptionCheck.judge(found, globals, place, "smtap clean");
  }

  @Test
  void aDriverThatMayNotInterceptIsFound() {
    assertThat(unclaimed(71, Set.of(7), false))
        .singleElement()
        .matches(each -> each.wrong().contains("interface smg0 is GLOBAL"));
    assertThat(unclaimed(71, Set.of(7), true)).isEmpty();
    assertThat(unclaimed(0, Set.of(7), false)).isEmpty();
    assertThat(unclaimed(71, Set.of(), false)).isEmpty();
  }

  @Test
  void leftoversAreOneFinding() {
    Inspection found =
        new Inspection(
            List.of(),
            List.of(),
            List.of(),
            List.of("one", "two"),
            List.of(),
            List.of(),
            List.of());
    assertThat(InterceptionCheck.judge(found, Set.of(), place, "smtap clean"))
        .singleElement()
        .matches(each -> each.check() == Topic.LEFTOVERS && each.wrong().endsWith(": one; two"))
        .matches(each -> each.commands().equals(List.of("smtap clean")));
  }

  @Test
  void forwardingIsWrongOnlyWhereTheAddressIsInTheSubnet() {
    assertThat(
            ForwardingCheck.judge(
                inspection(
                    outside(IpFamily.IPV4, false),
                    outside(IpFamily.IPV4, true, G),
                    outside(IpFamily.IPV6, false)),
                place))
        .isEmpty();
    assertThat(
            ForwardingCheck.hints(
                inspection(
                    outside(IpFamily.IPV4, false),
                    outside(IpFamily.IPV4, true),
                    outside(IpFamily.IPV4, false, G),
                    outside(IpFamily.IPV6, false)),
                place))
        .singleElement()
        .matches(each -> each.startsWith("interface eth0 in network namespace web "));
    assertThat(ForwardingCheck.judge(inspection(outside(IpFamily.IPV4, false, G)), place))
        .singleElement()
        .matches(each ->
            each.commands()
                .equals(List.of("ip netns exec web sysctl -w net.ipv4.conf.eth0.forwarding=1")));
    OutsideInterface hostile = new OutsideInterface("`x`", IpFamily.IPV4, false, Set.of(G));
    assertThat(ForwardingCheck.judge(inspection(hostile), place).getFirst().commands())
        .containsExactly("ip netns exec web sysctl -w 'net.ipv4.conf.`x`.forwarding=1'");
    OutsideInterface vlan = new OutsideInterface("eth0.100", IpFamily.IPV4, false, Set.of(G));
    assertThat(ForwardingCheck.judge(inspection(vlan), place).getFirst().commands())
        .containsExactly("ip netns exec web sysctl -w net.ipv4.conf.eth0/100.forwarding=1");
    InetAddress ipv6 = InetAddress.ofLiteral("fd99::1");
    assertThat(ForwardingCheck.judge(inspection(outside(IpFamily.IPV6, false, ipv6)), place))
        .singleElement()
        .matches(each -> each.advice().contains("accept_ra"));
  }

  @Test
  void flowsAreOneWayOnlyWhereAnotherNodeHasAWayOut() {
    OutsideInterface out = outside(IpFamily.IPV4, true);
    Inspection other =
        new Inspection(
            List.of(new GlobalInterface(7, 1).withAddresses(Set.of(OTHER))),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(out));
    assertThat(FirewallCheck.oneWay(inspection(out), List.of(inspection(out)))).containsExactly(G);
    assertThat(FirewallCheck.oneWay(inspection(out), List.of(inspection()))).isEmpty();
    assertThat(FirewallCheck.oneWay(inspection(), List.of(inspection(out)))).isEmpty();
    assertThat(FirewallCheck.oneWay(inspection(out), List.of(other))).isEmpty();
    OutsideInterface ipv6 = outside(IpFamily.IPV6, true);
    assertThat(FirewallCheck.oneWay(inspection(ipv6), List.of(inspection(ipv6)))).isEmpty();
  }

  @Test
  void onlyWhatForwardsFromOutsideIsAnIngress() {
    assertThat(FirewallCheck.isIngress(inspection(outside(IpFamily.IPV4, true)))).isTrue();
    assertThat(FirewallCheck.isIngress(inspection(outside(IpFamily.IPV4, false)))).isFalse();
    assertThat(FirewallCheck.isIngress(inspection(outside(IpFamily.IPV6, true)))).isFalse();
    assertThat(FirewallCheck.isIngress(inspection())).isFalse();
    for (String bridge : List.of("docker0", "br-0123456789ab", "virbr0", "cni-podman1")) {
      OutsideInterface containers =
          new OutsideInterface(bridge, IpFamily.IPV4, true, Set.<InetAddress>of());
      assertThat(FirewallCheck.isIngress(inspection(containers))).as(bridge).isFalse();
    }
    OutsideInterface own = new OutsideInterface("br-lan", IpFamily.IPV4, true, Set.of());
    assertThat(FirewallCheck.isIngress(inspection(own))).isTrue();
  }

  @Test
  void noFirewallIsOpen() {
    Inspection found = inspection(outside(IpFamily.IPV4, true));
    assertThat(FirewallCheck.judgeClosed(new Firewall(List.of()), found, place)).isEmpty();
  }
}
