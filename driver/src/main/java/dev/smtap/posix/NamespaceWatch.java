package dev.smtap.posix;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Says whether the name by which a namespace was opened still leads to it. An open TAP or netlink
 * socket keeps a namespace alive and nothing on them tells that it was deleted, so the owner
 * watches {@link #directory()} by inotify or polls {@link #pidFd()}, and asks {@link #gone()} at
 * each event and once a second (an unmount alone raises no event). One thread.
 */
public final class NamespaceWatch {
  private final NamespaceSource source;
  private final Namespace.Identity identity;
  private final NativeBuffer pollFd = NativeBuffer.allocate(Poll.SIZE);

  NamespaceWatch(NamespaceSource source, Namespace.Identity identity) {
    this.source = source;
    this.identity = identity;
  }

  /** The directory to watch with {@link #mask()}, if the namespace was found by name or path. */
  public Optional<Path> directory() {
    return source instanceof NamespaceSource.Named named
        ? Optional.ofNullable(named.path().getParent())
        : Optional.empty();
  }

  /** The inotify events of {@link #directory()} that matter. */
  public int mask() {
    return Inotify.IN_DELETE
        | Inotify.IN_MOVED_FROM
        | Inotify.IN_MOVED_TO
        | Inotify.IN_CREATE
        | Inotify.IN_DELETE_SELF
        | Inotify.IN_MOVE_SELF;
  }

  /** The descriptor to poll for {@link Poll#POLLIN}, if it was found by process; else -1. */
  public int pidFd() {
    return source instanceof NamespaceSource.Process process ? process.pidfd().fd() : -1;
  }

  /**
   * Whether the name is gone or leads elsewhere, or the process has ended. False for a namespace
   * without a name.
   */
  public boolean gone() {
    return switch (source) {
      case NamespaceSource.Unnamed unnamed -> false;
      case NamespaceSource.Named named -> !leadsHere(named.path());
      case NamespaceSource.Process process -> hasEnded(process.pidfd().fd());
    };
  }

  private boolean leadsHere(Path path) {
    try {
      Optional<FileStatus> status = PathCalls.statusFollowing(path);
      return status.isPresent() && identity.isOf(status.get());
    } catch (SystemException e) {
      // No right to look is no proof of its end.
      return e.errno() == Errno.EACCES;
    }
  }

  private boolean hasEnded(int pidFd) {
    ByteBuffer entry = pollFd.bytes();
    entry.putInt(Poll.FD_OFFSET, pidFd).putShort(Poll.EVENTS_OFFSET, Poll.POLLIN);
    return Retry.call(() -> DataCalls.poll(pollFd.position(), 1, 0)) != 0;
  }
}
