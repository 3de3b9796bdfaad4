package dev.smtap.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The threads of a process, as proc(5) shows them. */
public final class ProcessThreads {
  private ProcessThreads() {}

  /**
   * Whether every thread of a process is stopped by a signal. The kernel lets threads run on until
   * they notice: long enough to take a connection.
   */
  public static boolean areStopped(long pid) {
    return list(pid).stream().allMatch(ProcessThreads::isStopped);
  }

  private static List<Path> list(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return threads.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isStopped(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.startsWith("T", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      // It ended since they were listed, so they were not all stopped then.
      return false;
    }
  }
}
