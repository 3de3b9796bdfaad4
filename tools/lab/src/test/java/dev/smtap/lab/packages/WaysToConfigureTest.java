package dev.smtap.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The samples for the ways in which people configure an interface, each put where it says, with the
 * program that reads it; node 1 is in the machine's own namespace.
 */
@Tag("package")
class WaysToConfigureTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String NODE =
      "mtu = 1500\n[[node]]\nid = 1\n[[node.local]]\ninterface = \"sml0\"\n";
  private static final String PROFILE = "/etc/NetworkManager/system-connections/sml0.nmconnection";
  private static final String MANAGED = "/etc/NetworkManager/conf.d/sml0-managed.conf";

  private static final DebianRoot ROOT = new DebianRoot();

  @BeforeAll
  static void boot() {
    Unpacked.into(ROOT);
    ROOT.write("/etc/smtap/smtap.toml", NODE);
    ROOT.boot();
  }

  @AfterAll
  static void remove() {
    ROOT.close();
  }

  @BeforeEach
  void start() {
    ok("systemctl start smtap@1");
    assertThat(ok("ip -br addr show dev sml0")).contains("DOWN").doesNotContain("192.0.2.1");
  }

  @AfterEach
  void stop() {
    ok("systemctl stop smtap@1");
  }

  private static String ok(String script) {
    return ROOT.ok(script);
  }

  private static void hasAddress() {
    await("address")
        .pollInSameThread()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(ok("ip -br addr show dev sml0")).as(ROOT::journal).contains("192.0.2.1/24"));
    assertThat(ok("ip -br link show dev sml0")).contains("LOWER_UP");
  }

  @Test
  void plainIp() {
    ROOT.put(Unpacked.sample("plain-ip.sh"), "/tmp/plain-ip.sh");
    ok("sh /tmp/plain-ip.sh");
    hasAddress();
    ok("systemctl restart smtap@1");
    hasAddress();
  }

  /**
   * Where udev runs, which wants a /sys that can be written, its rule brings it up: this says what
   * the rule would run for the interface, and then does what that does.
   */
  @Test
  void ifupdown() {
    ROOT.put(Unpacked.sample("interfaces-sml0"), "/etc/network/interfaces.d/sml0");
    ROOT.write("/etc/network/interfaces", "source /etc/network/interfaces.d/*\n");
    assertThat(ok("udevadm test --action=add /sys/class/net/sml0 2>&1"))
        .contains("ifupdown-hotplug");
    assertThat(ok("ifquery --allow hotplug -l sml0")).isEqualTo("sml0");
    ok("ifup --allow=hotplug sml0");
    hasAddress();
    ok("systemctl restart smtap@1");
    hasAddress();
    ok("ifdown sml0 && rm /etc/network/interfaces.d/sml0");
  }

  @Test
  void networkd() {
    ROOT.put(Unpacked.sample("50-sml0.network"), "/etc/systemd/network/50-sml0.network");
    ok("systemctl start systemd-networkd");
    hasAddress();
    ok("systemctl restart smtap@1");
    hasAddress();
    ok("systemctl stop smtap@1 && systemctl start smtap@1");
    hasAddress();
    ok("systemctl stop systemd-networkd.socket systemd-networkd");
    ok("rm /etc/systemd/network/50-sml0.network");
  }

  @Test
  void networkManager() {
    ok("systemctl unmask NetworkManager 2>&1 && systemctl start NetworkManager");
    ROOT.put(Unpacked.sample("sml0.nmconnection"), PROFILE);
    ROOT.put(Unpacked.sample("sml0-managed.conf"), MANAGED);
    ok("chmod 600 " + PROFILE + " && chown root: " + PROFILE + " " + MANAGED);
    ok("systemctl restart NetworkManager");
    isConnected();
    ok("systemctl restart smtap@1");
    isConnected();
    ok("systemctl stop smtap@1 && systemctl start smtap@1");
    isConnected();
    ok("nmcli connection down sml0");
    assertThat(ok("ip -br addr show dev sml0")).doesNotContain("192.0.2.1");
    ok("nmcli connection up sml0");
    isConnected();
    ok("systemctl stop NetworkManager && rm " + PROFILE + " " + MANAGED);
  }

  private static void isConnected() {
    hasAddress();
    await("connection")
        .pollInSameThread()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(ok("nmcli -t device").lines())
                .as(ROOT::journal)
                .contains("sml0:tun:connected:sml0"));
  }
}
