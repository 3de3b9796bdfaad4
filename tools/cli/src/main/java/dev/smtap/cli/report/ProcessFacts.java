package dev.smtap.cli.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A node's process: how it was started, its limits, what its threads do. */
final class ProcessFacts {
  private static final List<String> FILES = List.of("status", "limits", "cgroup", "stat");

  private ProcessFacts() {}

  static String text(int processId) throws IOException {
    Path process = Path.of("/proc", String.valueOf(processId));
    String command = Files.readString(process.resolve("cmdline")).replace('\0', ' ').strip();
    if (!command.contains("smtap")) {
      throw new IOException(
          "process " + processId + " is no node: its number holds in another PID namespace");
    }
    StringBuilder text = new StringBuilder(command).append('\n');
    for (String each : FILES) {
      text.append("\n== " + each + "\n").append(Files.readString(process.resolve(each)));
    }
    text.append("\n== threads: number, name, state\n");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
      for (Path each : threads) {
        String stat = Files.readString(each.resolve("stat"));
        int end = stat.lastIndexOf(')');
        text.append(stat, 0, Math.min(end + 3, stat.length())).append('\n');
      }
    }
    return text.toString();
  }
}
