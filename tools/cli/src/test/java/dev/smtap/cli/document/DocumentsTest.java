package dev.smtap.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The pages and completions of this build, made as packaging makes them. */
class DocumentsTest {
  private static final Path WRITTEN = Path.of("../../packaging/src/main/man");

  @TempDir static Path made;

  private final CommandSpec smtap = Main.commandLine().getCommandSpec();

  @BeforeAll
  static void make() throws IOException {
    new Documents(WRITTEN, made, new ManPage.Edition("2026-11-01", "1.2.3")).write();
  }

  /** A page as it is read. */
  private static String read(String name) throws IOException {
    return Files.readString(made.resolve(name))
        .replaceAll("\\\\f[BIR]", "")
        .replace("\\-", "-")
        .replace("\\:", "")
        .replace("\\e", "\\");
  }

  private static List<String> pages() throws IOException {
    try (Stream<Path> files = Files.list(made)) {
      return files
          .map(each -> each.getFileName().toString())
          .filter(each -> each.matches(".*\\.[1-8]"))
          .toList();
    }
  }

  @Test
  void everyOptionHasItsEntry() throws IOException {
    assertThat(Model.commands(smtap)).hasSizeGreaterThan(5);
    hasEntries(smtap, read("smtap.1"));
    for (CommandSpec each : Model.commands(smtap)) {
      String page = read("smtap-" + each.name() + ".1");
      hasEntries(each, page);
      for (CommandSpec below : Model.commands(each)) {
        hasEntries(below, page);
      }
      assertThat(read("smtap.1")).contains("\nsmtap-" + each.name() + "(1)\n");
    }
  }

  private static void hasEntries(CommandSpec spec, String page) {
    for (OptionSpec each : Model.options(spec)) {
      assertThat(page)
          .as(spec.qualifiedName())
          .containsPattern("\\.TP\\n(.*, )?" + Pattern.quote(each.longestName()) + "[\\[=\\n]");
      assertThat(each.description()).as(each.longestName()).isNotEmpty();
    }
    Model.arguments(spec)
        .forEach(each -> assertThat(page).contains(".TP\n" + each.paramLabel() + "\n"));
  }

  @Test
  void everyOptionThatIsNamedIsOneOfItsCommand() throws IOException {
    Set<PageOptions.Use> all = new HashSet<>();
    for (String page : pages()) {
      PageOptions options = PageOptions.of(page, read(page));
      assertThat(options.wrong()).as(page).isEmpty();
      all.addAll(options.uses);
    }
    assertThat(all)
        .hasSizeGreaterThan(100)
        .contains(
            new PageOptions.Use("smtap run", "--snmp"),
            new PageOptions.Use("smtap capture", "-w"),
            new PageOptions.Use("smtap config check", "--config"),
            new PageOptions.Use("smtap top", "--once"));
  }

  @Test
  void everyExampleIsUnderstood() throws IOException {
    int calls = 0;
    for (String page : pages()) {
      for (List<String> call : PageOptions.of(page, read(page)).calls) {
        var parsed = Main.commandLine().parseArgs(call.toArray(String[]::new));
        assertThat(parsed.subcommand()).as("%s: %s", page, call).isNotNull();
        calls++;
      }
    }
    assertThat(calls).isGreaterThan(10);
  }

  /** What is wrong on a page of smtap drain is found, and nothing else. */
  @ParameterizedTest
  @CsvSource({
    "It waits (--wait=SECONDS)., ''",
    "It waits (--wait=SECONDS) or --count frames., --count",
    ".B -w, -w",
    "'-h, --help', ''",
    "-h or -x, -x",
    "A well-known 64-byte frame -- or two - or -1., ''",
    "As --port of 'smtap balance' says, ''",
    "As --wait of 'smtap balance' says, --wait",
    "As 'smtap capture -w - | tcpdump -r -' does, ''",
    "As 'smtap capture -q' does, -q",
    ".BR \"tshark -G folders\" )., ''",
    ".B smtap drain -w, -w",
    "'.nf\nsmtap drain 3 --wait && systemctl enable --now a # --not', ''",
    "'.nf\nip netns exec a smtap drain 3 -w', -w",
    "'.nf\nSMTAP_OPTIONS=\"--partition a --wait\" tshark -D', --wait",
    "'.nf\nsmtap drin 3', drin",
    "'.SS smtap run\n--wait', --wait",
    "'smtap-run(1)\n--wait and --busy-poll', --wait",
  })
  void wrongOptionsAreSeen(String text, String wrong) {
    assertThat(PageOptions.of("smtap-drain.1", text).wrong())
        .extracting(PageOptions.Use::option)
        .isEqualTo(wrong.isEmpty() ? List.of() : List.of(wrong));
  }

  @Test
  void everyCommandThatIsNamedExists() throws IOException {
    Set<String> known = new HashSet<>(pages());
    Pattern reference = Pattern.compile("\\.BR (smtap[a-z.-]*) \\((\\d)\\)");
    for (String page : pages()) {
      assertThat(
              reference
                  .matcher(read(page))
                  .results()
                  .map(each -> each.group(1) + "." + each.group(2)))
          .as(page)
          .isSubsetOf(known);
    }
  }

  @Test
  void nothingIsLeftToFillIn() throws IOException {
    for (String page : pages()) {
      assertThat(read(page))
          .as(page)
          .startsWith(".TH ")
          .doesNotContain("@OPTIONS", "@COMMANDS", "@DES");
    }
  }

  @Test
  void whatIsHiddenIsNowhere() throws IOException {
    assertThat(pages()).doesNotContain("smtap-train.1");
    for (String file : List.of("smtap.bash", "_smtap", "smtap.fish", "smtap.1")) {
      assertThat(read(file)).as(file).doesNotContain("train");
    }
  }

  @Test
  void everyShellKnowsEveryOption() throws IOException {
    for (CommandSpec each : Model.commands(smtap)) {
      for (OptionSpec option : Model.options(each)) {
        String name = option.longestName();
        assertThat(read("smtap.bash")).contains(name);
        assertThat(read("_smtap")).contains("'" + (Model.repeats(option) ? "*" : "") + name);
        assertThat(read("smtap.fish"))
            .containsPattern("from " + each.name() + "'.* -l " + name.substring(2) + " ");
      }
    }
  }
}
