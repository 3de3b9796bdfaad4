package dev.smtap.cli;

import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Runs the commands of a file and the data path in this one process, so that what they load and
 * what is hot in them goes into the AOT cache. Packaging calls it; it leaves nothing behind but
 * what it writes to the given directory.
 */
@Command(name = "train", hidden = true, description = "Runs commands to fill the AOT cache.")
final class TrainCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "Commands, one a line; # starts a comment.")
  private @Nullable Path file;

  @Parameters(
      index = "1",
      paramLabel = "DIR",
      description = "Where to make a facility to train with; in commands it is @DIR@.")
  private @Nullable Path directory;

  @Override
  public Integer call() throws IOException, SystemException {
    if (file != null && directory != null) {
      DataPathTraining.run(directory);
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String command = line.strip().replace("@DIR@", directory.toString());
          // What a command answers does not matter here, only what it loads.
          int unused = Main.commandLine().execute(command.split(" +", -1));
        }
      }
    }
    return CommandLine.ExitCode.OK;
  }
}
