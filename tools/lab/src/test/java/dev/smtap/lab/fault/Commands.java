package dev.smtap.lab.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs short programs. Any thread. */
final class Commands {
  /** How a program ended, and all that it printed. */
  record Result(String command, int exit, String output) {
    /** What it printed, if it succeeded. */
    String ok() {
      if (exit != 0) {
        throw new AssertionError(command + " ended with " + exit + ": " + output);
      }
      return output;
    }
  }

  private Commands() {}

  /** Runs a program, given as words. */
  static Result run(String words) {
    return run(List.of(words.strip().split(" +")));
  }

  /** Runs a program to its end. */
  static Result run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(String.join(" ", command), process.waitFor(), output.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
