package dev.smtap.global;

import dev.smtap.wire.FlowKey;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * TCP connections that are under way, by what tables and directories say. A question tells better;
 * this is for when none can be asked. Transmitter only.
 */
final class UnderWay {
  private static final int ANSWER_FLAGS = FlowKey.SYN | FlowKey.ACK;

  private final Members members;
  private final ConnectionTable table;
  private final PortShares shares;
  private final BitSet owners = new BitSet();
  private final BitSet hanging = new BitSet();

  UnderWay(Members members, ConnectionTable table, PortShares shares) {
    this.members = members;
    this.table = table;
    this.shares = shares;
  }

  /**
   * Whether a segment that opens a connection is of a new one though the table has an entry for it.
   * One that is closing is over. So may be another, whose end went unheard, if its node takes no
   * new connection: that is for the search to find out, which leaves it there if its socket is.
   */
  boolean mayBeOver(int entry, FlowKey key) {
    return switch (table.state(entry)) {
      case CLOSING -> true;
      case ESTABLISHED -> takesNone(table.nodeId(entry), key);
      case NONE, OPENING, FIRST_DATAGRAM, DATAGRAMS -> false;
    };
  }

  private boolean takesNone(int nodeId, FlowKey key) {
    return members.isDraining(nodeId) || members.match(nodeId, key) == Verdict.NONE;
  }

  /**
   * The node that serves an established connection by this node's table, or {@link
   * OwnerSearch#NOBODY}. A SYN, which may be forged, takes it from there only when that node, or
   * its kernel, was asked.
   */
  int holder(FlowKey key) {
    int entry = table.find(key);
    if (entry == ConnectionTable.NONE || table.state(entry) != FlowState.ESTABLISHED) {
      return OwnerSearch.NOBODY;
    }
    int node = table.nodeId(entry);
    return members.isThere(node, table.generation(entry)) && members.serves(node, key)
        ? node
        : OwnerSearch.NOBODY;
  }

  /**
   * The first answer to a connection goes to the node whose share of the ports has its port, and
   * {@link OwnerSearch#NOBODY} else. Only when nobody can be asked: a program may have bound a port
   * of another node's share. And only that segment: others may be of a connection that another node
   * has accepted at this port. No table knows of it yet, unless of one that had these ends before.
   */
  int answered(FlowKey key, BitSet serving, int tcpFlags) {
    boolean isAnswer = (tcpFlags & ANSWER_FLAGS) == ANSWER_FLAGS;
    int node = isAnswer ? shares.nodeOf(key.localPort()) : OwnerSearch.NOBODY;
    boolean canBe = node != OwnerSearch.NOBODY && serving.get(node) && members.hasPorts(node);
    return canBe ? node : OwnerSearch.NOBODY;
  }

  /**
   * The node that a connection had while it came in elsewhere, or {@link OwnerSearch#NOBODY}:
   * whoever takes over has at once more connections to look for than it may ask about. A node that
   * hangs keeps it: an older entry of another node is not to be taken for the last one.
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
