package dev.smtap.node;

import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.UnixSocket;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where the control sockets of a partition's nodes are: {@code PARTITION-NODE.sock} in a directory.
 * Any thread.
 *
 * @param directory the directory
 * @param partition name of the partition
 */
public record ControlFiles(Path directory, String partition) {
  /** The usual directory; it is lost at a reboot. */
  public static final Path DEFAULT_DIRECTORY = Path.of("/run/smtap");

  private static final String END = ".sock";
  private static final String UNFINISHED_END = ".new";

  /** A node's socket. */
  public Path socket(int nodeId) {
    return directory.resolve(partition + "-" + nodeId + END);
  }

  /** The same before it has its name: nobody listens there yet. */
  Path unfinished(int nodeId) {
    return directory.resolve("." + partition + "-" + nodeId + END + UNFINISHED_END);
  }

  /**
   * Removes the sockets that nobody listens on, which killed nodes left.
   *
   * @return those that were removed
   */
  public List<Path> removeStale() throws SystemException {
    List<Path> removed = new ArrayList<>();
    for (Path each : sockets()) {
      if (!UnixSocket.isListening(each) && remove(each)) {
        removed.add(each);
      }
    }
    return removed;
  }

  /** A node may have started since it was looked at: then its socket gets its name back. */
  private static boolean remove(Path socket) throws SystemException {
    Path aside = socket.resolveSibling("." + socket.getFileName() + ".old");
    PathCalls.rename(socket, aside, 0);
    if (UnixSocket.isListening(aside)) {
      PathCalls.rename(aside, socket, OpenFlags.RENAME_NOREPLACE);
      return false;
    }
    return PathCalls.unlink(aside);
  }

  private List<Path> sockets() throws SystemException {
    String name = Pattern.quote(partition) + "-[0-9]{1,5}" + Pattern.quote(END);
    Pattern wanted = Pattern.compile(name);
    List<Path> found = new ArrayList<>();
    DirectoryStream.Filter<Path> isWanted =
        each -> wanted.matcher(String.valueOf(each.getFileName())).matches();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, isWanted)) {
      files.forEach(found::add);
    } catch (NoSuchFileException | NotDirectoryException _) {
      return List.of();
    } catch (IOException e) {
      throw SystemException.because(
          "read directory",
          directory.toString(),
          String.valueOf(e.getMessage()),
          "check that it may be read");
    }
    return found;
  }
}
