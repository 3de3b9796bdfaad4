package dev.smtap.cli.doctor;

import dev.smtap.netlink.IpFamily;
import dev.smtap.netlink.RoutingSocket;
import dev.smtap.netlink.SocketEvents;
import dev.smtap.netlink.SocketQuestion;
import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the kernel has what smtap needs. */
final class KernelCheck {
  private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");
  private static final int LEAST_MAJOR = 6;
  private static final int LEAST_MINOR = 1;

  private KernelCheck() {}

  /** What is tried out. */
  enum Feature {
    FILE_LOCKS(
        "locks of open file descriptions do not work",
        "no node can start, because none could tell whether another lives",
        "boot a kernel with CONFIG_FILE_LOCKING",
        ""),
    SOCKET_LISTS(
        "the kernel cannot be asked for sockets (sock_diag)",
        "global networks do not work: who has which socket is not known",
        "load the kernel's modules for it",
        "modprobe -a inet_diag tcp_diag udp_diag"),
    SOCKET_EVENTS(
        "the kernel does not tell when a socket ends (sock_diag destroy events)",
        "global networks remember flows of closed sockets until they age out",
        "load the kernel's modules for it",
        "modprobe -a inet_diag tcp_diag udp_diag"),
    RULES(
        "the kernel has no rules of policy routing",
        "global networks do not work: packets to their addresses cannot be intercepted",
        "boot a kernel with CONFIG_IP_MULTIPLE_TABLES and CONFIG_IPV6_MULTIPLE_TABLES",
        "");

    private final String wrong;
    private final String causes;
    private final String advice;
    private final String command;

    Feature(String wrong, String causes, String advice, String command) {
      this.wrong = wrong;
      this.causes = causes;
      this.advice = advice;
      this.command = command;
    }
  }

  /**
   * What is known of a kernel.
   *
   * @param release what uname(1) calls its release
   * @param troubles why features do not work, those that do not
   */
  record Facts(String release, Map<Feature, String> troubles) {}

  static List<Finding> judge(Facts facts) {
    List<Finding> findings = new ArrayList<>();
    if (isTooOld(facts.release())) {
      findings.add(
          new Finding(
              Topic.KERNEL,
              "",
              "this is Linux " + facts.release() + ", and smtap needs 6.1 or newer",
              "nodes do not start, or behave as nobody has tried",
              "boot a newer kernel",
              List.of()));
    }
    facts
        .troubles()
        .forEach((feature, why) ->
            findings.add(
                new Finding(
                    Topic.KERNEL,
                    "",
                    feature.wrong + ": " + why,
                    feature.causes,
                    feature.advice,
                    feature.command.isEmpty() ? List.of() : List.of(feature.command))));
    return findings;
  }

  private static boolean isTooOld(String release) {
    Matcher version = VERSION.matcher(release);
    if (!version.matches()) {
      return false;
    }
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    return major < LEAST_MAJOR || (major == LEAST_MAJOR && minor < LEAST_MINOR);
  }

  static Facts look() throws SystemException {
    Map<Feature, String> troubles = new EnumMap<>(Feature.class);
    probe(troubles, Feature.FILE_LOCKS, () -> lockFile(TEMPORARY));
    probe(troubles, Feature.SOCKET_LISTS, () -> SocketQuestion.open().close());
    probe(troubles, Feature.SOCKET_EVENTS, () -> SocketEvents.open().close());
    probe(troubles, Feature.RULES, KernelCheck::listRules);
    return new Facts(ProcFile.text(RELEASE).strip(), troubles);
  }

  private interface Probe {
    void run() throws SystemException;
  }

  private static void probe(Map<Feature, String> troubles, Feature feature, Probe probe) {
    try {
      probe.run();
    } catch (SystemException e) {
      // Who may not try it out learns nothing of the kernel.
      if (e.errno() != Errno.EPERM && e.errno() != Errno.EACCES) {
        troubles.put(feature, String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * Where no file can be made, as in a directory that is full, nothing is learned of the kernel.
   */
  static void lockFile(Path directory) throws SystemException {
    Path path;
    try {
      path = Files.createTempFile(directory, "smtap-doctor", ".lock");
    } catch (IOException _) {
      return;
    }
    try (FileHandle file = FileHandle.open(path, OpenFlags.O_RDWR, 0)) {
      var _ = file.tryLock(FileHandle.WRITE_LOCK);
    } finally {
      PathCalls.unlink(path);
    }
  }

  private static void listRules() throws SystemException {
    try (RoutingSocket kernel = RoutingSocket.open()) {
      for (IpFamily family : IpFamily.present()) {
        var _ = kernel.rules(family);
      }
    }
  }
}
