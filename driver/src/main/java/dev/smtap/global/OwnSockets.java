package dev.smtap.global;

import dev.smtap.netlink.SocketFlow;
import dev.smtap.netlink.SocketInfo;
import dev.smtap.netlink.SocketKind;
import dev.smtap.netlink.SocketQuestion;
import dev.smtap.posix.EventFd;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node's own kernel has for a flow. Transmitter only; closed once or more often. */
final class OwnSockets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnSockets.class);

  private final SocketQuestion kernel;
  private final DirectoryReader directory;
  private final int ifindex;
  private final EventFd foundUnpublished;
  private boolean toldOfFailure;

  /**
   * Of the namespace that {@code kernel} was opened in.
   *
   * @param directory what this node publishes itself
   * @param ifindex the GLOBAL interface there
   * @param foundUnpublished signalled when the kernel has a listener that is not published; closed
   *     with this
   */
  OwnSockets(
      SocketQuestion kernel, DirectoryReader directory, int ifindex, EventFd foundUnpublished) {
    this.kernel = kernel;
    this.directory = directory;
    this.ifindex = ifindex;
    this.foundUnpublished = foundUnpublished;
  }

  /**
   * The socket that would get a packet of a flow, null if the kernel does not say: there may be one
   * then. Asks the kernel: some microseconds.
   */
  @Nullable Verdict find(FlowKey key) {
    Verdict asked = ask(key);
    if (asked == Verdict.EXACT || asked == Verdict.LINGERING) {
      return asked;
    }
    Verdict read = directory.match(key);
    if (read == Verdict.NONE && asked == Verdict.LISTENER) {
      foundUnpublished.signal();
    }
    Verdict published = Objects.requireNonNullElse(read, Verdict.NONE);
    // The kernel does not tell of listeners of SCTP, and of other sockets it knows better.
    boolean isUnasked = key.protocol() == FlowKey.SCTP;
    return published == Verdict.FOREIGN_END || isUnasked ? published : asked;
  }

  private @Nullable Verdict ask(FlowKey key) {
    SocketFlow flow = SocketFlows.of(key);
    if (flow == null) {
      return Verdict.NONE;
    }
    try {
      Optional<SocketInfo> found = kernel.ask(flow, ifindex);
      if (found.isEmpty()) {
        return Verdict.NONE;
      }
      return verdict(found.get());
    } catch (SystemException e) {
      if (!toldOfFailure && key.protocol() != FlowKey.SCTP) {
        LOG.warn("{}", e.getMessage());
        toldOfFailure = true;
      }
      return null;
    }
  }

  private static Verdict verdict(SocketInfo found) {
    if (found.kind() != SocketKind.CONNECTED) {
      return Verdict.LISTENER;
    }
    return found.isLingering() ? Verdict.LINGERING : Verdict.EXACT;
  }

  @Override
  public void close() {
    kernel.close();
    foundUnpublished.close();
  }
}
