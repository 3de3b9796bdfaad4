package dev.smtap.cli.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.firewall.Chain.Table;
import dev.smtap.netlink.IpFamily;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Firewalls that let nothing from outside through, and those that let through some of it. */
class ClosedFirewallTest {
  private static final Set<String> OUTSIDE = Set.of("eth0");
  private static final String POLICY = ":FORWARD DROP [0:0]";

  /** As Docker 27 leaves it, without containers. */
  private static final List<String> DOCKER =
      List.of(
          POLICY,
          ":DOCKER - [0:0]",
          ":DOCKER-ISOLATION-STAGE-1 - [0:0]",
          ":DOCKER-USER - [0:0]",
          "-A FORWARD -j DOCKER-USER",
          "-A FORWARD -j DOCKER-ISOLATION-STAGE-1",
          "-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
          "-A FORWARD -o docker0 -j DOCKER",
          "-A FORWARD -i docker0 ! -o docker0 -j ACCEPT",
          "-A FORWARD -i docker0 -o docker0 -j ACCEPT",
          "-A DOCKER-ISOLATION-STAGE-1 -j RETURN",
          "-A DOCKER-USER -j RETURN");

  /** As ufw does by default, shortened. */
  private static final List<String> UFW =
      List.of(
          POLICY,
          ":ufw-before-forward - [0:0]",
          ":ufw-user-forward - [0:0]",
          "-A FORWARD -j ufw-before-forward",
          "-A ufw-before-forward -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
          "-A ufw-before-forward -p icmp -m icmp --icmp-type 8 -j ACCEPT",
          "-A ufw-before-forward -j ufw-user-forward");

  private static ClosedChain.Way way(IpFamily family) {
    InetAddress address = InetAddress.ofLiteral(family == IpFamily.IPV4 ? "10.99.0.1" : "fd99::1");
    return new ClosedChain.Way(
        family, Set.of(address), "smg0", Set.of("sml0"), Set.of("smg0", "sml0"));
  }

  private static List<ClosedChain> closed(List<Chain> chains) {
    return new Firewall(chains).closed(OUTSIDE, way(IpFamily.IPV4));
  }

  private static List<Chain> rules(List<String> lines, String... more) {
    List<String> all = new ArrayList<>(lines);
    all.addAll(List.of(more));
    return IptablesSave.parse("iptables-nft", "*filter\n" + String.join("\n", all) + "\nCOMMIT\n");
  }

