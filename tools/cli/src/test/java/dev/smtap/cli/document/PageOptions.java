package dev.smtap.cli.document;

import dev.smtap.cli.Main;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The options that a manual page names, and the commands which they should be options of: in text
 * the page's own, in an example the one that is called there. What other programs are given is
 * theirs.
 */
final class PageOptions {
  /** An option, or what looks like one; after a word it is a hyphen or a minus. */
  private static final Pattern OPTION =
      Pattern.compile("(?<![\\w-])--?[A-Za-z]+(?:[.-][A-Za-z]+)*");

  private static final Pattern OF_ANOTHER = Pattern.compile("(--?[a-z-]+) of '(smtap [a-z-]+)'");
  private static final Pattern CALL_IN_TEXT = Pattern.compile("'(smtap [^']*)'");
  private static final Pattern FONT = Pattern.compile("\\.(?:B|I|BR|IR|RB|RI) (.*)");
  private static final Pattern PAGE = Pattern.compile("\\S+ \\([1-8]\\)");
  private static final Pattern SECTION = Pattern.compile("\\.S[HS] (.*)");
  private static final Pattern ENTRY_OF_COMMAND = Pattern.compile("smtap-([a-z-]+)\\(1\\)");
  private static final Pattern VARIABLE = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|(\\S*)) +");

  /** What the Java runtime is given, by way of SMTAP_JAVA_OPTIONS. */
  private static final Set<String> OF_JAVA = Set.of("-Dsmtap.rehearsal");

  /**
   * An option that a page names.
   *
   * @param command the command that should have it, as it is called
   * @param option its name
   */
  record Use(String command, String option) {}

  /** All of them, in the order of the page. */
  final List<Use> uses = new ArrayList<>();

  /** The calls of smtap in examples, without its own name. */
  final List<List<String>> calls = new ArrayList<>();

  private final CommandSpec smtap = Main.commandLine().getCommandSpec();
  private final String owner;
  private String current;
  private boolean isExample;

  private PageOptions(String owner) {
    this.owner = owner;
    this.current = owner;
  }

  /** Reads a page, in which escapes stand no longer. */
  static PageOptions of(String page, String text) {
    PageOptions options = new PageOptions(owner(page));
    text.lines().forEach(options::line);
    return options;
  }

  /** The configuration file is one for runs. */
  private static String owner(String page) {
    if (page.equals("smtap.toml.5")) {
      return "smtap run";
    }
    String name = page.substring(0, page.lastIndexOf('.'));
    return name.startsWith("smtap-") ? "smtap " + name.substring("smtap-".length()) : name;
  }

  /** Those that no command, or not the right one, has. */
  List<Use> wrong() {
    return uses.stream().filter(each -> !names(each.command()).contains(each.option())).toList();
  }

  /** The options of a command, of what is below it, and of smtap itself; none if there is none. */
  private Set<String> names(String command) {
    CommandSpec spec = called(command);
    if (!spec.qualifiedName().equals(command)) {
      return Set.of();
    }
    Set<String> names = new TreeSet<>(OF_JAVA);
    addNames(smtap, names);
    addNames(spec, names);
    if (spec.parent() != null) {
      Model.commands(spec).forEach(each -> addNames(each, names));
    }
    return names;
  }

  /** What a call goes to. */
  private CommandSpec called(String call) {
    CommandSpec spec = smtap;
    for (String word : call.split(" +", -1)) {
      CommandLine below = spec.subcommands().get(word);
      spec = below == null ? spec : below.getCommandSpec();
    }
    return spec;
  }

  private static void addNames(CommandSpec spec, Set<String> names) {
    Model.options(spec).forEach(each -> names.addAll(List.of(each.names())));
  }

  private void line(String line) {
    Matcher section = SECTION.matcher(line);
    Matcher entry = ENTRY_OF_COMMAND.matcher(line);
    Matcher font = FONT.matcher(line);
    if (section.matches()) {
      current = section.group(1).startsWith("smtap ") ? section.group(1) : owner;
    } else if (entry.matches()) {
      current = "smtap " + entry.group(1);
    } else if (line.equals(".nf") || line.equals(".fi")) {
      isExample = line.equals(".nf");
    } else if (isExample) {
      example(line);
    } else if (font.matches()) {
      marked(font.group(1).replace("\"", ""));
    } else {
      text(line);
    }
  }

  /** Words in a font of their own are an option, a page, or a command with its arguments. */
  private void marked(String words) {
    if (words.startsWith("-")) {
      text(words);
    } else if (!PAGE.matcher(words).lookingAt()) {
      call(words);
    }
  }

  private void text(String line) {
    Matcher another = OF_ANOTHER.matcher(line);
    while (another.find()) {
      uses.add(new Use(another.group(2), another.group(1)));
    }
    String rest = another.replaceAll("");
    Matcher call = CALL_IN_TEXT.matcher(rest);
    while (call.find()) {
      for (String each : call.group(1).split("[;|&]+", -1)) {
        var _ = call(each.strip());
      }
    }
    add(current, call.replaceAll(""));
  }

  private void add(String command, String text) {
    OPTION.matcher(text).results().forEach(each -> uses.add(new Use(command, each.group())));
  }

  private void example(String line) {
    for (String each : line.replaceFirst("(^| )#.*", "").split("[;|&]+", -1)) {
      String rest = each.strip();
      Matcher variable = VARIABLE.matcher(rest);
      while (variable.lookingAt()) {
        if (variable.group(1).equals("SMTAP_OPTIONS") && variable.group(2) != null) {
          add("smtap capture", variable.group(2));
        }
        rest = rest.substring(variable.end());
        variable = VARIABLE.matcher(rest);
      }
      List<String> words = List.of(rest.replaceFirst("^ip netns exec \\S+ ", "").split(" +", -1));
      if (call(String.join(" ", words))) {
        calls.add(words.subList(1, words.size()));
      }
    }
  }

  /** Takes the options of a call of smtap; says whether it is one. */
  private boolean call(String words) {
    if (!words.startsWith("smtap ")) {
      return false;
    }
    CommandSpec spec = called(words);
    String first = words.split(" +", -1)[1];
    if (spec.parent() == null && !first.startsWith("-")) {
      uses.add(new Use("smtap", first));
    }
    add(spec.qualifiedName(), words);
    return true;
  }
}
