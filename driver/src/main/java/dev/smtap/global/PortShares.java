package dev.smtap.global;

import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.util.Optional;

/**
 * Which ephemeral ports are whose, so that no two nodes open connections from the same global
 * address and port. Immutable, any thread.
 *
 * <p>The ports that Linux takes by default, cut into as many equal shares as the partition is meant
 * to have nodes, and given out by node ID. So a share depends on nothing that changes while the
 * partition lives: no node that comes, goes or gets another weight moves a port under a socket that
 * lives, also where the sockets of a killed node live on in its namespace until it is back. Shares
 * by weight would be cut anew with each change, and ports would then be two nodes' for as long as
 * the longest connection lasts.
 *
 * @param nodes nodes that the partition is meant for, the same for all of them
 */
public record PortShares(int nodes) {
  private static final int FIRST = 32_768;
  private static final int LAST = 60_999;

  /** Even, because the kernel wants the ends of a range of different parity. */
  private int size() {
    return nodes < 1 ? 0 : ((LAST + 1 - FIRST) / nodes) & ~1;
  }

  /** A node's share, or empty if there is none for its ID. */
  Optional<PortRange> of(int nodeId) {
    int size = size();
    if (nodeId < 1 || nodeId > nodes || size == 0) {
      return Optional.empty();
    }
    int first = FIRST + (nodeId - 1) * size;
    return Optional.of(new PortRange(first, first + size - 1));
  }

  /** The node ID to whose share a port belongs, 0 if to none. */
  int nodeOf(int port) {
    int size = size();
    int index = size == 0 || port < FIRST ? nodes : (port - FIRST) / size;
    return index < nodes ? index + 1 : 0;
  }

  /**
   * Refuses what {@link #wanted} would refuse.
   *
   * @param place the namespace that the node's interface is in
   * @throws SystemException if it would change the host's own namespace without being told to, or
   *     there is no share for the node's ID
   */
  public void check(PortSharing sharing, int nodeId, Namespace place) throws SystemException {
    var _ = wanted(sharing, nodeId, place);
  }

  /** What a node's outgoing connections are to take; empty for any. */
  Optional<PortRange> wanted(PortSharing sharing, int nodeId, Namespace place)
      throws SystemException {
    if (sharing == PortSharing.OFF) {
      return Optional.empty();
    }
    if (sharing == PortSharing.ON && place.isOfHost()) {
      throw SystemException.because(
          "share out ports to",
          "node " + nodeId,
          "it is in the host's own network namespace, and all of the host's programs would get"
              + " their ports from this share",
          "put the node into a namespace of its own, or say ports=host if that is meant");
    }
    Optional<PortRange> share = of(nodeId);
    if (share.isEmpty()) {
      throw SystemException.because(
          "share out ports to",
          "node " + nodeId,
          "the partition is meant for " + nodes + " nodes, and its ID has no share",
          "take a lower node ID, or start the partition with another number of 'nodes'");
    }
    return share;
  }
}
