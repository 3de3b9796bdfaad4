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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
    AtExit.end(StandardOutput.codeAfter(commandLine(args).execute(args)));
  }

  /** The command line with its ways to say what went wrong. */
  public static CommandLine commandLine() {
    return commandLine(subcommands());
  }

  /** With the one command that is called, if one is: to make them all takes longer than most. */
  static CommandLine commandLine(String... args) {
    Map<String, Supplier<CommandSpec>> all = subcommands();
    Supplier<CommandSpec> called = args.length == 0 ? null : all.get(args[0]);
    return commandLine(called == null ? all : Map.of(args[0], called));
  }

  private static Map<String, Supplier<CommandSpec>> subcommands() {
    Map<String, Supplier<CommandSpec>> all = new LinkedHashMap<>();
    all.put("run", RunCommand::spec);
    all.put("status", StatusCommand::spec);
    all.put("connections", ConnectionsCommand::spec);
    all.put("top", TopCommand::spec);
    all.put("drain", DrainCommand::drain);
    all.put("undrain", DrainCommand::undrain);
    all.put("balance", BalanceCommand::spec);
    all.put("config", ConfigCommand::spec);
    all.put("capture", CaptureCommand::spec);
    all.put("doctor", DoctorCommand::spec);
    all.put("bench", BenchCommand::spec);
    all.put("bug-report", () -> BugReportCommand.spec(Main::commandLine));
    all.put("clean", CleanCommand::spec);
    all.put("train", TrainCommand::spec);
    return all;
  }

  private static CommandLine commandLine(Map<String, Supplier<CommandSpec>> chosen) {
    CommandSpec spec = Commands.withHelp(new Main().spec);
    chosen.forEach((name, subcommand) -> spec.addSubcommand(name, subcommand.get()));
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
