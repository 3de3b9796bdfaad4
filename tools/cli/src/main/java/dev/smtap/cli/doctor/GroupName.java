package dev.smtap.cli.doctor;

import dev.smtap.global.GlobalAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether {@code ip} knows the link group of GLOBAL interfaces by name. */
final class GroupName {
  private static final String NAME = "global";
  private static final Pattern LINE =
      Pattern.compile("(?m)^\\s*" + GlobalAdapter.GROUP + "\\s+" + NAME + "\\s*$");

  /** Where ip(8) looks, the first that is there. */
  private static final List<Path> FILES =
      List.of(Path.of("/etc/iproute2/group"), Path.of("/usr/share/iproute2/group"));

  private GroupName() {}

  /** A sentence if it does not. The file is a conffile of iproute2, so nobody else adds it. */
  static Optional<String> hint() {
    for (Path file : FILES) {
      if (Files.isReadable(file)) {
        try {
          return hint(Files.readString(file));
        } catch (IOException _) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** The same for the text of the file. */
  static Optional<String> hint(String groups) {
    return LINE.matcher(groups).find()
        ? Optional.empty()
        : Optional.of(
            "'ip link set IFNAME group global' can be written for group "
                + GlobalAdapter.GROUP
                + " once /etc/iproute2/group has the line '"
                + GlobalAdapter.GROUP
                + " "
                + NAME
                + "'");
  }
}
