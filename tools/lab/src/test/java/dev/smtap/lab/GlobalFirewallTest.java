package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client outside reaches a global address by node 1, and its server on node 2 replies by an
 * interface of its own: a firewall on node 1 sees one way of the flow only, or lets nothing in.
 */
@Tag("e2e")
class GlobalFirewallTest {
  private static final String DROPS_INVALID =
      "table inet fw { chain forward { type filter hook forward priority 0 ; ct state invalid drop"
          + " ; } ; }";
  private static final String LETS_IN_CONNECTIONS =
      "table inet fw { chain forward { type filter hook forward priority 0 ; policy drop ; ct state"
          + " vmap { established : accept, related : accept, invalid : drop } ; iifname out0 tcp"
          + " dport 8080 ct state new accept ; icmpv6 type { nd-neighbor-solicit,"
          + " nd-neighbor-advert } accept ; } ; }";
  private static final String CLOSED =
      "table inet fw { chain forward { type filter hook forward priority 0 ; policy drop ; } ; }";
  private static final int PORT = 8080;

  /** Longer than the kernel takes for a second and a third attempt. */
  private static final int HANGS_MILLIS = 2_500;

  @RegisterExtension final Lab lab = new Lab();
  private final List<Netns> clients = new ArrayList<>();
  private Globals globals = new Globals(lab, List.of(), "");

  @BeforeEach
  void start() {
    globals = Globals.start(lab, 2, "--mtu 1500");
    clients.add(lab.namespace("c"));
    Netns client = client();
    wire(1);
    wire(2);
    Netns ingress = globals.host(1).netns();
    ingress.exec("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
    // Replies come back by the other interface.
    client.exec("sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth2.rp_filter=0");
    client.ip("route add " + Globals.IP4 + " via 192.0.2.1");
    client.ip("-6 route add " + Globals.IP6 + " via 2001:db8:1::1");
    globals.host(2).netns().ip("route add 192.0.2.0/25 via 192.0.2.137");
    globals.host(2).netns().ip("-6 route add 2001:db8:1::/64 via 2001:db8:2::9");
  }

  private Netns client() {
    return clients.getLast();
  }

  /** Gives a node an interface of its own to the client. */
  private void wire(int id) {
    Netns netns = globals.host(id).netns();
    int first = (id - 1) * 128;
    netns.ip("link add out0 type veth peer name eth" + id + " netns " + client().name());
    netns.ip("link set out0 up");
    client().ip("link set eth" + id + " up");
    netns.ip("addr add 192.0.2." + (first + 1) + "/25 dev out0");
    netns.ip("addr add 2001:db8:" + id + "::1/64 dev out0 nodad");
    client().ip("addr add 192.0.2." + (first + 9) + "/25 dev eth" + id);
    client().ip("addr add 2001:db8:" + id + "::9/64 dev eth" + id + " nodad");
  }

  private void works(String address) throws IOException {
    try (Caller caller = Caller.tcp(client(), address, PORT)) {
      assertThat(caller.ask((byte) 1, (byte) 2)).isEqualTo(2);
    }
  }

  /** The server's answer to the first segment comes, and then nothing: with both at once. */
  private void bothHang() {
    CompletableFuture<?> other = CompletableFuture.runAsync(() -> hangs(Globals.IP4));
    hangs(Globals.IP6);
    other.join();
  }

  private void hangs(String address) {
    InetSocketAddress server = new InetSocketAddress(address, PORT);
    assertThatThrownBy(() -> Caller.tcp(client(), new InetSocketAddress(0), server, HANGS_MILLIS))
        .isInstanceOf(SocketTimeoutException.class);
  }

  private Checkup checkup() {
    return Checkup.of(lab, globals.hosts());
  }

  @ParameterizedTest
  @ValueSource(strings = {DROPS_INVALID, LETS_IN_CONNECTIONS})
  void oneWayFlowsPassOnceTheyAreNotTracked(String rules) throws IOException {
    try (IdServer _ = IdServer.tcp(globals.host(2), Globals.IP4, PORT);
        IdServer _ = IdServer.tcp(globals.host(2), Globals.IP6, PORT)) {
      works(Globals.IP4);
      works(Globals.IP6);
      assertThat(checkup().findings()).isEmpty();
      Netns ingress = globals.host(1).netns();
      ingress.exec("nft " + rules);
      bothHang();
      List<Checkup.Finding> found = checkup().findings();
      assertThat(found)
          .hasSize(2)
          .allMatch(each -> each.check().equals("firewall"))
          .allMatch(each -> each.where().equals("network namespace " + ingress))
          .allMatch(each -> each.wrong().contains("chain forward of table inet fw (nft)"))
          .allMatch(each -> each.commands().getFirst().contains(" notrack; "))
          .anyMatch(each -> each.wrong().contains(Globals.IP4))
          .anyMatch(each -> each.wrong().contains("fd99:0:0:0:0:0:0:1"));
      found.forEach(Checkup.Finding::mend);
      assertThat(checkup().findings()).isEmpty();
      works(Globals.IP4);
      works(Globals.IP6);
    }
  }

  /** As where Docker, ufw or firewalld run: nothing that is forwarded passes. */
  @Test
  void aClosedFirewallIsOpenedByWhatTheDoctorSays() throws IOException {
    Netns ingress = globals.host(1).netns();
    try (IdServer _ = IdServer.tcp(globals.host(2), Globals.IP4, PORT);
        IdServer _ = IdServer.tcp(globals.host(2), Globals.IP6, PORT)) {
      ingress.exec("nft " + CLOSED);
      bothHang();
      List<Checkup.Finding> found = checkup().findings();
      assertThat(found)
          .hasSize(2)
          .allMatch(each -> each.check().equals("firewall"))
          .allMatch(each -> each.where().equals("network namespace " + ingress))
          .allMatch(each -> each.wrong().contains("chain forward of table inet fw (nft)"));
      found.forEach(Checkup.Finding::mend);
      assertThat(checkup().findings()).isEmpty();
      works(Globals.IP4);
      works(Globals.IP6);
      // Replies may come back this way, too.
      Netns server = globals.host(2).netns();
      server.ip("link del out0");
      server.ip("route add default via " + globals.host(1).ip4());
      server.ip("-6 route add default via " + globals.host(1).ip6());
      works(Globals.IP4);
      works(Globals.IP6);
    }
  }

  /** Replies that have no way of their own come back through the firewall. */
  @Test
  void aFirewallThatSeesBothWaysIsInNobodysWay() throws IOException {
    Netns server = globals.host(2).netns();
    server.ip("link del out0");
    server.ip("route add default via " + globals.host(1).ip4());
    server.ip("-6 route add default via " + globals.host(1).ip6());
    globals.host(1).netns().exec("nft " + DROPS_INVALID);
    assertThat(checkup().findings()).isEmpty();
    try (IdServer _ = IdServer.tcp(globals.host(2), Globals.IP4, PORT);
        IdServer _ = IdServer.tcp(globals.host(2), Globals.IP6, PORT)) {
      works(Globals.IP4);
      works(Globals.IP6);
    }
  }
}
