package dev.smtap.cli;

import dev.smtap.posix.SystemException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code smtap config check}: says all that is wrong in the configuration file. */
final class ConfigCommand {
  private ConfigCommand() {}

  static CommandSpec spec() {
    CommandSpec[] spec = new CommandSpec[1];
    spec[0] =
        Commands.command(
            "config",
            (Callable<Integer>)
                () -> {
                  spec[0].commandLine().usage(spec[0].commandLine().getOut());
                  return CommandLine.ExitCode.OK;
                },
            "Looks into the configuration file.");
    spec[0].usageMessage().synopsisSubcommandLabel("COMMAND");
    spec[0].addSubcommand("check", new Check().spec());
    return Commands.withHelp(spec[0]);
  }

  /** The sub-command. */
  private static final class Check implements Callable<Integer> {
    private final CommandSpec spec =
        Commands.command(
            "check",
            this,
            "Names each error in the configuration file, and in the file of passphrases where SNMP"
                + " is to be answered: line, key, what is wrong and what would be right. Exits with"
                + " 1 if there is one.");

    CommandSpec spec() {
      spec.addOption(
          Commands.option(
              "--config",
              Path.class,
              "FILE",
              "Configuration file; /etc/smtap/smtap.toml if not given."));
      return Commands.withHelp(spec);
    }

    @Override
    public Integer call() throws SystemException {
      CommandLine command = spec.commandLine();
      Path file =
          Commands.value(command.getParseResult(), "--config", Path.class)
              .orElse(RunCommand.DEFAULT_FILE);
      List<ConfigError> errors = ConfigFile.checkWithSecrets(file);
      for (ConfigError each : errors) {
        command.getErr().println("smtap: " + file + ": " + each);
      }
      if (errors.isEmpty()) {
        say(command.getOut(), file + " can be used");
        return CommandLine.ExitCode.OK;
      }
      return CommandLine.ExitCode.SOFTWARE;
    }

    private static void say(PrintWriter out, String sentence) {
      out.println(sentence);
      out.flush();
    }
  }
}
