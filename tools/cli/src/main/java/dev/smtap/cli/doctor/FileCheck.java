package dev.smtap.cli.doctor;

import dev.smtap.cli.ShellWord;
import dev.smtap.facility.Cleaning;
import dev.smtap.facility.Facility;
import dev.smtap.facility.NodeState;
import dev.smtap.facility.StartLock;
import dev.smtap.posix.SystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether files lie about that nobody needs. */
final class FileCheck {
  private FileCheck() {}

  /**
   * Judges.
   *
   * @param unfinished files of nodes that were killed while they started
   * @param clean the command that removes them when no node lives
   */
  static List<Finding> judge(List<Path> unfinished, boolean anyAlive, String clean) {
    if (unfinished.isEmpty()) {
      return List.of();
    }
    List<String> commands =
        anyAlive
            ? unfinished.stream().map(each -> "rm " + ShellWord.of(each.toString())).toList()
            : List.of(clean);
    return List.of(
        new Finding(
            Topic.FILES,
            "",
            "nodes were killed while they started, and left "
                + String.join(", ", unfinished.stream().map(Path::toString).toList()),
            "shared memory may be kept for nothing",
            "remove them; a node that starts under the same ID does it too",
            commands));
  }

  /** Unfinished files that nobody works on. Waits for nodes that are starting. */
  static List<Finding> look(Facility facility, String clean) throws SystemException {
    if (!Files.exists(facility.startLock())) {
      return List.of();
    }
    try (StartLock _ = StartLock.take(facility)) {
      return judge(Cleaning.unfinished(facility), NodeState.anyAlive(facility), clean);
    }
  }
}
