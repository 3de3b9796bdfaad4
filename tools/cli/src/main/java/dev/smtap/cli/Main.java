package dev.smtap.cli;

import dev.smtap.cli.status.StatusCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code smtap} command. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
    name = "smtap",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {RunCommand.class, StatusCommand.class, CleanCommand.class, TrainCommand.class},
    description =
        "Couples the nodes of one machine through shared memory that looks like an Ethernet.",
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line with its ways to say what went wrong. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(Failures::ofExecution)
        .setParameterExceptionHandler(Failures::ofUsage);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
