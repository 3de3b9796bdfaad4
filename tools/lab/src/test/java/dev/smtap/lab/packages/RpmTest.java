package dev.smtap.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.smtap.lab.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The RPM package. No RPM system is to be had here: a Debian root with a database of rpm's own
 * stands in for one, so that names of other packages are compared, and not looked for.
 */
@Tag("package")
class RpmTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String CONFIG = "/etc/smtap/smtap.toml";
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

  @TempDir Path directory;

  private static String ask(Path rpm, String... what) {
    List<String> command = new ArrayList<>(List.of("rpm", "-qp"));
    command.addAll(List.of(what));
    command.add(rpm.toString());
    return Program.run(SOON, command).ok();
  }

  /** Files with their modes, and where links go. */
  private static String listed(String tool, Path file) {
    return Program.ok(
        "sh", "-c", tool + " | awk '{print $1, $NF}' | LC_ALL=C sort", file.toString());
  }

  @Test
  void hasWhatTheDebianPackageHas() {
    Path rpm = Packages.makeRpm(directory, Packages.version());
    String files =
        "rpm -qlvp \"$0\" | grep -v ^d | sed 's#/usr/lib/systemd#/lib/systemd#;"
            + " s#/site-functions/#/vendor-completions/#'";
    String expected =
        "dpkg-deb --fsys-tarfile \"$0\" | tar -tv | grep -v -e ^d -e /lintian/ | sed 's# \\./# /#;"
            + " s#/usr/lib/[^/]*-linux-gnu/wireshark/#/usr/lib64/wireshark/#'";
    assertThat(listed(files, rpm)).isEqualTo(listed(expected, Packages.current()));
    assertThat(ask(rpm, "--configfiles")).isEqualTo(CONFIG);
    assertThat(
            ask(rpm, "--requires")
                .lines()
                .filter(each -> !each.startsWith("rpmlib(") && !each.matches("(lib|ld-|rtld).*")))
        .containsOnly("/bin/sh", "iproute", "shadow-utils", "systemd >= 252");
    assertThat(ask(rpm, "--requires"))
        .contains("libc.so.6()", "libc.so.6(GLIBC_2.")
        .doesNotContain("libjvm", "libjava", "libnet.so", "SUNWprivate");
    assertThat(ask(rpm, "--provides").lines())
        .hasSize(2)
        .allMatch(each -> each.startsWith("smtap"));
    assertThat(ask(rpm, "--qf", "%{VERSION} %{ARCH}"))
        .isEqualTo(Packages.version() + " " + Program.ok("uname", "-m"));
    assertThat(ask(rpm, "--scripts"))
        .contains("postinstall", "preuninstall", "postuninstall")
        .doesNotContain("enable", "systemctl start");
  }

  @Test
  void fromInstallationToErasure() {
    Path current = Packages.makeRpm(directory, Packages.version());
    Path next = Packages.makeRpm(directory, Packages.NEXT_VERSION);
    try (DebianRoot root = new DebianRoot()) {
      root.put(current, "/root/smtap.rpm");
      root.put(next, "/root/next.rpm");
      root.boot();
      String unused = rpm(root, "--initdb");
      Set<String> before = Traces.of(root);
      assertThat(rpm(root, "-i --nodeps /mnt/root/root/smtap.rpm"))
          .doesNotContain("warning", "rror");
      startsNothing(root);
      assertThat(root.ok("SMTAP_JAVA_OPTIONS=-XX:AOTMode=on smtap --help")).contains("Commands:");
      assertThat(root.ok("stat -c '%U:%G %a' /dev/shm/smtap")).isEqualTo("root:smtap 2770");
      assertThat(rpm(root, "-V --nodeps smtap")).isEmpty();

      root.write(CONFIG, NODE);
      unused = root.ok("systemctl enable --now smtap@1");
      unused = root.ok("ip addr add 192.0.2.1/24 dev sml0 && ip link set sml0 up");
      Traces.makeRules(root);
      String process = processOf(root);
      assertThat(rpm(root, "-U --nodeps /mnt/root/root/next.rpm"))
          .doesNotContain("warning", "rror");
      await("restart")
          .pollInSameThread()
          .atMost(SOON)
          .until(() -> !processOf(root).equals(process));
      assertThat(root.ok("systemctl is-active smtap@1; ip -4 -o addr show dev sml0; cat " + CONFIG))
          .startsWith("active\n")
          .contains("192.0.2.1/24")
          .endsWith(NODE.strip());

      // The kept configuration is what rpm always keeps.
      assertThat(rpm(root, "-e smtap")).contains(CONFIG + ".rpmsave");
      assertThat(Traces.since(root, before)).allMatch(each -> each.startsWith("/etc/smtap"));
      unused = root.ok("rm " + CONFIG + ".rpmsave && rmdir /etc/smtap");
      assertThat(root.ok("systemctl is-system-running")).isEqualTo("running");
    }
  }

  /** What rpm says, which must succeed. */
  private static String rpm(DebianRoot root, String words) {
    Program.Result result =
        root.beside("rpm --root /mnt/root --dbpath /var/lib/rpm " + words + " 2>&1");
    assertThat(result.exit()).as(() -> result + root.journal()).isZero();
    return result.out();
  }

  private static String processOf(DebianRoot root) {
    return root.ok("systemctl show --value -p MainPID smtap@1");
  }

  private static void startsNothing(DebianRoot root) {
    assertThat(root.ok("systemctl list-unit-files --no-legend 'smtap*' | awk '{print $1, $2}'"))
        .isEqualTo("smtap.service disabled\nsmtap@.service disabled");
    assertThat(root.run("pgrep -a java").out()).isEmpty();
  }
}
