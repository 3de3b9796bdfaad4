package dev.smtap.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The package from its installation to its end, under a systemd that runs. */
@Tag("package")
class PackageLifeTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String NODE =
      """
      mtu = 1500

      [[node]]
      id = 1
      [[node.local]]
      interface = "sml0"
      [[node.global]]
      interface = "smg0"
      """;

  private final DebianRoot root = new DebianRoot();

  @BeforeEach
  void boot() {
    root.put(Packages.current(), "/root/smtap.deb");
    root.put(Packages.next(), "/root/next.deb");
    root.boot();
  }

  @AfterEach
  void close() {
    root.close();
  }

  @Test
  void fromInstallationToPurge() {
    // Makes the directory of named namespaces, as any use of them does.
    String unused = root.ok("ip netns add peer && ip -n peer link set lo up");
    SshSession.startServer(root);
    Set<String> before = Traces.of(root);
    unused = root.ok("dpkg -i /root/smtap.deb 2>&1");
    startsNothing();

    root.write("/etc/smtap/smtap.toml", NODE);
    unused = root.ok("systemctl enable --now smtap@1");
    isUp(Packages.version());
    unused = root.ok("ip addr add 192.0.2.1/24 dev sml0 && ip link set sml0 up");
    String adapter = root.ok("ip -4 -o addr show dev sml0");
    assertThat(adapter).contains("192.0.2.1/24");

    Traces.makeRules(root);
    startsAnotherByHand();

    upgradesUnderAConnection();
    assertThat(root.ok("ip -4 -o addr show dev sml0")).as("after the upgrade").isEqualTo(adapter);
    assertThat(root.ok("cat /etc/smtap/smtap.toml")).isEqualTo(NODE.strip());

    unused = root.ok("systemctl stop by-hand");
    unused = root.ok("dpkg -r smtap 2>&1");
    assertThat(root.run("ip link show sml0").exit()).isNotZero();
    assertThat(Traces.since(root, before))
        .allMatch(each -> each.matches("/etc/smtap.*|smtap:.*|/etc/systemd/.*/smtap@1.service"));

    unused = root.ok("dpkg -P smtap 2>&1");
    assertThat(Traces.since(root, before)).isEmpty();
    assertThat(root.ok("systemctl is-system-running")).isEqualTo("running");
  }

  @Test
  void whatIsEnabledIsThereAfterTheNextBoot() {
    String unused = root.ok("dpkg -i /root/smtap.deb 2>&1");
    root.write("/etc/smtap/smtap.toml", NODE);
    unused = root.ok("systemctl enable smtap@1");
    assertThat(root.run("systemctl is-active smtap@1").out()).isEqualTo("inactive");
    root.boot();
    isUp(Packages.version());
  }

  /** The other node still is what was installed before. */
  private void upgradesUnderAConnection() {
    String process = root.ok("systemctl show --value -p MainPID smtap@1");
    try (SshSession ssh = SshSession.open(root, "192.0.2.2")) {
      String unused = root.ok("dpkg -i /root/next.deb 2>&1");
      isUp(Packages.NEXT_VERSION);
      assertThat(root.ok("systemctl show --value -p MainPID smtap@1")).isNotEqualTo(process);
      ssh.goesOn();
    }
  }

  private void startsNothing() {
    assertThat(root.ok("systemctl list-unit-files --no-legend 'smtap*' | awk '{print $1, $2}'"))
        .doesNotContain(" enabled");
    assertThat(
            root.ok(
                "systemctl list-units --all --no-legend 'smtap*'; pgrep java; ls /run/smtap"
                    + " /dev/shm/smtap | grep -v :"))
        .isBlank();
  }

  /** A node that no upgrade restarts, in a namespace of its own. */
  private void startsAnotherByHand() {
    String unused =
        root.ok(
            "systemd-run -q --unit=by-hand --uid=smtap --gid=smtap -p UMask=0007"
                + " -p AmbientCapabilities='CAP_NET_ADMIN CAP_SYS_ADMIN CAP_SYS_PTRACE'"
                + " smtap run --node 2 --netns peer --local sml0,mtu=1500");
    await("node 2")
        .pollInSameThread()
        .atMost(SOON)
        .until(() -> root.run("ip -n peer link show sml0").exit() == 0);
    unused =
        root.ok(
            "ip -n peer addr add 192.0.2.2/24 dev sml0 && ip -n peer link set sml0 up"
                + " && ping -c 1 -W 10 192.0.2.2");
  }

  private void isUp(String version) {
    await("node 1")
        .pollInSameThread()
        .atMost(SOON)
        .until(() -> root.run("smtap status").out().contains("sml0"));
    assertThat(root.ok("systemctl is-active smtap@1; dpkg-query -W -f '${Version}' smtap"))
        .as(root.journal())
        .isEqualTo("active\n" + version);
    assertThat(root.ok("cat /sys/class/net/sml0/address; ls /run/smtap"))
        .contains("02:53:4d:00:00:01", "default-1.sock");
  }
}
