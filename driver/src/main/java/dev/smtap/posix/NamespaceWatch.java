package dev.smtap.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Says whether the name by which a namespace was opened still leads to it. An open TAP or netlink
 * socket keeps a namespace alive and nothing on them tells that it was deleted, so the owner asks
 * {@link #gone()} now and then, and when {@link #fd} or {@link #directories} tell. One thread.
 */
public final class NamespaceWatch {
  private final NamespaceSource source;
  private final Namespace.Identity identity;
  private final byte[] path;
  private final NativeBuffer pollFd = NativeBuffer.allocate(Poll.SIZE);
  private final long[] status = new long[ControlCalls.STAT_FIELDS];

  NamespaceWatch(NamespaceSource source, Namespace.Identity identity) {
    this.source = source;
    this.identity = identity;
    this.path =
        source instanceof NamespaceSource.Named named
            ? PathCalls.terminated(named.path())
            : new byte[0];
  }

  /**
   * Whether the name is gone or leads elsewhere, or the process has ended. False for a namespace
   * without a name.
   */
  public boolean gone() {
    return switch (source) {
      case NamespaceSource.Unnamed _ -> false;
      case NamespaceSource.Named _ -> !leadsHere();
      case NamespaceSource.Process process -> hasEnded(process.pidfd().fd());
    };
  }

  /** Whether {@link #gone} may ever be true. */
  public boolean canBeGone() {
    return !(source instanceof NamespaceSource.Unnamed);
  }

  /** A descriptor that can be read from once the process has ended; none for a name. */
  public OptionalInt fd() {
    return source instanceof NamespaceSource.Process process
        ? OptionalInt.of(process.pidfd().fd())
        : OptionalInt.empty();
  }

  /**
   * The directories that the name goes from, to be watched with inotify(7): that of the path, and
   * that of the file to which it leads if it is a link. None for a process, and where nothing would
   * be heard, as in /proc.
   */
  public Set<Path> directories() {
    Set<Path> directories = new HashSet<>();
    if (source instanceof NamespaceSource.Named named) {
      try {
        directories.add(directoryOf(named.path().toRealPath()));
        directories.add(directoryOf(named.path()));
      } catch (IOException e) {
        // So it is with the links in /proc: the names that they show are no files.
        directories.clear();
      }
    }
    return directories;
  }

  private static Path directoryOf(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  private boolean leadsHere() {
    int result = ControlCalls.statPath(path, 0, status);
    // No right to look is no proof of its end.
    return result == -Errno.EACCES || (result == 0 && identity.isOf(status));
  }

  private boolean hasEnded(int pidFd) {
    ByteBuffer entry = pollFd.bytes();
    entry.putInt(Poll.FD_OFFSET, pidFd).putShort(Poll.EVENTS_OFFSET, Poll.POLLIN);
    return Retry.call(() -> DataCalls.poll(pollFd.position(), 1, 0)) != 0;
  }
}
