package dev.smtap.cli.document;

import dev.smtap.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Writes the manual pages and completions of this build. A program of its own, which packaging
 * runs; what is written by hand lies in a directory, one file {@code COMMAND.roff} for a command
 * (without it the page has just what the model says), and whole pages as {@code NAME.5}, {@code
 * NAME.7}, without their title line.
 */
public final class Documents {
  private final Path written;
  private final Path target;
  private final ManPage.Edition edition;

  Documents(Path written, Path target, ManPage.Edition edition) {
    this.written = written;
    this.target = target;
    this.edition = edition;
  }

  /** Arguments: the directory of what is written, that of the results, the version, @SECONDS. */
  public static void main(String[] args) throws IOException {
    Instant time = Instant.ofEpochSecond(Long.parseLong(args[3].substring(1)));
    String date = LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
    new Documents(Path.of(args[0]), Path.of(args[1]), new ManPage.Edition(date, args[2])).write();
  }

  /** Writes all. */
  void write() throws IOException {
    Files.createDirectories(target);
    var line = Main.commandLine();
    CommandSpec smtap = line.getCommandSpec();
    List.copyOf(smtap.subcommands().entrySet()).stream()
        .filter(each -> each.getValue().getCommandSpec().usageMessage().hidden())
        .forEach(each -> smtap.removeSubcommand(each.getKey()));

    Files.writeString(target.resolve("smtap.bash"), bash(line));
    Files.writeString(target.resolve("_smtap"), ZshCompletion.of(smtap));
    Files.writeString(target.resolve("smtap.fish"), FishCompletion.of(smtap));
    page(smtap);
    for (CommandSpec each : Model.commands(smtap)) {
      page(each);
    }
    wholePages();
  }

  /** Sourced, never run: without the line that says by what. */
  private static String bash(CommandLine line) {
    return AutoComplete.bash("smtap", line).replaceFirst("^#!.*\n", "");
  }

  private void page(CommandSpec spec) throws IOException {
    Path file = written.resolve(spec.name() + ".roff");
    String text = Files.exists(file) ? Files.readString(file) : "";
    Files.writeString(
        target.resolve(spec.qualifiedName("-") + ".1"), ManPage.of(spec, text, edition));
  }

  private void wholePages() throws IOException {
    try (Stream<Path> files = Files.list(written)) {
      for (Path file : files.filter(each -> each.toString().matches(".*\\.[2-8]")).toList()) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String title = edition.title(name.substring(0, dot), name.substring(dot + 1));
        Files.writeString(target.resolve(name), title + "\n" + Files.readString(file));
      }
    }
  }
}
