package dev.smtap.facility;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.FileStatus;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The directory of one partition: names of files in it. The directory is the node table: {@code
 * node-ID} is the section of a node, {@code common} the common section, {@code lock} what starting
 * nodes take turns by. Any thread.
 *
 * @param directory where the partition's files are, for example /dev/shm/smtap/default
 */
public record Facility(Path directory) {
  /** Where partitions lie by default. */
  public static final Path DEFAULT_ROOT = Path.of("/dev/shm/smtap");

  /** What a partition may be called. */
  public static final Pattern PARTITION_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

  /** What unfinished sections are called, as a pattern. */
  static final String UNFINISHED_PATTERN = ".*.new";

  private static final String NODE_PREFIX = "node-";
  private static final int DIRECTORY_MODE = 02770;
  private static final int OTHERS_WRITE = 02;
  private static final int STICKY = 01000;

  /** The directory of a partition below {@code root}. */
  public static Facility of(Path root, String partition) throws SystemException {
    if (!PARTITION_NAME.matcher(partition).matches()) {
      throw SystemException.because(
          "use",
          "partition '" + partition + "'",
          "it is not a name for a partition",
          "take letters, digits, '.', '_' and '-', 32 at most");
    }
    return new Facility(root.resolve(partition));
  }

  /** The partition's name. */
  public String partition() {
    return String.valueOf(directory.getFileName());
  }

  /** Makes the directory if it is not there, and checks that no stranger can write to it. */
  public void create() throws SystemException {
    for (Path each : List.of(directory.toAbsolutePath().getParent(), directory)) {
      int result = ControlCalls.mkdir(each.toString(), DIRECTORY_MODE);
      if (result < 0 && result != -Errno.EEXIST) {
        throw new SystemException(
            "create directory", each.toString(), -result, "check --facility and your rights there");
      }
      if (result == 0) {
        setMode(each);
      }
    }
    checkParent(directory.toAbsolutePath().resolveSibling(""));
    checkOwnership();
  }

  /** The mode that mkdir(2) was given is subject to the umask. */
  private static void setMode(Path made) throws SystemException {
    try (FileHandle handle =
        FileHandle.open(
            made, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, 0)) {
      handle.setPermissions(DIRECTORY_MODE);
    }
  }

  private void checkOwnership() throws SystemException {
    if (isStrangers(checkDirectory("use"))) {
      throw writable("use", directory);
    }
  }

  /** Who can write there, or has put a link there, can put another directory in its place. */
  private static void checkParent(Path parent) throws SystemException {
    FileStatus status = PathCalls.status(parent).orElse(null);
    if (status != null && (isOpenToAll(status) || isStrangers(status))) {
      throw writable("use", parent);
    }
  }

  /** A link's mode says nothing. */
  private static boolean isOpenToAll(FileStatus status) {
    return status.isDirectory()
        && (status.mode() & OTHERS_WRITE) != 0
        && (status.mode() & STICKY) == 0;
  }

  private static boolean isStrangers(FileStatus status) {
    return status.uid() != 0 && status.uid() != ControlCalls.geteuid();
  }

  /**
   * Checks that it is a directory itself, not what a link leads to, and not everybody's. Whose it
   * is does not matter to who only removes names from it: root cleans what services made.
   *
   * @param attempted what is to be done with it, for the error
   */
  FileStatus checkDirectory(String attempted) throws SystemException {
    FileStatus status = PathCalls.status(directory).orElse(null);
    if (status == null || !status.isDirectory()) {
      throw SystemException.because(
          attempted,
          directory.toString(),
          "it is not a directory",
          "remove it or choose another --facility");
    }
    if ((status.mode() & OTHERS_WRITE) != 0) {
      throw writable(attempted, directory);
    }
    return status;
  }

  private static SystemException writable(String attempted, Path which) {
    return SystemException.because(
        attempted,
        which.toString(),
        "everybody or a stranger can write to it",
        "remove it if nobody needs what is there, or make it root's, with mode 2770");
  }

  /** The common section's file. */
  public Path common() {
    return directory.resolve("common");
  }

  /** The file that starting nodes take turns by. */
  public Path startLock() {
    return directory.resolve("lock");
  }

  /** A node's section. */
  public Path node(int nodeId) {
    return directory.resolve(NODE_PREFIX + nodeId);
  }

  /** A new section before it gets its name. */
  public Path unfinished(String name) {
    return directory.resolve("." + name + ".new");
  }

  /** The node ID in a section's file name, or 0. */
  public static int nodeId(String fileName) {
    if (!fileName.startsWith(NODE_PREFIX) || fileName.length() > NODE_PREFIX.length() + 5) {
      return 0;
    }
    try {
      int id = Integer.parseInt(fileName.substring(NODE_PREFIX.length()));
      return fileName.equals(NODE_PREFIX + id) && id <= 65_534 ? Math.max(id, 0) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** IDs of all nodes, living or dead, that have a section; sorted. */
  public List<Integer> nodeIds() throws SystemException {
    List<Integer> ids = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, NODE_PREFIX + "*")) {
      for (Path file : files) {
        int id = nodeId(String.valueOf(file.getFileName()));
        if (id > 0) {
          ids.add(id);
        }
      }
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
    ids.sort(Integer::compare);
    return ids;
  }

  static SystemException unreadable(Path directory, IOException e) {
    boolean isForbidden = e instanceof AccessDeniedException;
    return SystemException.because(
        "read directory",
        directory.toString(),
        isForbidden ? "permission denied" : String.valueOf(e.getMessage()),
        "check that it exists and may be read");
  }
}
