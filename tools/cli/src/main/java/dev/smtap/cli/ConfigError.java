package dev.smtap.cli;

import dev.smtap.posix.SystemException;
import java.nio.file.Path;

/**
 * Something that is wrong in the configuration file.
 *
 * @param line its line, from 1
 * @param what what is wrong there, such as {@code "key 'mtu': it is a text"}
 * @param advice what would be right
 */
record ConfigError(int line, String what, String advice) {
  /** One sentence without the file. */
  @Override
  public String toString() {
    return SystemException.printable(place() + "; " + advice);
  }

  private String place() {
    return "line " + line + (what.startsWith("key ") ? ", " : ": ") + what;
  }

  /** The failure that this is for who wants to use the file; {@code others} are in it besides. */
  SystemException failure(Path file, int others) {
    String more =
        others == 0
            ? ""
            : " ('smtap config check --config " + file + "' shows " + others + " more)";
    return SystemException.because(
        "use configuration file", file.toString(), place(), advice + more);
  }
}
