package dev.smtap.cli;

import dev.smtap.facility.NetworkKind;
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
  private static final int ROUNDS = 5_000;

  /**
   * What happens once in the life of two nodes is in a profile only if it happens when the code
   * around it is hot: without it compiled code is thrown away with the first real frames.
   */
  private static final int REHEARSALS = 6;

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
      for (int i = 0; i < REHEARSALS; i++) {
        NetworkKind kind = i % 2 == 0 ? NetworkKind.GLOBAL : NetworkKind.LOCAL;
        long _ = new Rehearsal(directory.get(), kind).run(ROUNDS);
      }
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
