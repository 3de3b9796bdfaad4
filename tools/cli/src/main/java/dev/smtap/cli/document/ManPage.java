package dev.smtap.cli.document;

import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Manual pages: name, synopsis and options come from the model, the rest from text written by hand,
 * in which {@value #OPTIONS} stands for the options and {@value #COMMANDS} for the sub-commands.
 */
final class ManPage {
  static final String OPTIONS = "@OPTIONS@";
  static final String COMMANDS = "@COMMANDS@";

  /** What a page has if nothing was written for it. */
  private static final String PLAIN = ".SH DESCRIPTION\n@DESCRIPTION@\n" + OPTIONS + "\n";

  /** The date and the version in a page's footer. */
  record Edition(String date, String version) {
    /** How a page begins: its name is in capitals by custom; words and lines stay as they are. */
    String title(String name, String section) {
      return ".TH %s %s \"%s\" \"smtap %s\" \"smtap manual\"\n.nh\n.ad l"
          .formatted(Roff.escape(name.toUpperCase(java.util.Locale.ROOT)), section, date, version);
    }
  }

  private ManPage() {}

  /** The page of a command, with the written text, which may be empty. */
  static String of(CommandSpec spec, String written, Edition edition) {
    String name = spec.qualifiedName("-");
    Roff head = new Roff().request(edition.title(name, "1"));
    head.request(".SH NAME")
        .request(Roff.escape(name) + " \\- " + Roff.escape(brief(spec)))
        .request(".SH SYNOPSIS");
    synopsis(head, spec);
    String body = written.isEmpty() ? PLAIN : written;
    return head
        + body.replace("@DESCRIPTION@", Roff.escape(Model.description(spec)))
            .replace(OPTIONS + "\n", options(spec))
            .replace(COMMANDS + "\n", commands(spec));
  }

  /** By custom a verb in small letters. */
  private static String brief(CommandSpec spec) {
    String brief = Model.brief(Model.description(spec));
    return brief.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + brief.substring(1);
  }

  private static void synopsis(Roff roff, CommandSpec spec) {
    String arguments =
        Model.arguments(spec).stream()
            .map(each -> " " + Roff.italic(each.paramLabel()))
            .collect(Collectors.joining());
    if (Model.commands(spec).isEmpty()) {
      roff.request(
          Roff.bold(spec.qualifiedName())
              + (Model.options(spec).isEmpty() ? "" : " [" + Roff.italic("OPTION") + "]...")
              + arguments);
      return;
    }
    roff.request(
        Roff.bold(spec.qualifiedName())
            + " "
            + Roff.italic("COMMAND")
            + " ["
            + Roff.italic("OPTION")
            + "]...");
  }

  /** The options and arguments of a command and of its own sub-commands. */
  private static String options(CommandSpec spec) {
    Roff roff = new Roff().request(".SH OPTIONS");
    entries(roff, spec);
    if (spec.parent() != null) {
      for (CommandSpec each : Model.commands(spec)) {
        roff.request(".SS " + Roff.escape(each.qualifiedName()));
        roff.text(Model.description(each));
        entries(roff, each);
      }
    }
    return roff.toString();
  }

  private static void entries(Roff roff, CommandSpec spec) {
    for (PositionalParamSpec each : Model.arguments(spec)) {
      roff.request(".TP").request(Roff.italic(each.paramLabel())).text(Model.description(each));
    }
    for (OptionSpec each : Model.options(spec)) {
      String names =
          java.util.Arrays.stream(each.names()).map(Roff::bold).collect(Collectors.joining(", "));
      roff.request(".TP").request(names + value(each)).text(Model.description(each));
    }
  }

  private static String value(ArgSpec spec) {
    if (!Model.hasValue(spec)) {
      return "";
    }
    // A long one may be broken before each part.
    String value = "=" + Roff.italic(spec.paramLabel()).replace("[,", "\\:[,");
    return spec.arity().min() == 0 ? "[" + value + "]" : value;
  }

  private static String commands(CommandSpec spec) {
    Roff roff = new Roff().request(".SH COMMANDS");
    for (CommandSpec each : Model.commands(spec)) {
      roff.request(".TP")
          .request(Roff.bold(each.qualifiedName("-")) + "(1)")
          .text(Model.description(each));
    }
    return roff.toString();
  }
}
