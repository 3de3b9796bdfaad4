package dev.smtap.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Makes commands and options by calls instead of annotations: reading those takes some 0.1 s at
 * each start, because the Java runtime makes a class for each kind of annotation.
 */
public final class Commands {
  private Commands() {}

  /** A command that answers --help and --version. */
  public static CommandSpec command(String name, Callable<Integer> action, String... description) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(action).name(name);
    spec.usageMessage().description(description).sortOptions(false);
    spec.versionProvider(new Version());
    return spec;
  }

  /** The last two options of each command. */
  public static CommandSpec withHelp(CommandSpec spec) {
    return spec.addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build())
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
  }

  /** An option with a value. */
  public static OptionSpec option(String name, Class<?> type, String label, String description) {
    return OptionSpec.builder(name).type(type).paramLabel(label).description(description).build();
  }

  /** An option with a value that may be given several times. */
  public static OptionSpec repeatable(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** An option without a value. */
  public static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).description(description).build();
  }

  /** The value of an option of this type, if it was given. */
  public static <T> Optional<T> value(ParseResult parsed, String option, Class<T> type) {
    Object value = parsed.matchedOptionValue(option, null);
    return Optional.ofNullable(type.cast(value));
  }
}
