package dev.smtap.cli.document;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish, by its command complete. */
final class FishCompletion {
  private final String program;
  private final StringBuilder text = new StringBuilder();

  private FishCompletion(String program) {
    this.program = program;
  }

  /** The file for a command with sub-commands. */
  static String of(CommandSpec spec) {
    FishCompletion completion = new FishCompletion(spec.name());
    completion.complete("-f");
    completion.command(spec, "__fish_use_subcommand");
    return completion.text.toString();
  }

  private void command(CommandSpec spec, String condition) {
    for (OptionSpec each : Model.options(spec)) {
      option(each, condition);
    }
    for (CommandSpec each : Model.commands(spec)) {
      String brief = quoted(Model.brief(Model.description(each)));
      complete("-n '" + condition + "' -a " + each.name() + " -d '" + brief + "'");
      command(each, "__fish_seen_subcommand_from " + each.name());
    }
  }

  private void option(OptionSpec option, String condition) {
    StringBuilder arguments = new StringBuilder("-n '" + condition + "'");
    for (String name : option.names()) {
      arguments.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceAll("^-+", ""));
    }
    if (Model.hasValue(option)) {
      arguments.append(Model.isFile(option) ? " -r -F" : " -x");
    }
    complete(arguments + " -d '" + quoted(Model.brief(Model.description(option))) + "'");
  }

  private static String quoted(String words) {
    return words.replace("\\", "\\\\").replace("'", "\\'");
  }

  private void complete(String arguments) {
    text.append("complete -c ").append(program).append(' ').append(arguments).append('\n');
  }
}
