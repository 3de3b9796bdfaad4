package dev.smtap.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The units under a real systemd: node 1 in the machine's own namespace, node 2 in another one, and
 * an ssh connection between them through the adapters.
 */
@Tag("package")
class ServiceUnitTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String CONFIG = "/etc/smtap/smtap.toml";
  private static final String GLOBAL = "198.51.100.1";
  private static final String NODES =
      """
      mtu = 1500

      [[node]]
      id = 1
      [[node.local]]
      interface = "sml0"
      [[node.global]]
      interface = "smg0"
      weight = %s

      [[node]]
      id = 2
      netns = "peer"
      [[node.local]]
      interface = "sml0"
      [[node.global]]
      interface = "smg0"
      """;

  private static final DebianRoot ROOT = new DebianRoot();

  @BeforeAll
  static void boot() {
    Unpacked.into(ROOT);
    ROOT.write(CONFIG, NODES.formatted(1));
    ROOT.put(
        Unpacked.sample("smtap-netns.conf"), "/etc/systemd/system/smtap@2.service.d/netns.conf");
    ROOT.write("/etc/systemd/system/smtap@.service.d/test.conf", "[Service]\nWatchdogSec=2\n");
    ROOT.boot();
    ok("ip netns add peer && ip -n peer link set lo up");
    // Or nodes with global addresses warn that they do not.
    ok("sysctl -qw net.ipv4.ip_forward=1; ip netns exec peer sysctl -qw net.ipv4.ip_forward=1");
    SshSession.startServer(ROOT);
  }

  @AfterAll
  static void remove() {
    ROOT.close();
  }

  @BeforeEach
  void start() {
    ROOT.write(CONFIG, NODES.formatted(1));
    ok("systemctl enable --now smtap@1 smtap@2");
    ok("ip addr replace 10.77.0.1/24 dev sml0 && ip link set sml0 up");
    ok("ip route replace 10.99.0.0/16 via 10.77.0.2");
    ok("ip -n peer addr replace 10.77.0.2/24 dev sml0 && ip -n peer link set sml0 up");
    for (String in : List.of("", "-n peer")) {
      ok("ip " + in + " addr replace " + GLOBAL + "/32 dev smg0 && ip " + in + " link set smg0 up");
    }
  }

  @AfterEach
  void stop() {
    ok("systemctl disable --now smtap@1 smtap@2 && systemctl reset-failed");
  }

  private static String ok(String script) {
    return ROOT.ok(script);
  }

  private static String shown(String property) {
    return ok("systemctl show --value -p " + property + " smtap@1");
  }

  private static void awaitShown(String property, String value) {
    await(property)
        .pollInSameThread()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(shown(property)).as(ROOT::journal).contains(value));
  }

  /** What an operator has set on the interface. */
  private static String configured() {
    return ok("ip -o addr show dev sml0 | sed 's/ tentative//'; ip route show dev sml0");
  }

  /** What the process that runs now has logged. */
  private static String logged(String more) {
    return ok("journalctl -o cat _SYSTEMD_INVOCATION_ID=" + shown("InvocationID") + more);
  }

  private static SshSession ssh(String address) {
    return SshSession.open(ROOT, address);
  }

  @Test
  void isActiveAndSaysHowItIs() {
    assertThat(shown("ActiveState")).isEqualTo("active");
    awaitShown("StatusText", "node 1 on sml0, smg0 with 1 neighbour");
    assertThat(shown("FileDescriptorStoreMax")).isNotEqualTo("0");
    assertThat(ok("ps -o user= -p " + shown("MainPID"))).isEqualTo("smtap");
    ok("ping -c 1 -W 5 10.77.0.2");
    String journal = logged("");
    assertThat(journal).contains("node 2 is up", "ready").doesNotContain("\u001b", "<6>", "INFO");
    assertThat(logged(" -p warning")).isEmpty();
    ok("systemctl stop smtap@1");
    assertThat(ok("ip -br link; ip rule; ip route")).doesNotContain("sml0", "smg0");
    assertThat(ok("ls /run/smtap /dev/shm/smtap/default")).contains("2.sock").doesNotContain("1.s");
  }

  @Test
  void connectionsLiveThroughARestart() {
    String before = configured();
    try (SshSession ssh = ssh("10.77.0.2");
        SshSession global = ssh(GLOBAL)) {
      for (String node : List.of("smtap@1", "smtap@2", "smtap@1 smtap@2")) {
        String process = shown("MainPID");
        restart(node);
        assertThat(shown("MainPID").equals(process)).isEqualTo(!node.contains("@1"));
        ssh.goesOn();
        global.goesOn();
      }
    }
    assertThat(configured()).isEqualTo(before);
    assertThat(ok("journalctl -b -u smtap@1 -o cat")).contains("sml0 lived on since");
  }

  /** Interfaces that lived on need no device file. */
  private static void restart(String nodes) {
    boolean isWithoutTun = nodes.equals("smtap@1");
    ok(isWithoutTun ? "mv /dev/net/tun /dev/tun" : "test -c /dev/net/tun");
    ok("systemctl restart " + nodes);
    ok(isWithoutTun ? "mv /dev/tun /dev/net/tun" : "test -c /dev/net/tun");
  }

  @Test
  void whoGivesNoSignOfLifeIsStartedAgain() {
    try (SshSession ssh = ssh("10.77.0.2");
        SshSession global = ssh(GLOBAL)) {
      String process = shown("MainPID");
      ok("systemctl kill --kill-who=main -s STOP smtap@1");
      awaitShown("NRestarts", "1");
      awaitShown("ActiveState", "active");
      assertThat(shown("MainPID")).isNotEqualTo(process);
      ssh.goesOn();
      global.goesOn();
    }
    assertThat(ok("journalctl -b -u smtap@1 -o cat")).contains("Watchdog timeout");
  }

  @Test
  void reloadTakesOverWhatCanChangeAndRefusesWhatIsWrong() {
    ROOT.write(CONFIG, NODES.formatted(9));
    ok("systemctl reload smtap@1");
    await().atMost(SOON).until(() -> ok("smtap balance --json").contains("\"weight\":9"));
    ROOT.write(CONFIG, NODES.formatted("\"heavy\""));
    assertThat(ROOT.run("systemctl reload smtap@1").exit()).isNotZero();
    assertThat(ok("journalctl -b -u smtap@1 -o cat -p err"))
        .contains("line 9, key 'weight': it is a text; write a whole number");
    assertThat(shown("ActiveState")).isEqualTo("active");
    assertThat(ok("smtap balance --json")).contains("\"weight\":9");
    ROOT.write(CONFIG, NODES.formatted(9).replace("mtu = 1500", "mtu = 9000"));
    ok("systemctl reload smtap@1");
    awaitShown("StatusText", "key 'mtu' of sml0 of node 1 stays 1500");
    assertThat(ok("ip link show sml0")).contains("mtu 1500");
  }

  @Test
  void aNodeThatIsNotConfiguredFailsInWords() {
    assertThat(ROOT.run("systemctl start smtap@9").exit()).isNotZero();
    assertThat(ok("journalctl -b -u smtap@9 -o cat -p err"))
        .contains("cannot run node 9: the configuration file has no [[node]] with this id;");
    assertThat(ok("systemctl show --value -p NRestarts smtap@9")).isEqualTo("0");
    assertThat(ROOT.run("systemctl is-active smtap@9").out()).isEqualTo("failed");
  }

  @Test
  void allNodesRunInOneService() {
    ok(
        "systemctl disable --now smtap@1 smtap@2 && cp -r /etc/systemd/system/smtap@2.service.d"
            + " /etc/systemd/system/smtap.service.d && systemctl daemon-reload");
    ok("systemctl start smtap && ip link set sml0 up && ip addr add 10.77.0.1/24 dev sml0");
    ok("ip -n peer addr replace 10.77.0.2/24 dev sml0 && ip -n peer link set sml0 up");
    try (SshSession ssh = ssh("10.77.0.2")) {
      ok("systemctl restart smtap");
      ssh.goesOn();
    }
    ROOT.write(CONFIG, NODES.formatted(1).replaceFirst("(?s)\\[\\[node\\]\\]\nid = 2.*", ""));
    ok("systemctl reload smtap");
    await("node 2 to go")
        .pollInSameThread()
        .atMost(SOON)
        .until(() -> !ok("ip -n peer -br link").contains("sml0"));
    assertThat(ok("systemctl show --value -p StatusText smtap")).contains("node 1 on sml0, smg0");
    ok("systemctl stop smtap");
    assertThat(ok("ip -br link")).doesNotContain("sml0");
  }

  /** Both units are held to less than systemd would let them, by line, and ordered. */
  @ParameterizedTest
  @ValueSource(strings = {"smtap@1", "smtap"})
  void eachUnitMayDoWhatItNeedsOnly(String unit) {
    String properties = ok("systemctl show " + unit);
    assertThat(properties.lines())
        .contains(
            "User=smtap",
            "CapabilityBoundingSet=cap_net_admin cap_net_raw",
            "AmbientCapabilities=cap_net_admin cap_net_raw",
            "DevicePolicy=closed",
            "DeviceAllow=/dev/net/tun rw",
            "NoNewPrivileges=yes",
            "Type=notify",
            "Restart=on-failure",
            "ProtectKernelTunables=no",
            "MemoryDenyWriteExecute=no");
    List<String> before = List.of(property(properties, "Before").split(" ", -1));
    assertThat(before).contains("network-online.target", "network.target");
    List<String> calls = List.of(property(properties, "SystemCallFilter").split(" ", -1));
    assertThat(calls)
        .contains("futex", "mmap", "ioctl")
        .doesNotContain("mount", "reboot", "init_module", "ptrace", "setuid", "mlockall");
  }

  private static String property(String properties, String name) {
    return properties
        .lines()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theExposureIsLow() {
    for (String unit : List.of("smtap@1", "smtap")) {
      String last = ok("systemd-analyze security --no-pager " + unit).lines().toList().getLast();
      String figure = last.replaceFirst(".*: ([0-9.]+) .*", "$1");
      assertThat(Double.parseDouble(figure)).as(last).isLessThanOrEqualTo(3.0);
    }
    assertThat(
            ok(
                "systemd-analyze verify smtap@1.service smtap.service 2>&1 | grep -v \"'man \" || true"))
        .isEmpty();
  }
}
