package dev.smtap.global;

import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.PathCalls;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * That one driver intercepts for one GLOBAL interface: a file that says for which addresses, with
 * an open-file-description write lock on it for as long as the driver lives (fcntl(2)). The kernel
 * drops such a lock at any death, kill -9 included; it holds between the nodes of one process as
 * well as between processes, in any PID namespace; and nobody can take it who has no right to the
 * directory, unlike an abstract socket's name.
 */
final class Claim implements AutoCloseable {
  private static final int MODE = 0660;

  private final FileHandle file;
  private final Path path;

  private Claim(FileHandle file, Path path) {
    this.file = file;
    this.path = path;
  }

  /** Takes the lock; to be called in one's turn. */
  static Claim take(Path path, String interfaceName) throws SystemException {
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_NOFOLLOW;
    FileHandle file = FileHandle.open(path, flags, MODE);
    try {
      if (!file.tryLock(FileHandle.WRITE_LOCK)) {
        throw SystemException.because(
            "intercept for",
            "interface " + interfaceName,
            "another driver does it already",
            "stop that one, or give this node an interface of its own");
      }
      return new Claim(file, path);
    } catch (SystemException e) {
      file.close();
      throw e;
    }
  }

  /** Whether somebody who lives has the lock. */
  static boolean isHeld(Path path) throws SystemException {
    try (FileHandle file = FileHandle.open(path, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW, 0)) {
      return file.isLockedAgainst(FileHandle.READ_LOCK);
    }
  }

  /** Says what is intercepted; in one's turn, in which nobody reads. */
  void write(GlobalInterface claim) throws SystemException {
    try {
      // In place, because the lock is the inode's. Who is killed half way has no claim any more.
      Files.writeString(path, ClaimText.write(claim));
    } catch (IOException e) {
      throw SharedState.failure("write", path, e);
    }
  }

  /** What it said when it was taken: of an interface that lives on, or of an older one. */
  GlobalInterface read(int ifindex) throws SystemException {
    return read(path, ifindex);
  }

  /** What a claim says. */
  static GlobalInterface read(Path path, int ifindex) throws SystemException {
    try {
      String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
      return ClaimText.read(ifindex, text);
    } catch (IOException e) {
      throw SharedState.failure("read", path, e);
    }
  }

  /** Gives it up; in one's turn. */
  void remove() throws SystemException {
    try {
      PathCalls.unlink(path);
    } finally {
      close();
    }
  }

  /** Drops the lock and leaves the file, as the death of the process does. */
  @Override
  public void close() {
    file.close();
  }
}
