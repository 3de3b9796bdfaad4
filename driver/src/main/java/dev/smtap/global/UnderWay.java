package dev.smtap.global;

import dev.smtap.wire.FlowKey;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are under way, by what the tables of the nodes say. A question tells better;
 * this is for when none can be asked. Transmitter only.
 */
final class UnderWay {
  private final Members members;
  private final ConnectionTable table;
  private final BitSet owners = new BitSet();
  private final BitSet hanging = new BitSet();

  UnderWay(Members members, ConnectionTable table) {
    this.members = members;
    this.table = table;
  }

  /**
   * The node that a connection had while it came in elsewhere, or {@link OwnerSearch#NOBODY}. One
   * that hangs keeps it: an older entry of another node is not to be taken for the last one.
   *
   * @param serving the other nodes that serve its address
   * @param own what this node's kernel has for it; null if that does not say
   */
  int former(FlowKey key, BitSet serving, @Nullable Verdict own, long nowNanos) {
    members.findHanging(key, hanging);
    owners.clear();
    owners.or(serving);
    owners.or(hanging);
    owners.set(members.ownId(), own == null);
    return members.tables().find(key, owners, table::isKept, nowNanos);
  }
}
