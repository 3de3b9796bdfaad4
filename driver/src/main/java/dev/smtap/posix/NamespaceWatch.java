package dev.smtap.posix;

import java.nio.ByteBuffer;

/**
 * Says whether the name by which a namespace was opened still leads to it. An open TAP or netlink
 * socket keeps a namespace alive and nothing on them tells that it was deleted, so the owner asks
 * {@link #gone()} now and then. One thread.
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
