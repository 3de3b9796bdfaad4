package dev.smtap.cli;

import dev.smtap.posix.SystemException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a user sees when something went wrong: one sentence, and no stack trace. */
final class Failures {
  private Failures() {}

  /** A command failed: exit code 1. Anything but a failure in words is a bug, and thrown on. */
  static int ofExecution(Exception failure, CommandLine command, ParseResult unused)
      throws Exception {
    if (failure instanceof SystemException) {
      say(command, String.valueOf(failure.getMessage()));
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }

  /** Wrong usage: exit code 2. */
  static int ofUsage(ParameterException failure, String[] unused) {
    CommandLine command = failure.getCommandLine();
    say(command, String.valueOf(failure.getMessage()));
    if (!UnmatchedArgumentException.printSuggestions(failure, command.getErr())) {
      String name = command.getCommandSpec().qualifiedName();
      command.getErr().println("Try '" + name + " --help'.");
    }
    return CommandLine.ExitCode.USAGE;
  }

  private static void say(CommandLine command, String sentence) {
    command.getErr().println("smtap: " + sentence);
  }
}
