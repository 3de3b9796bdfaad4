package dev.smtap.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.smtap.lab.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fresh Debian 12 of a test's own: an overlay in namespaces of its own (mounts, network,
 * processes, host name), without a network but {@code lo}. Its first process just sleeps, or after
 * {@link #boot} is a real systemd. Everything is gone after {@link #close}; should this process be
 * killed, only an empty cgroup stays, until the next run.
 */
final class DebianRoot implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path SCRIPTS = Path.of("src/test/sh").toAbsolutePath();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final String cgroup =
      "/mnt/cgroup/" + cgroupsOf(ProcessHandle.current().pid()) + NEXT.incrementAndGet();
  private final Program holder;
  private Program first;
  private long firstPid;

  DebianRoot() {
    holder =
        new Program(
            List.of(
                "unshare",
                "--mount",
                "--net",
                "--uts",
                "--ipc",
                "--propagation",
                "private",
                SCRIPTS.resolve("hold-root").toString(),
                DebianBase.directory().toString(),
                cgroup));
    holder.awaitPrinted("held", LIMIT);
    first = enter("sleep", "infinity");
  }

  /** How the names of the cgroups of a process's roots begin. */
  static String cgroupsOf(long pid) {
    return "smtap-root-" + pid + "-";
  }

  /** Starts a command as the first process of the root. */
  private Program enter(String... command) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "echo $$ >\"$0\"/cgroup.procs; exec unshare --mount --pid --fork --kill-child"
                    + " --cgroup --propagation private \"$@\"",
                cgroup,
                SCRIPTS.resolve("enter-root").toString()));
    words.addAll(List.of(command));
    Program program = new Program(inHolder(words));
    await("first process of " + program)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(LIMIT)
        .failFast("its end", () -> !program.isAlive())
        .until(() -> hasStarted(program, command[0]));
    return program;
  }

  /** Whether the child of a program has become what it should; remembers which one that is. */
  private boolean hasStarted(Program program, String name) throws IOException {
    var child = ProcessHandle.of(program.pid()).flatMap(each -> each.children().findFirst());
    firstPid = child.map(ProcessHandle::pid).orElse(0L);
    return firstPid != 0
        && Files.readString(Path.of("/proc/" + firstPid + "/cmdline")).startsWith(name);
  }

  private List<String> inHolder(List<String> command) {
    List<String> words =
        new ArrayList<>(
            List.of("nsenter", "-t", String.valueOf(holder.pid()), "-m", "-n", "-u", "-i"));
    words.addAll(command);
    return words;
  }

  /** A command line that runs a command in the root. */
  List<String> inside(List<String> command) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "nsenter",
                "-t",
                String.valueOf(firstPid),
                "--all",
                "--root",
                "--wd",
                "env",
                "-i",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "LANG=C.UTF-8",
                "HOME=/root",
                "TERM=dumb",
                "DEBIAN_FRONTEND=noninteractive"));
    words.addAll(command);
    return words;
  }

  /** Runs a shell script in the root. */
  Program.Result run(String script) {
    return Program.run(LIMIT, inside(List.of("sh", "-c", script)));
  }

  /** What a shell script in the root prints, which must succeed; if not, the journal says more. */
  String ok(String script) {
    Program.Result result = run(script);
    assertThat(result.exit()).as(() -> result + "\n" + journal()).isZero();
    return result.out();
  }

  /**
   * Runs a shell script with the programs of this machine where the first process is; the root is
   * {@code /mnt/root} there.
   */
  Program.Result beside(String script) {
    return Program.run(
        LIMIT, List.of("nsenter", "-t", String.valueOf(firstPid), "--all", "sh", "-c", script));
  }

  /** Copies a file of this machine into the root. */
  void put(Path file, String inside) {
    String directory = inside.substring(0, inside.lastIndexOf('/') + 1);
    String unused =
        Program.run(
                LIMIT,
                inHolder(
                    List.of(
                        "sh",
                        "-c",
                        "mkdir -p /mnt/root$1 && cp -p \"$0\" /mnt/root$2",
                        file.toString(),
                        directory,
                        inside)))
            .ok();
  }

  /** Writes a text file in the root. */
  void write(String inside, String text) {
    try {
      Path file = Files.createTempFile("smlab-", ".txt");
      try {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        put(file, inside);
        String unused = ok("chmod 644 " + inside);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends what runs in the root, as a power cut would, and starts systemd in it. */
  void boot() {
    killAll();
    first = enter("/lib/systemd/systemd");
    await("systemd")
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .atMost(LIMIT)
        .failFast("its end", () -> !first.isAlive())
        .until(() -> run("systemctl is-system-running --wait").out().equals("running"));
  }

  /** What the journal has, for messages of failed tests. */
  String journal() {
    return run("journalctl --no-pager -b -n 200").toString();
  }

  private void killAll() {
    String unused =
        Program.run(LIMIT, inHolder(List.of("sh", "-c", "echo 1 >" + cgroup + "/cgroup.kill")))
            .ok();
    Program.Result ended = first.awaitEnd(LIMIT);
    assert ended.exit() != 0;
    first.close();
  }

  @Override
  public void close() {
    killAll();
    // The kernel may take a moment to let go of the last process.
    await("empty cgroup")
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .atMost(LIMIT)
        .until(() -> removeCgroup().exit() == 0);
    holder.close();
  }

  private Program.Result removeCgroup() {
    return Program.run(
        LIMIT,
        inHolder(List.of("find", cgroup, "-depth", "-type", "d", "-exec", "rmdir", "{}", "+")));
  }
}
