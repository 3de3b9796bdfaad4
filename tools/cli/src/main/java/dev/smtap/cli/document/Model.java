package dev.smtap.cli.document;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What of the command line is for users: no hidden command, no hidden option. */
final class Model {
  private Model() {}

  /** The sub-commands of a command, in the order of its help. */
  static List<CommandSpec> commands(CommandSpec spec) {
    return spec.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(each -> !each.usageMessage().hidden())
        .toList();
  }

  /** The options of a command, in the order of its help. */
  static List<OptionSpec> options(CommandSpec spec) {
    return spec.options().stream().filter(each -> !each.hidden()).toList();
  }

  /** The arguments of a command that are no options. */
  static List<PositionalParamSpec> arguments(CommandSpec spec) {
    return spec.positionalParameters().stream().filter(each -> !each.hidden()).toList();
  }

  /** What a command does. */
  static String description(CommandSpec spec) {
    return String.join(" ", spec.usageMessage().description());
  }

  /** What an option or an argument means. */
  static String description(ArgSpec spec) {
    return Arrays.stream(spec.description()).collect(Collectors.joining(" ")).replace("%%", "%");
  }

  /** The first clause of a description, without its full stop. */
  static String brief(String description) {
    String first = description.split("[:;] |\\. |, [^0-9]", 2)[0];
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }

  /** Whether an option or an argument has a value, which follows it. */
  static boolean hasValue(ArgSpec spec) {
    return spec.arity().max() > 0;
  }

  /** Whether it may be given more than once. */
  static boolean repeats(ArgSpec spec) {
    return spec.isMultiValue();
  }

  /** Whether its value is a file. */
  static boolean isFile(ArgSpec spec) {
    return spec.type().equals(Path.class);
  }
}
