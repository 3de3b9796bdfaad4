package dev.smtap.lab;

import static org.awaitility.Awaitility.await;

import dev.smtap.posix.ControlCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs; what it prints goes to files, so that it never waits for a reader. */
public class Program implements AutoCloseable {
  static final int SIGKILL = 9;
  static final int SIGTERM = 15;
  static final int SIGCONT = 18;
  static final int SIGSTOP = 19;

  private final List<String> command;
  private final Path outFile;
  private final Path errFile;
  private final Process process;

  /** What a program printed and how it ended. */
  public record Result(List<String> command, int exit, String out, String err) {
    /** What it printed, if it succeeded. */
    public String ok() {
      if (exit != 0) {
        throw new AssertionError(this);
      }
      return out;
    }

    @Override
    public String toString() {
      return String.join(" ", command) + " ended with " + exit + "\n" + out + "\n" + err;
    }
  }

  public Program(List<String> command) {
    this.command = command;
    try {
      outFile = Files.createTempFile("smlab-", ".out");
      errFile = Files.createTempFile("smlab-", ".err");
      process =
          new ProcessBuilder(command)
              .redirectInput(new java.io.File("/dev/null"))
              .redirectOutput(outFile.toFile())
              .redirectError(errFile.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a program to its end. */
  public static Result run(Duration limit, List<String> command) {
    try (Program program = new Program(command)) {
      return program.awaitEnd(limit);
    }
  }

  /** Runs a program that must succeed within some seconds, and returns what it printed. */
  public static String ok(String... command) {
    return run(Duration.ofSeconds(20), List.of(command)).ok();
  }

  public int pid() {
    return (int) process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public String out() {
    return read(outFile);
  }

  String err() {
    return read(errFile);
  }

  /** What it has printed so far. */
  public String printed() {
    return out() + err();
  }

  private static String read(Path file) {
    try {
      return Files.exists(file)
          ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip()
          : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal; behind SIGSTOP no thread of it runs any more. */
  void signal(int number) {
    if (ControlCalls.kill(pid(), number) != 0) {
      throw new AssertionError("no signal " + number + " to " + this);
    }
    if (number == SIGSTOP) {
      await("stop of " + this)
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> ProcessThreads.areStopped(pid()));
    }
  }

  /** Waits until it has printed some text. */
  public void awaitPrinted(String text, Duration limit) {
    await(text + " from " + this)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(limit)
        .failFast(() -> !isAlive() && !printed().contains(text))
        .until(() -> printed().contains(text));
  }

  /** Whether it printed some text before the time was over or it ended. */
  boolean printedWithin(String text, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (isAlive() && !printed().contains(text) && System.nanoTime() - end < 0) {
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
    return printed().contains(text);
  }

  public Result awaitEnd(Duration limit) {
    if (!endsWithin(limit)) {
      throw new AssertionError(this + " has not ended after " + limit + "\n" + printed());
    }
    return new Result(command, process.exitValue(), out(), err());
  }

  boolean endsWithin(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Asks it to end if it can do so in good order: other programs are just killed. */
  void askToEnd() {}

  /** Kills it, if it still runs. */
  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor();
      Files.deleteIfExists(outFile);
      Files.deleteIfExists(errFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "'" + String.join(" ", command) + "'";
  }
}