  private static List<Chain> nft(String name) throws IOException {
    try (InputStream file = ClosedFirewallTest.class.getResourceAsStream(name)) {
      return NftRuleset.parse(
          new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8));
    } catch (SystemException e) {
      throw new IOException(e);
    }
  }

  @Test
  void dockersPolicyIsFoundAndMendedWhereOperatorsDo() {
    assertThat(closed(rules(DOCKER)))
        .singleElement()
        .matches(each -> each.wrong().startsWith("chain FORWARD of table filter (iptables-nft)"))
        .extracting(ClosedChain::commands)
        .isEqualTo(
            List.of(
                "iptables-nft -t filter -I DOCKER-USER -o smg0 -j ACCEPT",
                "iptables-nft -t filter -I DOCKER-USER -i sml0 -m conntrack"
                    + " --ctstate ESTABLISHED,RELATED -j ACCEPT"));
    List<String> mended = new ArrayList<>(DOCKER);
    mended.add(mended.size() - 1, "-A DOCKER-USER -o smg0 -j ACCEPT");
    assertThat(closed(rules(mended))).isEmpty();
  }

  @Test
  void ufwIsMendedWithUfw() {
    assertThat(closed(rules(UFW)))
        .singleElement()
        .extracting(ClosedChain::commands)
        .isEqualTo(List.of("ufw route allow out on smg0"));
    assertThat(closed(rules(UFW, "-A ufw-user-forward -o smg0 -j ACCEPT"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-A FORWARD -p tcp -m tcp --dport 8080 -j ACCEPT",
        "-A FORWARD -p udp -m udp --dport 53 -j ACCEPT",
        "-A FORWARD -p 132 -j ACCEPT",
        "-A FORWARD -i eth+ -o smg0 -j ACCEPT",
        "-A FORWARD -s 192.0.2.7 -j ACCEPT",
        "-A FORWARD -s 192.0.2.0/24 -j ACCEPT",
        "-A FORWARD -d 10.99.0.1 -j ACCEPT",
        "-A FORWARD -m set --match-set clients src -j ACCEPT",
        "-A FORWARD -m conntrack --ctstate NEW -j ACCEPT"
      })
  void whatLetsInSomeIsAsSomebodyWantsIt(String rule) {
    assertThat(closed(rules(List.of(POLICY), rule))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-A FORWARD -i docker0 -j ACCEPT",
        "-A FORWARD -o eth1 -j ACCEPT",
        "-A FORWARD -o docker+ -j ACCEPT",
        "-A FORWARD -p icmp -j ACCEPT",
        "-A FORWARD -d 192.0.2.0/24 -j ACCEPT",
        "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "-A FORWARD -m conntrack --ctstatus DNAT -j ACCEPT",
        "-A FORWARD -m conntrack --ctstate DNAT -j ACCEPT"
      })
  void whatIsNotForItOpensNothing(String rule) {
    assertThat(closed(rules(List.of(POLICY), rule))).hasSize(1);
  }

  @Test
  void whatGetsItsAddressHereMayComeIn() {
    List<Chain> all =
        new ArrayList<>(
            rules(List.of(POLICY), "-A FORWARD -m conntrack --ctstatus DNAT -j ACCEPT"));
    all.addAll(
        IptablesSave.parse(
            "iptables-nft", "*nat\n:PREROUTING ACCEPT\n-A PREROUTING -j DNAT --to 10.99.0.1\n"));
    assertThat(closed(all)).isEmpty();
  }

  @Test
  void oneOfSeveralWaysInIsEnough() {
    Firewall firewall = new Firewall(rules(List.of(POLICY), "-A FORWARD -i eth1 -j ACCEPT"));
    assertThat(firewall.closed(Set.of("eth0"), way(IpFamily.IPV4))).hasSize(1);
    assertThat(firewall.closed(Set.of("eth0", "eth1"), way(IpFamily.IPV4))).isEmpty();
    assertThat(firewall.closed(Set.of(), way(IpFamily.IPV4))).isEmpty();
    assertThat(firewall.closed(Set.of("eth0"), way(IpFamily.IPV6))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "policydrop, true",
    "forward, false",
    "prerouting, false",
    "vmap, true",
    "jump, false",
    "input, false",
    "iptables-nft, false"
  })
  void realOnesAreUnderstood(String name, boolean isClosed) throws IOException {
    // Those that are closed let in what comes in on another interface.
    assertThat(closed(nft(name + ".json")).isEmpty()).isNotEqualTo(isClosed);
  }

  private static Chain chain(String family, String hook, int priority) {
    return new Chain(new Table(Table.NFT, family, "fw"), "c", hook, priority, true);
  }

  @Test
  void anNftRuleIsOfOneFamilyAndKnowsWhatIsRouted() {
    assertThat(closed(List.of(chain("inet", "forward", 0))))
        .singleElement()
        .extracting(ClosedChain::commands)
        .isEqualTo(
            List.of(
                "nft insert rule inet fw c meta nfproto ipv4 oifname smg0 accept",
                "nft insert rule inet fw c meta nfproto ipv4 iifname sml0 ct state"
                    + " established,related accept"));
    assertThat(
            new Firewall(List.of(chain("ip6", "prerouting", -300)))
                .closed(OUTSIDE, way(IpFamily.IPV6)))
        .singleElement()
        .matches(each ->
            each.commands()
                .getFirst()
                .equals("nft insert rule ip6 fw c ip6 daddr fd99:0:0:0:0:0:0:1 accept"));
    assertThat(closed(List.of(chain("ip6", "forward", 0)))).isEmpty();
    assertThat(closed(List.of(chain("inet", "input", 0)))).isEmpty();
  }

  @Test
  void whatBothProgramsShowIsFoundOnce() {
    List<Chain> both = new ArrayList<>(rules(List.of(POLICY)));
    both.add(new Chain(new Table(Table.NFT, "ip", "filter"), "FORWARD", "forward", 0, true));
    assertThat(closed(both)).singleElement().matches(each -> each.wrong().contains("iptables-nft"));
  }

  @Test
  void aNameThatNftWouldObeyIsQuoted() {
    ClosedChain.Way way =
        new ClosedChain.Way(
            IpFamily.IPV4,
            Set.of(InetAddress.ofLiteral("10.99.0.1")),
            "a;b",
            Set.of(),
            Set.of("a;b"));
    assertThat(new Firewall(List.of(chain("ip", "forward", 0))).closed(OUTSIDE, way))
        .singleElement()
        .extracting(ClosedChain::commands)
        .isEqualTo(List.of("nft insert rule ip fw c oifname '\"a;b\"' accept"));
  }
}
