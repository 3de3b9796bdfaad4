package dev.smtap.cli.bench;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.Reservation;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file in /dev/shm, mapped as a node's section is: once read-write for its owner and once
 * read-only for the peer. All of it is reserved at once.
 */
public final class SharedFile implements AutoCloseable {
  private static final int MODE = 0600;

  private final Path path;
  private final FileHandle handle;
  private final MappedSection owners;
  private final MappedSection peers;

  private SharedFile(Path path, long bytes, boolean isInLargePages) throws SystemException {
    this.path = path;
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
    this.handle = FileHandle.open(path, flags, MODE);
    handle.setLength(bytes);
    this.owners = MappedSection.ofFile(handle.fd(), bytes, true, path.toString());
    this.peers = MappedSection.ofFile(handle.fd(), bytes, false, path.toString());
    if (isInLargePages) {
      var _ = Reservation.reserveLarge(handle.fd(), owners.position(), 0, bytes);
    }
    handle.allocate(0, bytes);
  }

  /** Makes it, as rings and slots are; it must not be there yet. */
  public static SharedFile make(Path path, long bytes) throws SystemException {
    return new SharedFile(path, bytes, false);
  }

  /** Makes it, as a connection table is; it must not be there yet. */
  public static SharedFile makeLargePages(Path path, long bytes) throws SystemException {
    return new SharedFile(path, bytes, true);
  }

  /** Position of an offset where the owner writes. */
  public long ownersPosition(long offset) {
    return owners.position(offset);
  }

  /** Position of an offset where the peer reads. */
  public long peersPosition(long offset) {
    return peers.position(offset);
  }

  @Override
  public void close() throws SystemException {
    owners.close();
    peers.close();
    handle.close();
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw SystemException.because("remove", path.toString(), String.valueOf(e.getMessage()), "");
    }
  }
}
