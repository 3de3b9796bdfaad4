package dev.smtap.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Runs the commands of a file in this one process, so that what they load goes into the AOT cache.
 * Packaging calls it; it changes nothing.
 */
@Command(name = "train", hidden = true, description = "Runs commands to fill the AOT cache.")
final class TrainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Commands, one a line; # starts a comment.")
  private @Nullable Path file;

  @Override
  public Integer call() throws IOException {
    if (file != null) {
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          // What a command answers does not matter here, only what it loads.
          int unused = Main.commandLine().execute(line.strip().split(" +", -1));
        }
      }
    }
    return CommandLine.ExitCode.OK;
  }
}
