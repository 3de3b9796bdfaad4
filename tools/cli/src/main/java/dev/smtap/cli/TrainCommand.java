package dev.smtap.cli;

import dev.smtap.facility.NetworkKind;
import dev.smtap.node.Rehearsal;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.OffloadSelfTest;
import dev.smtap.tap.Offloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

  /** What begins a command that runs beside the others. */
  private static final String BESIDE = "&";

  /** What a node does each second is done when it has had two of them. */
  private static final Duration TICKS = Duration.ofMillis(2_500);

  private static final Duration MOMENT = Duration.ofMillis(20);
  private static final int MOST_MOMENTS = 500;

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
      runAll(Files.readAllLines(commands.get()), directory.get());
    }
    return CommandLine.ExitCode.OK;
  }

  private static void runAll(List<String> lines, Path directory) {
    List<Thread> beside = new ArrayList<>();
    for (String line : lines) {
      String command = line.replace("@DIR@", directory.toString()).strip();
      if (command.startsWith(BESIDE)) {
        String[] words = words(command.substring(BESIDE.length()));
        Thread thread = Thread.ofPlatform().daemon().start(() -> execute(words));
        beside.add(thread);
        awaitControlSocket(thread, directory);
      } else if (!command.isEmpty() && !command.startsWith("#")) {
        execute(words(command));
      }
    }
    beside.forEach(thread -> awaitEnd(thread, TICKS));
  }

  private static String[] words(String command) {
    return command.strip().split(" +", -1);
  }

  /** What a command answers does not matter here, only what it loads. */
  private static void execute(String... words) {
    int unused = Main.commandLine().execute(words);
  }

  /** Until there is a node, or there will be none because this user may not make interfaces. */
  private static void awaitControlSocket(Thread node, Path directory) {
    boolean isThere = false;
    for (int i = 0; i < MOST_MOMENTS && !isThere && node.isAlive(); i++) {
      awaitEnd(node, MOMENT);
      try (Stream<Path> files = Files.list(directory)) {
        isThere = files.anyMatch(each -> each.toString().endsWith(".sock"));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void awaitEnd(Thread thread, Duration most) {
    try {
      var _ = thread.join(most);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
