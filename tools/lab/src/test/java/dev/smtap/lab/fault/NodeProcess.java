package dev.smtap.lab.fault;

import dev.smtap.lab.ProcessThreads;
import dev.smtap.posix.ControlCalls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** {@code smtap run} as a process; notes when it printed what, and when it ended. */
final class NodeProcess implements AutoCloseable {
  static final int SIGKILL = 9;
  static final int SIGTERM = 15;
  static final int SIGCONT = 18;
  static final int SIGSTOP = 19;

  /** Exit code of a process that SIGKILL ended. */
  static final int KILLED = 128 + SIGKILL;

  /** A line that it printed. */
  record Line(long nanos, String text) {}

  private final int id;
  private final Process process;
  private final List<Line> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;
  private volatile long endedNanos;

  NodeProcess(int id, List<String> command, String javaOptions) {
    this.id = id;
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SMTAP_JAVA_OPTIONS", javaOptions + " -Dsmtap.rehearsal=off");
    try {
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader = Thread.ofPlatform().daemon().name("lines of node " + id).start(this::readLines);
    var _ = process.onExit().thenRun(() -> endedNanos = System.nanoTime());
  }

  private void readLines() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        lines.add(new Line(System.nanoTime(), text));
      }
    } catch (IOException e) {
      lines.add(new Line(System.nanoTime(), "(cannot read on: " + e + ")"));
    }
  }

  int id() {
    return id;
  }

  int pid() {
    return (int) process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  List<Line> lines() {
    return List.copyOf(lines);
  }

  /** How many lines contain a text. */
  long count(String text) {
    return lines.stream().filter(line -> line.text().contains(text)).count();
  }

  boolean isReady() {
    return count("ready") > 0;
  }

  /** When it ended. */
  long endedNanos() {
    Awaitility.await().until(() -> endedNanos != 0);
    return endedNanos;
  }

  /** Waits until it ends and all that it printed is read; returns its exit code. */
  int awaitEnd(long seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new AssertionError("node " + id + " has not ended after " + seconds + " s\n" + this);
      }
      reader.join();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  void signal(int number) {
    if (ControlCalls.kill(pid(), number) != 0) {
      throw new AssertionError("signal " + number + " cannot be sent\n" + this);
    }
  }

  /** True when every thread is stopped by a signal. */
  boolean isStopped() {
    return ProcessThreads.areStopped(pid());
  }

  /** Open descriptors. */
  long descriptors() {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Mappings of files in a directory. */
  long mappings(Path directory) {
    try (Stream<String> maps = Files.lines(Path.of("/proc/" + pid() + "/maps"))) {
      return maps.filter(line -> line.contains(directory.toString())).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitEnd(30);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("node " + id + " printed:");
    lines.forEach(line -> text.append("\n  ").append(line.text()));
    return text.toString();
  }
}
