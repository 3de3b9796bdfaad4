package dev.smtap.lab.packages;

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
          + " ip -6 rule; find /run/systemd -name '*smtap*'; pgrep -a java";

  private Traces() {}

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
