package dev.smtap.cli;

import dev.smtap.cli.connections.ConnectionsCommand;
import dev.smtap.cli.control.BalanceCommand;
import dev.smtap.cli.control.DrainCommand;
import dev.smtap.cli.doctor.DoctorCommand;
import dev.smtap.cli.status.StatusCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The {@code smtap} command. Exit codes: 0 done, 1 failed, 2 wrong usage. */
public final class Main implements Callable<Integer> {
  private final CommandSpec spec;

  private Main() {
    this.spec =
        Commands.command(
            "smtap",
            this,
            "Couples the nodes of one machine through shared memory that looks like an Ethernet.");
    spec.usageMessage().synopsisSubcommandLabel("COMMAND");
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line with its ways to say what went wrong. */
  static CommandLine commandLine() {
    CommandSpec spec = Commands.withHelp(new Main().spec);
    spec.addSubcommand("run", RunCommand.spec());
    spec.addSubcommand("status", StatusCommand.spec());
    spec.addSubcommand("connections", ConnectionsCommand.spec());
    spec.addSubcommand("drain", DrainCommand.drain());
    spec.addSubcommand("undrain", DrainCommand.undrain());
    spec.addSubcommand("balance", BalanceCommand.spec());
    spec.addSubcommand("doctor", DoctorCommand.spec());
    spec.addSubcommand("clean", CleanCommand.spec());
    spec.addSubcommand("train", TrainCommand.spec());
    return new CommandLine(spec)
        .setExecutionExceptionHandler(Failures::ofExecution)
        .setParameterExceptionHandler(Failures::ofUsage);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return CommandLine.ExitCode.OK;
  }
}
