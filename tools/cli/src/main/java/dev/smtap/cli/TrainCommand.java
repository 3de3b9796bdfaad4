package dev.smtap.cli;

import dev.smtap.node.Rehearsal;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.OffloadSelfTest;
import dev.smtap.tap.Offloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Runs the commands of a file and the data path in this one process, so that what they load and
 * what is hot in them goes into the AOT cache. Packaging calls it; it leaves nothing behind but
 * what it writes to the given directory, which commands call @DIR@.
 */
final class TrainCommand implements Callable<Integer> {
  /** So many that the profiles of the hot code are complete. */
  private static final int ROUNDS = 30_000;

  private final CommandSpec spec;

  private TrainCommand() {
    this.spec = Commands.command("train", this, "Runs commands to fill the AOT cache.");
    spec.usageMessage().hidden(true);
  }

  static CommandSpec spec() {
    CommandSpec spec = new TrainCommand().spec;
    spec.addOption(
        Commands.option(
            "--commands", Path.class, "FILE", "Commands, one a line; # starts a comment."));
    return Commands.withHelp(PlaceOptions.addTo(spec));
  }

  @Override
  public Integer call() throws IOException, SystemException {
    var parsed = spec.commandLine().getParseResult();
    Optional<Path> commands = Commands.value(parsed, "--commands", Path.class);
    Optional<Path> directory = PlaceOptions.of(parsed).facility();
    if (commands.isPresent() && directory.isPresent()) {
      var _ = OffloadSelfTest.run(Offloads.ALL);
      long _ = new Rehearsal(directory.get()).run(ROUNDS);
      for (String line : Files.readAllLines(commands.get())) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String command = line.strip().replace("@DIR@", directory.get().toString());
          // What a command answers does not matter here, only what it loads.
          int unused = Main.commandLine().execute(command.split(" +", -1));
        }
      }
    }
    return CommandLine.ExitCode.OK;
  }
}
