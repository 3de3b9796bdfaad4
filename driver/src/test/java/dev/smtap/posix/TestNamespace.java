package dev.smtap.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace of a test's own, made by {@code ip netns}, deleted when it is closed. */
public final class TestNamespace implements AutoCloseable {
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final String name;

  private TestNamespace(String name) {
    this.name = name;
  }

  /** Makes one; needs root ({@link Privilege}). */
  public static TestNamespace create() {
    Privilege.requireRoot();
    String name = "smt-px-" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet();
    command("ip", "netns", "add", name);
    return new TestNamespace(name);
  }

  public String name() {
    return name;
  }

  public Namespace open() throws SystemException {
    return Namespace.parse(name);
  }

  /** Runs {@code ip ARGUMENTS} inside, and returns what it printed. */
  public String ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", name));
    command.addAll(List.of(arguments));
    return command(command.toArray(String[]::new));
  }

  /** Deletes it and makes it again under the same name. */
  public void recreate() {
    command("ip", "netns", "del", name);
    command("ip", "netns", "add", name);
  }

  /** Deletes its name. */
  public void delete() {
    command("ip", "netns", "del", name);
  }

  @Override
  public void close() {
    if (java.nio.file.Files.exists(java.nio.file.Path.of("/run/netns", name))) {
      delete();
    }
  }

  /** Runs a program that must succeed, and returns what it printed. */
  public static String command(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
