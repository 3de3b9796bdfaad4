package dev.smtap.cli.document;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for zsh, by its function _arguments. */
final class ZshCompletion {
  /** As an action of _arguments: beside it, _arguments would not offer the options. */
  private static final String SUBCOMMAND =
      "    '1:command:{ _describe -t commands command commands }'";

  private final StringBuilder text = new StringBuilder();

  private ZshCompletion() {}

  /** The file for a command with sub-commands. */
  static String of(CommandSpec spec) {
    ZshCompletion completion = new ZshCompletion();
    completion.line("#compdef " + spec.name());
    completion.function(spec);
    completion.line(functionName(spec) + " \"$@\"");
    return completion.text.toString();
  }

  /** A function for a command, and before it those for its sub-commands. */
  private void function(CommandSpec spec) {
    List<CommandSpec> commands = Model.commands(spec);
    commands.forEach(this::function);
    line(functionName(spec) + "() {");
    if (!commands.isEmpty()) {
      subcommands(commands);
    }
    line("  _arguments -s \\");
    Model.options(spec).forEach(this::option);
    line(commands.isEmpty() ? "    '*: :_default'" : SUBCOMMAND);
    line("}");
  }

  private void subcommands(List<CommandSpec> commands) {
    line("  if (( CURRENT > 2 )); then");
    line("    case $words[2] in");
    for (CommandSpec each : commands) {
      line("      " + each.name() + ") shift words; (( CURRENT-- )); " + functionName(each));
      line("        return ;;");
    }
    line("    esac");
    line("  fi");
    line("  local -a commands=(");
    for (CommandSpec each : commands) {
      line("    '" + each.name() + ":" + quoted(Model.brief(Model.description(each))) + "'");
    }
    line("  )");
  }

  private void option(OptionSpec option) {
    for (String name : option.names()) {
      String brief =
          quoted(Model.brief(Model.description(option))).replace("[", "(").replace("]", ")");
      String value = "";
      if (Model.hasValue(option)) {
        value = ":" + quoted(option.paramLabel()) + ":" + (Model.isFile(option) ? "_files" : " ");
      }
      String repeats = Model.repeats(option) ? "*" : "";
      String equals = value.isEmpty() || !name.startsWith("--") ? "" : "=";
      line("    '" + repeats + name + equals + "[" + brief + "]" + value + "' \\");
    }
  }

  private static String functionName(CommandSpec spec) {
    return "_" + spec.qualifiedName("_");
  }

  /** Within quotes, where a colon would end a description. */
  private static String quoted(String words) {
    return words.replace("'", "'\\''").replace(":", "\\:");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
