package dev.smtap.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code smtap run} as a process. */
final class LabNode extends Program {
  private static final Duration START = Duration.ofSeconds(30);

  private static final Duration END = Duration.ofSeconds(2);

  private static final int SIGQUIT = 3;

  private final int id;

  LabNode(int id, List<String> command) {
    super(command);
    this.id = id;
  }

  int id() {
    return id;
  }

  /** Waits for it; when it takes too long, its threads say what they do. */
  void awaitReady() {
    if (!printedWithin("ready", START)) {
      if (isAlive()) {
        signal(SIGQUIT);
        var unused = printedWithin("JNI global refs", Duration.ofSeconds(5));
      }
      throw new AssertionError(this + " is not ready\n" + printed());
    }
  }

  /** Ends it as systemd would. */
  Result stop() {
    signal(SIGTERM);
    return awaitEnd(Duration.ofSeconds(10));
  }

  @Override
  void askToEnd() {
    if (isAlive()) {
      signal(SIGTERM);
    }
  }

  /** Waits a little for one that was asked to end. */
  @Override
  public void close() {
    var _ = endsWithin(END);
    super.close();
  }

  /** Ends it without a chance to clean up. */
  void kill() {
    signal(SIGKILL);
    awaitEnd(Duration.ofSeconds(10));
  }

  /** Memory that it has at the moment. */
  long rssBytes() {
    try {
      String[] fields = Files.readString(Path.of("/proc/" + pid() + "/statm")).split(" ", -1);
      return Long.parseLong(fields[1]) * 4096;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** CPU time that it has used, in clock ticks (1/100 s). */
  long cpuTicks() {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
