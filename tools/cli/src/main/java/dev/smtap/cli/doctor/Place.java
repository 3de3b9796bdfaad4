package dev.smtap.cli.doctor;

import dev.smtap.cli.ShellWord;
import dev.smtap.posix.Namespace;
import java.util.regex.Pattern;

/**
 * A network namespace.
 *
 * @param namespace the namespace
 * @param name how an operator names it, empty for the one that this runs in
 */
record Place(Namespace namespace, String name) {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");

  /** A shell command that does in there what a command does. */
  String inside(String command) {
    if (name.isEmpty()) {
      return command;
    }
    if (DIGITS.matcher(name).matches()) {
      return "nsenter --net=/proc/" + name + "/ns/net " + command;
    }
    String word = ShellWord.of(name);
    return name.contains("/")
        ? "nsenter --net=" + word + " " + command
        : "ip netns exec " + word + " " + command;
  }

  /** For people. */
  @Override
  public String toString() {
    return name.isEmpty() ? "this network namespace" : "network namespace " + name;
  }
}
