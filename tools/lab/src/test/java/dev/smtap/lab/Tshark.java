package dev.smtap.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** tshark that finds our dissector and extcap where it looks for such files by itself. */
public final class Tshark {
  private static final Path OURS =
      Path.of("../../packaging/src/main/wireshark").toAbsolutePath().normalize();

  /** In a mount namespace of its own, so that the machine stays as it is. */
  private static final String SCRIPT =
      "mount --bind \"$0\" \"$1\" && mount --bind \"$0\" \"$2\" && shift 2 && exec \"$@\"";

  private Tshark() {}

  /** Where it looks for extcaps of the whole machine. */
  public static Path extcaps() {
    return folder("(?:Global )?Extcap path");
  }

  /** Where it looks for dissectors in Lua for the whole machine. */
  public static Path dissectors() {
    return folder("Global Lua Plugins");
  }

  private static Path folder(String name) {
    String folders = Program.ok("tshark", "-G", "folders");
    Matcher found = Pattern.compile("(?m)^" + name + ":\\s+(\\S+)$").matcher(folders);
    if (!found.find()) {
      throw new AssertionError("no '" + name + "' in " + folders);
    }
    return Path.of(found.group(1));
  }

  /**
   * A command line that runs it.
   *
   * @param environment variables with their values
   */
  static List<String> command(List<String> environment, String... words) {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", SCRIPT, OURS.toString()));
    command.addAll(List.of(extcaps().toString(), dissectors().toString(), "env"));
    command.addAll(environment);
    command.add("tshark");
    command.addAll(List.of(words));
    return command;
  }
}
