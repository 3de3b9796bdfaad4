package dev.smtap.global;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.local.Adapter;
import dev.smtap.local.Lane;
import dev.smtap.local.Lanes;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection tables of the other nodes, of those that went lately too, this one's former self
 * among them. A flow that comes in here for the first time may have come in there before: several
 * nodes can take it, one has it. What stands there may be a lie; it only chooses among nodes that
 * would take the flow anyway, or that may have a connection when none can be asked. Transmitter
 * only.
 */
final class OtherTables {
  private static final Logger LOG = LoggerFactory.getLogger(OtherTables.class);

  /** A node may become GLOBAL, and make its table, at any time. */
  private static final long REFRESH_NANOS = 1_000_000_000L;

  private final Adapter adapter;
  private final Members members;
  private final List<LivingTable> living = new ArrayList<>();
  private final List<LeftTable> left = new ArrayList<>();
  private @Nullable Lanes lanes;
  private long refreshedNanos;
  private long formerGeneration;
  private int foundNode;
  private long foundIdleNanos;

  private record LivingTable(Lane lane, ConnectionReader reader) {}

  /** Whether a flow that is so far would be kept for so long without a packet. */
  @FunctionalInterface
  interface Patience {
    boolean isKept(FlowState state, long idleNanos);
  }

  OtherTables(Adapter adapter, Members members) {
    this.adapter = adapter;
    this.members = members;
  }

  /**
   * The node that has a flow, or {@link OwnerSearch#NOBODY}. When tables differ, the one counts
   * that has seen the last packet.
   *
   * @param candidates the nodes that can have it
   * @param patience what is older than its owner would keep it is not used
   */
  int find(FlowKey key, BitSet candidates, Patience patience, long nowNanos) {
    refresh(nowNanos);
    foundNode = OwnerSearch.NOBODY;
    foundIdleNanos = Long.MAX_VALUE;
    living.removeIf(each -> {
      Lane lane = each.lane;
      boolean isWhole =
          !lane.peer().isLost() && look(each.reader, key, candidates, patience, nowNanos);
      if (!isWhole) {
        lost(lane);
      }
      return !isWhole;
    });
    dropLeftIf(each -> !look(each.reader(), key, candidates, patience, nowNanos));
    return foundNode;
  }

  /** Looks into one; false if pages are gone, probably of it. */
  private boolean look(
      ConnectionReader reader, FlowKey key, BitSet candidates, Patience patience, long nowNanos) {
    try {
      if (reader.find(key)) {
        consider(reader, candidates, patience, nowNanos);
      }
      return true;
    } catch (InternalError e) {
      return false;
    }
  }

  private void consider(
      ConnectionReader reader, BitSet candidates, Patience patience, long nowNanos) {
    int nodeId = reader.nodeId();
    long idleNanos = reader.idleNanos(nowNanos);
    boolean canBe = nodeId > 0 && candidates.get(nodeId);
    if (canBe
        && isThere(nodeId, reader.generation())
        && patience.isKept(reader.state(), idleNanos)
        && idleNanos < foundIdleNanos) {
      foundNode = nodeId;
      foundIdleNanos = idleNanos;
    }
  }

  /** The programs of this node, and their sockets, outlive its driver. */
  private boolean isThere(int nodeId, long generation) {
    return generation == members.generation(nodeId)
        || (nodeId == members.ownId() && generation == formerGeneration);
  }

  private void refresh(long nowNanos) {
    Lanes now = adapter.lanes();
    if (now == lanes && nowNanos - refreshedNanos < REFRESH_NANOS) {
      return;
    }
    living.clear();
    for (int i = 0; i < now.count(); i++) {
      open(now.at(i));
    }
    lanes = now;
    refreshedNanos = nowNanos;
    dropLeft(nowNanos);
  }

  private void open(Lane lane) {
    AdapterInfo there = lane.peerAdapter();
    if (!PublishedArea.isThere(there) || lane.peer().isLost()) {
      return;
    }
    try {
      PublishedArea.openTable(lane.peer().view(), there)
          .ifPresent(reader -> living.add(new LivingTable(lane, reader)));
    } catch (SystemException e) {
      LOG.debug("the connection table of node {}: {}", lane.peer().nodeId(), e.getMessage());
    } catch (InternalError e) {
      lost(lane);
    }
  }

  /** Pages are gone, perhaps of its table: that is not looked at before the next refresh. */
  private void lost(Lane lane) {
    lane.peer().loseIfGone();
    adapter.requests().sectionLost(adapter);
  }

  /**
   * Keeps a table whose node is gone; one from the same node before that is not kept for longer.
   */
  void keep(LeftTable table) {
    dropLeftIf(each -> each.nodeId() == table.nodeId());
    left.add(table);
    if (table.nodeId() == members.ownId()) {
      formerGeneration = table.view().generation();
    }
  }

  /** Lets go of tables of nodes that are gone in which all is too old. */
  void dropLeft(long nowNanos) {
    dropLeftIf(each -> nowNanos - each.untilNanos() >= 0);
  }

  private void dropLeftIf(Predicate<LeftTable> isToGo) {
    left.removeIf(each -> {
      boolean goes = isToGo.test(each);
      if (goes) {
        close(each);
      }
      return goes;
    });
  }

  private static void close(LeftTable table) {
    try {
      table.view().close();
    } catch (SystemException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  /** Lets go of all of them; no thread uses it any more. */
  void close() {
    living.clear();
    dropLeftIf(_ -> true);
  }
}
