package dev.smtap.global;

import dev.smtap.posix.Errno;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * What the drivers in one network namespace share: a directory with a claim for each GLOBAL
 * interface, the settings to be restored, and a lock by which they take turns. The directory is
 * named by the namespace's cookie, which no other namespace has while the machine runs; an inode
 * number is used again. Nothing in it is to be believed of a driver that is dead: what is installed
 * in the kernel is looked at there.
 */
final class SharedState {
  private static final String DIRECTORY_PREFIX = "netns-";
  private static final String CLAIM_PREFIX = "interface-";
  private static final int DIRECTORY_MODE = 0770;
  private static final int FILE_MODE = 0660;

  /** For who begins or ends, and can do nothing else meanwhile. */
  static final long PATIENCE_NANOS = 10_000_000_000L;

  /**
   * For a control thread, whose heart does not beat meanwhile, and which tries again each tick: a
   * driver may be stopped in its turn.
   */
  static final long SHORT_PATIENCE_NANOS = 500_000_000L;

  private static final long PARK_NANOS = 2_000_000;

  private final Path root;
  private final Path directory;

  SharedState(Path root, long namespaceCookie) {
    this.root = root;
    this.directory = root.resolve(DIRECTORY_PREFIX + Long.toUnsignedString(namespaceCookie));
  }

  /** The cookies of all namespaces that drivers have ever been in, and not left in order. */
  static Set<Long> cookies(Path root) throws SystemException {
    Set<Long> found = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(root, DIRECTORY_PREFIX + "*")) {
      for (Path each : files) {
        cookie(each.getFileName().toString().substring(DIRECTORY_PREFIX.length()))
            .ifPresent(found::add);
      }
    } catch (NoSuchFileException | NotDirectoryException _) {
      return found;
    } catch (IOException e) {
      throw failure("read", root, e);
    }
    return found;
  }

  private static OptionalLong cookie(String text) {
    try {
      long cookie = Long.parseUnsignedLong(text);
      return Long.toUnsignedString(cookie).equals(text)
          ? OptionalLong.of(cookie)
          : OptionalLong.empty();
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  /** Holds back the other drivers of this namespace. Dropped by the kernel if the holder dies. */
  static final class Turn implements AutoCloseable {
    private final FileHandle file;

    private Turn(FileHandle file) {
      this.file = file;
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /** Waits for its turn, and makes the directory if need be. */
  Turn takeTurn() throws SystemException {
    return takeTurn(PATIENCE_NANOS);
  }

  /** The same, but for so long. */
  Turn takeTurn(long patienceNanos) throws SystemException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < patienceNanos) {
      FileHandle file = openTurn();
      try {
        // Whoever was the last to leave has removed the file: then there is a new one.
        if (file.tryLock(FileHandle.WRITE_LOCK) && file.status().links() > 0) {
          return new Turn(file);
        }
      } catch (SystemException e) {
        file.close();
        throw e;
      }
      file.close();
      LockSupport.parkNanos(PARK_NANOS);
    }
    throw SystemException.because(
        "lock",
        turnFile().toString(),
        "another driver in this network namespace does not finish",
        "stop that one");
  }

  /** Whether a driver has ever been in this namespace, and not the last one left in order. */
  boolean exists() throws SystemException {
    return PathCalls.status(directory).isPresent();
  }

  private FileHandle openTurn() throws SystemException {
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_NOFOLLOW;
    while (true) {
      try {
        Files.createDirectories(root);
      } catch (IOException e) {
        throw failure("create directory", root, e);
      }
      PathCalls.makeDirectory(directory, DIRECTORY_MODE);
      try {
        return FileHandle.open(turnFile(), flags, FILE_MODE);
      } catch (SystemException e) {
        // The last one to leave may have removed the directory just now.
        if (e.errno() != Errno.ENOENT) {
          throw e;
        }
      }
    }
  }

  private Path turnFile() {
    return directory.resolve("turn");
  }

  /** Where the settings to be restored are written down. */
  Path rememberedFile() {
    return directory.resolve("remembered");
  }

  /** What is to take the place of {@link #rememberedFile}. */
  Path unfinishedFile() {
    return directory.resolve("remembered.new");
  }

  Path claimFile(int ifindex) {
    return directory.resolve(CLAIM_PREFIX + ifindex);
  }

  /** The claims of drivers that live. In one's turn. */
  List<GlobalInterface> livingClaims() throws SystemException {
    List<GlobalInterface> living = new ArrayList<>();
    for (Path path : claimFiles()) {
      if (Claim.isHeld(path)) {
        living.add(Claim.read(path, ifindex(path)));
      }
    }
    return living;
  }

  /** Removes what dead drivers left here, and everything if nobody lives. In one's turn. */
  void removeLeftovers() throws SystemException {
    for (Path path : claimFiles()) {
      if (!Claim.isHeld(path)) {
        PathCalls.unlink(path);
      }
    }
    if (claimFiles().isEmpty() && PathCalls.status(rememberedFile()).isEmpty()) {
      PathCalls.unlink(turnFile());
      removeDirectoryIfEmpty();
    }
  }

  /**
   * Removes everything, because the namespace is gone; not if a driver lives there all the same.
   *
   * @return the directory, if it is removed
   */
  Optional<Path> removeIfNobodyLives() throws SystemException {
    try (Turn _ = takeTurn()) {
      if (!livingClaims().isEmpty()) {
        return Optional.empty();
      }
      PathCalls.unlink(rememberedFile());
      PathCalls.unlink(unfinishedFile());
      removeLeftovers();
      return exists() ? Optional.empty() : Optional.of(directory);
    }
  }

  /** Somebody may have come since the turn's file is gone: then it is his. */
  private void removeDirectoryIfEmpty() throws SystemException {
    try {
      PathCalls.removeDirectory(directory);
    } catch (SystemException e) {
      if (e.errno() != Errno.ENOTEMPTY) {
        throw e;
      }
    }
  }

  private List<Path> claimFiles() throws SystemException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, CLAIM_PREFIX + "*")) {
      for (Path each : files) {
        if (ifindex(each) > 0) {
          found.add(each);
        }
      }
    } catch (IOException e) {
      throw failure("read", directory, e);
    }
    return found;
  }

  private static int ifindex(Path claimFile) {
    return ClaimText.number(claimFile.getFileName().toString().substring(CLAIM_PREFIX.length()));
  }

  static SystemException failure(String attempted, Path path, IOException e) {
    return SystemException.because(
        attempted, path.toString(), String.valueOf(e.getMessage()), "check your rights there");
  }
}
