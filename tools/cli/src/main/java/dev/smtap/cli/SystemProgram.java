package dev.smtap.cli;

import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program of the system and takes what it prints. The program is in the network namespace of
 * the calling thread.
 */
public final class SystemProgram {
  private static final List<String> DIRECTORIES = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");
  private static final int LONGEST_SECONDS = 20;

  /** Routes or rules can be more than this process has memory for. */
  static final int MOST_BYTES = 2_000_000;

  private static final String MOST = MOST_BYTES / 1_000_000 + " MB";

  private SystemProgram() {}

  /**
   * What it prints, errors included; what is too much for memory is cut, with a note.
   *
   * @throws SystemException if it is not there, fails or takes too long
   */
  public static String run(String... command) throws SystemException {
    return run(command, true);
  }

  /**
   * The same without errors and warnings, for what a parser reads.
   *
   * @throws SystemException also if it is too much
   */
  public static String output(String... command) throws SystemException {
    return run(command, false);
  }

  private static String run(String[] command, boolean withErrors) throws SystemException {
    String[] words = command.clone();
    words[0] =
        find(command[0])
            .orElseThrow(() -> failure(command, command[0] + " is not installed"))
            .toString();
    // Where errors go is not heeded while they go with the rest.
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(withErrors)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Executor later = CompletableFuture.delayedExecutor(LONGEST_SECONDS, TimeUnit.SECONDS);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      CompletableFuture<Process> end =
          CompletableFuture.supplyAsync(process::destroyForcibly, later);
      byte[] printed = process.getInputStream().readNBytes(MOST_BYTES + 1);
      boolean isCut = printed.length > MOST_BYTES;
      if (isCut) {
        process.destroyForcibly();
      }
      String text = new String(printed, StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (!end.cancel(false)) {
        throw failure(command, "it took more than " + LONGEST_SECONDS + " s");
      }
      if (isCut) {
        return cut(command, text, withErrors);
      }
      if (exit != 0) {
        String said = withErrors ? ": " + text.strip() : "";
        throw failure(command, "it ended with exit code " + exit + said);
      }
      return text;
    } catch (SystemException e) {
      throw e;
    } catch (IOException e) {
      throw failure(command, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(command, "it was interrupted");
    }
  }

  private static String cut(String[] command, String text, boolean isForPeople)
      throws SystemException {
    if (!isForPeople) {
      throw failure(command, "it prints more than " + MOST + ", too much to be looked at");
    }
    return text + "\n(cut here: it prints more than " + MOST + ")\n";
  }

  /** Where a program is, if it is installed; whatever PATH says. */
  public static Optional<Path> find(String program) {
    return DIRECTORIES.stream()
        .map(each -> Path.of(each, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static SystemException failure(String[] command, String why) {
    return SystemException.because(
        "run", "'" + String.join(" ", command) + "'", why, "run it by hand");
  }
}
