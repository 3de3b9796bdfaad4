package dev.smtap.cli;

import dev.smtap.cli.bench.BenchCommand;
import dev.smtap.cli.capture.CaptureCommand;
import dev.smtap.cli.connections.ConnectionsCommand;
import dev.smtap.cli.control.BalanceCommand;
import dev.smtap.cli.control.DrainCommand;
import dev.smtap.cli.doctor.DoctorCommand;
import dev.smtap.cli.report.BugReportCommand;
import dev.smtap.cli.service.JournalOutput;
import dev.smtap.cli.status.StatusCommand;
import dev.smtap.cli.top.TopCommand;
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
    JournalOutput.take(System.getenv());
    System.exit(StandardOutput.codeAfter(commandLine().execute(args)));
  }

  /** The command line with its ways to say what went wrong. */
  public static CommandLine commandLine() {
    CommandSpec spec = Commands.withHelp(new Main().spec);
    spec.addSubcommand("run", RunCommand.spec());
    spec.addSubcommand("status", StatusCommand.spec());
    spec.addSubcommand("connections", ConnectionsCommand.spec());
    spec.addSubcommand("top", TopCommand.spec());
    spec.addSubcommand("drain", DrainCommand.drain());
    spec.addSubcommand("undrain", DrainCommand.undrain());
    spec.addSubcommand("balance", BalanceCommand.spec());
    spec.addSubcommand("config", ConfigCommand.spec());
    spec.addSubcommand("capture", CaptureCommand.spec());
    spec.addSubcommand("doctor", DoctorCommand.spec());
    spec.addSubcommand("bench", BenchCommand.spec());
    spec.addSubcommand("bug-report", BugReportCommand.spec(Main::commandLine));
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
