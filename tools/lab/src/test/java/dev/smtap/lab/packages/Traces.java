package dev.smtap.lab.packages;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** What an installation may leave in a root: files, users, shared memory, interfaces, rules. */
final class Traces {
  /** Files that change by themselves or that every package manager run touches. */
  private static final String FILES =
      "find / -xdev \\( -path /proc -o -path /sys -o -path /tmp -o -path /var/log -o -path"
          + " /var/cache -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path"
          + " /var/lib/systemd/random-seed -o -name 'passwd-' -o -name 'group-' -o -name"
          + " 'shadow-' -o -name 'gshadow-' -o -name .pwd.lock -o -name ld.so.cache \\) -prune -o"
          + " -print; find /dev/shm /run -path /run/systemd -prune -o -path /run/lock -prune -o"
          + " -path /run/log -prune -o -path /run/udev -prune -o -print";

  private static final String REST =
      "cat /etc/passwd /etc/group /etc/shadow /etc/gshadow; ip -o link | cut -d' ' -f2; ip rule;"
          + " ip -6 rule; sysctl net.ipv4.ip_early_demux; find /run/systemd -name '*smtap*'; pgrep -a java";

  private static final String GLOBAL = "198.51.100.1";

  private Traces() {}

  /**
   * Has the node's global interface, smg0, make rules and change settings, which are to go again.
   */
  static void makeRules(DebianRoot root) {
    String unused = root.ok("ip addr add " + GLOBAL + "/32 dev smg0 && ip link set smg0 up");
    await("rules")
        .pollInSameThread()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> root.ok("ip rule; sysctl net.ipv4.ip_early_demux"),
            said -> said.contains(GLOBAL) && said.contains("ip_early_demux = 0"));
  }

  /** One line for each thing. */
  static Set<String> of(DebianRoot root) {
    return new TreeSet<>(Arrays.asList(root.run(FILES + "; " + REST).out().split("\n", -1)));
  }

  /** What is there now and was not before. */
  static Set<String> since(DebianRoot root, Set<String> before) {
    Set<String> now = of(root);
    now.removeAll(before);
    return now;
  }
}
