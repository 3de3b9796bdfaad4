package dev.smtap.cli.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rulesets as nft 1.0.6 and iptables 1.8.9 printed them on Linux 6.18. With each a client outside
 * was tried: a server with a way out of its own, its address reached by another node. What is
 * expected here is what came of it.
 */
class FirewallTest {
  private static final InetAddress G = InetAddress.ofLiteral("10.99.0.1");

  private static String text(String name) throws IOException {
    try (InputStream file = FirewallTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Firewall nft(String name) throws IOException {
    return new Firewall(NftRuleset.parse(text(name + ".json")));
  }

  private static Firewall iptables(String program, String name) throws IOException {
    return new Firewall(IptablesSave.parse(program, text(name + ".txt")));
  }

  private static Optional<OneWayTrouble> trouble(Firewall firewall, InetAddress address) {
    return firewall.oneWayTrouble(address, Set.of("smg0", "sml0"), "smg0");
  }

  @ParameterizedTest
  @CsvSource({
    "forward, true, false",
    "prerouting, true, false",
    "vmap, true, true",
    "vmap-notrack, false, true",
    "jump, true, true",
    "policydrop, true, true",
    "negated, true, true"
  })
  void whatDroppedIsFound(String name, boolean isTracked, boolean dropsUntracked)
      throws IOException {
    OneWayTrouble found = trouble(nft(name), G).orElseThrow();
    assertThat(found.isTracked()).isEqualTo(isTracked);
    assertThat(found.dropsUntracked()).isEqualTo(dropsUntracked);
    assertThat(found.wrong()).contains("10.99.0.1");
    assertThat(String.join("\n", found.commands()).contains("notrack")).isEqualTo(isTracked);
    assertThat(String.join("\n", found.commands()).contains("ct state untracked accept"))
        .isEqualTo(dropsUntracked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"input", "forward-notrack", "mask"})
  void whatLetPassOrLetsNothingInIsNot(String name) throws IOException {
    assertThat(trouble(nft(name), G)).isEmpty();
  }

  @Test
  void anotherAddressIsNotCoveredByTheRule() throws IOException {
    InetAddress other = InetAddress.ofLiteral("10.99.0.2");
    assertThat(trouble(nft("forward-notrack"), other)).isPresent();
    assertThat(trouble(nft("forward-notrack"), InetAddress.ofLiteral("fd99::1"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iptables-nft", "iptables-legacy"})
  void iptablesIsUnderstood(String program) throws IOException {
    OneWayTrouble found = trouble(iptables(program, program), G).orElseThrow();
    assertThat(found.dropsUntracked()).isFalse();
    assertThat(found.commands())
        .containsExactly(
            program + " -t raw -A PREROUTING -d 10.99.0.1 -j CT --notrack",
            program + " -t raw -A PREROUTING -s 10.99.0.1 -j CT --notrack",
            program + " -t raw -A OUTPUT -d 10.99.0.1 -j CT --notrack",
            program + " -t raw -A OUTPUT -s 10.99.0.1 -j CT --notrack");
    assertThat(trouble(iptables(program, program + "-notrack"), G)).isEmpty();
    assertThat(trouble(iptables(program, program), InetAddress.ofLiteral("fd99::1"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"iptables-nft, true", "iptables-nft-notrack, false"})
  void whatBothProgramsShowIsFoundOnce(String name, boolean isWrong) throws IOException {
    List<Chain> both = new ArrayList<>(nft(name).chains());
    both.addAll(iptables("iptables-nft", name).chains());
    assertThat(trouble(new Firewall(both), G).isPresent()).isEqualTo(isWrong);
  }

  private static Firewall rules(String... lines) {
    return new Firewall(
        IptablesSave.parse("iptables-nft", "*filter\n" + String.join("\n", lines) + "\nCOMMIT\n"));
  }

  /** In order: what else lets it through, or never sees it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-A FORWARD -d 10.99.0.0/24 -j ACCEPT",
        "-A FORWARD -o smg0 -j ACCEPT",
        "-A FORWARD -p tcp -m comment --comment \"all of -j DROP\" -j ACCEPT",
        "-A FORWARD ! -d 192.0.2.0/24 -j RETURN"
      })
  void whatIsAcceptedBeforeIsNotDropped(String first) {
    String drop = "-A FORWARD -m conntrack --ctstate INVALID -j DROP";
    assertThat(trouble(rules(":FORWARD ACCEPT [0:0]", drop), G)).isPresent();
    assertThat(trouble(rules(":FORWARD ACCEPT [0:0]", first, drop), G)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-A FORWARD -i smg0 -m conntrack --ctstate INVALID -j DROP",
        "-A FORWARD -i lo -m state --state INVALID -j DROP",
        "-A FORWARD -p udp -m conntrack --ctstate INVALID -j DROP",
        "-A FORWARD -d 192.0.2.0/24 -m conntrack --ctstate INVALID -j DROP",
        "-A FORWARD -o eth0 -m conntrack --ctstate INVALID -j DROP",
        "-A FORWARD -s 192.0.2.0/24 -j DROP",
        "-A FORWARD -s 192.0.2.7 -m conntrack --ctstate INVALID -j DROP",
        "-A FORWARD -m conntrack ! --ctstate INVALID -j ACCEPT",
        "-A FORWARD -j DROP"
      })
  void whatIsNoBusinessOfTheFlowIsNotFound(String rule) {
    assertThat(trouble(rules(":FORWARD ACCEPT [0:0]", rule), G)).isEmpty();
  }

  @Test
  void aCircleOfChainsEnds() {
    assertThat(
            trouble(
                rules(":FORWARD ACCEPT [0:0]", ":a - [0:0]", "-A FORWARD -j a", "-A a -j a"), G))
        .isEmpty();
  }

  @Test
  void whatIsNoJsonIsRefusedInWords() {
    assertThatThrownBy(() -> NftRuleset.parse("{\"nftables\": [nonsense"))
        .isInstanceOf(SystemException.class)
        .hasMessageStartingWith("cannot read what nft printed: ");
  }
}
