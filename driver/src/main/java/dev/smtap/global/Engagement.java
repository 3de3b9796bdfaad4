package dev.smtap.global;

import dev.smtap.wire.FlowKey;
import java.net.InetAddress;
import java.util.Set;

/**
 * What an adapter does while it is GLOBAL. Transmitter only.
 *
 * @param addresses the global addresses
 * @param ownAddresses other addresses of this node
 * @param partition the partition's local networks
 * @param sockets this node's own sockets
 * @param table the connection table
 * @param search finds owners
 */
record Engagement(
    GlobalAddresses addresses,
    GlobalAddresses ownAddresses,
    Set<Segment> partition,
    OwnSockets sockets,
    ConnectionTable table,
    OwnerSearch search) {

  /** Whether a packet comes from this node or another one of the partition. */
  boolean isFromPartition(long high, long low) {
    if (addresses.has(high, low) || ownAddresses.has(high, low)) {
      return true;
    }
    InetAddress source = SocketFlows.address(high, low);
    return partition.stream().anyMatch(each -> each.contains(source));
  }

  /** Whether the sender of a packet without owner is told so, by this node's own kernel. */
  boolean rejects(FlowKey key, Question.Purpose purpose, Refusal refusal) {
    return switch (purpose) {
      case ERROR -> false;
      case FOLLOWING -> true;
      case OPENING ->
          switch (refusal) {
            case ALL -> true;
            case PARTITION -> isFromPartition(key.foreignHigh(), key.foreignLow());
            case NONE -> false;
          };
    };
  }
}
