package dev.smtap.cli.report;

import dev.smtap.cli.SystemProgram;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What kind of machine it is, how smtap is configured there, and what it logged. */
final class MachineFacts {
  private static final List<String> FILES =
      List.of(
          "/proc/version",
          "/proc/uptime",
          "/proc/loadavg",
          "/proc/meminfo",
          "/proc/self/limits",
          "/proc/self/cgroup",
          "/etc/os-release");

  private static final String JOURNAL_LINES = "1000";

  private MachineFacts() {}

  static void addTo(Bundle bundle, Path config) throws SystemException {
    bundle.add("smtap.toml", "the configuration file " + config, () -> Files.readString(config));
    bundle.add("machine.txt", "kernel, distribution, memory, limits", MachineFacts::machine);
    bundle.add(
        "mounts.txt",
        "file systems for shared memory, processes and namespaces",
        () -> mounts(Files.readAllLines(Path.of("/proc/self/mounts"))));
    bundle.add(
        "devices.txt", "the TAP device file", () -> SystemProgram.run("ls", "-l", "/dev/net/tun"));
    bundle.add(
        "sockets.txt",
        "control sockets of nodes",
        () -> SystemProgram.run("ls", "-ln", "/run/smtap"));
    bundle.add(
        "journal.txt",
        "last lines of the journal about smtap",
        () ->
            SystemProgram.run(
                "journalctl",
                "--no-pager",
                "-q",
                "-o",
                "short-iso",
                "-n",
                JOURNAL_LINES,
                "-u",
                "smtap*"));
  }

  private static String machine() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("Java " + Runtime.version() + ", " + System.getProperty("os.arch", "") + "\n");
    text.append(Runtime.getRuntime().availableProcessors() + " processors\n");
    for (String each : FILES) {
      Path file = Path.of(each);
      text.append("\n== " + each + "\n");
      text.append(Files.isReadable(file) ? Files.readString(file) : "cannot be read\n");
    }
    return text.toString();
  }

  /** Some only: names of other mounts are nobody's business. */
  private static String mounts(List<String> lines) {
    return lines.stream()
        .filter(
            each -> each.matches("\\S+ (/|/dev|/dev/shm|/proc|/proc/sys|/run|/run/netns\\S*) .*"))
        .reduce("", (text, line) -> text + line + "\n");
  }
}
