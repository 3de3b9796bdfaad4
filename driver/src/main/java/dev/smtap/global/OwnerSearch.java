package dev.smtap.global;

import dev.smtap.facility.Counters;
import dev.smtap.facility.SearchCounter;
import dev.smtap.wire.FlowKey;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the node that gets a packet (patent, "Packet Routing Over the Global Shared Memory
 * Network"), in this order: the connection table; a socket that matches exactly, here or, as a
 * question to the others tells, elsewhere; sockets for this foreign end; listeners. Several of the
 * last two are balanced. What was found is recorded, so that it is found at once by the next
 * packet. Transmitter only.
 */
final class OwnerSearch {
  /** No node has a socket for the packet. */
  static final int NOBODY = 0;

  /** The others are being asked; {@link #asked} is the question. */
  static final int ASKING = -1;

  /**
   * It cannot be told now: too much is asked already, a node that may have it hangs, or what others
   * publish is changing.
   */
  static final int UNDECIDED = -2;

  private final Members members;
  private final OwnSockets sockets;
  private final ConnectionTable table;
  private final Questions questions;
  private final Counters counters;
  private final NodePicker picker;
  private final UnderWay underWay;
  private final BitSet serving = new BitSet();
  private final BitSet silent = new BitSet();
  private final BitSet hanging = new BitSet();
  private final BitSet expected = new BitSet();
  private final Candidates published = new Candidates();
  private @Nullable Question asked;

  OwnerSearch(
      Members members,
      OwnSockets sockets,
      ConnectionTable table,
      Questions questions,
      Counters counters,
      PortShares shares) {
    this.members = members;
    this.sockets = sockets;
    this.table = table;
    this.questions = questions;
    this.counters = counters;
    this.underWay = new UnderWay(members, table, shares);
    this.picker =
        new NodePicker(members, nodeId -> table.flowsOf(nodeId, members.generation(nodeId)));
  }

  NodePicker picker() {
    return picker;
  }

  /** The question that the last search has begun, or found under way. */
  @Nullable Question asked() {
    return asked;
  }

  /**
   * The node of a flow that the connection table has, {@link #NOBODY} if it has none that is there.
   *
   * <p>A packet that opens a connection, whose ports are used again after the last one was closed,
   * is of a new flow; or may be, see {@link UnderWay#mayBeOver}.
   *
   * @param home where the search for its flow begins
   */
  int known(PacketCracker packet, long home, int frameBytes) {
    FlowKey key = packet.key();
    boolean isOpening = packet.isOpening();
    int entry = living(table.find(key, home));
    if (entry == ConnectionTable.NONE || (isOpening && underWay.mayBeOver(entry, key))) {
      return NOBODY;
    }
    int node = table.nodeId(entry);
    // A node whose interface went down loses what can be elsewhere as well: no connection can.
    boolean canMove = isOpening || key.protocol() == FlowKey.UDP;
    if (canMove && !members.serves(node, key)) {
      return NOBODY;
    }
    table.count(entry, packet.tcpFlags(), frameBytes);
    return node;
  }

  /** The node of the flow that an ICMP error quotes, {@link #NOBODY} if it is not known. */
  int knownOfQuoted(FlowKey key) {
    int entry = living(table.find(key));
    return entry == ConnectionTable.NONE ? NOBODY : table.nodeId(entry);
  }

  private int living(int entry) {
    boolean isThere =
        entry != ConnectionTable.NONE
            && members.isThere(table.nodeId(entry), table.generation(entry));
    return isThere ? entry : ConnectionTable.NONE;
  }

  /** Counts a packet of a flow that was recorded. */
  void count(FlowKey key, int tcpFlags, int frameBytes) {
    int entry = table.find(key);
    if (entry != ConnectionTable.NONE) {
      table.count(entry, tcpFlags, frameBytes);
    }
  }

  /**
   * The node of a flow that is not known, or {@link #ASKING}, {@link #UNDECIDED}, {@link #NOBODY}.
   */
  int search(FlowKey key, Question.Purpose purpose, int tcpFlags, long nowNanos) {
    asked = questions.find(key);
    if (asked != null) {
      return ASKING;
    }
    boolean isOpening = purpose == Question.Purpose.OPENING;
    members.findServing(key, serving);
    int holder = isOpening ? underWay.holder(key) : NOBODY;
    if (isOpening
        && holder == NOBODY
        && key.protocol() == FlowKey.TCP
        && !questions.maySpendOnListed(nowNanos)) {
      int listed = decideListed(key, tcpFlags, nowNanos);
      if (listed > 0) {
        return listed;
      }
    }
    Verdict own = sockets.find(key);
    if (own == Verdict.EXACT) {
      return exact(key, members.ownId(), holder, tcpFlags);
    }
    if (own == Verdict.LINGERING && !isOpening) {
      return record(key, members.ownId(), DecidingStep.EXACT, tcpFlags | FlowKey.FIN);
    }
    if (serving.isEmpty()) {
      return isOpening
          ? decideUnasked(key, own, tcpFlags, nowNanos)
          : own == null ? UNDECIDED : unserved(key, nowNanos);
    }
    asked = questions.begin(key, purpose, tcpFlags, nowNanos);
    if (asked == null) {
      if (!isOpening) {
        return purpose == Question.Purpose.FOLLOWING
            ? followUnasked(key, own, tcpFlags, nowNanos)
            : UNDECIDED;
      }
      if (holder != NOBODY && (own == null || holder != members.ownId())) {
        return UNDECIDED;
      }
      counters.increment(SearchCounter.UNASKED);
      int node = decideUnasked(key, own, tcpFlags, nowNanos);
      // A directory may be a second old: without asking, nobody is told that there is none.
      return node == NOBODY ? UNDECIDED : node;
    }
    if (own == null) {
      asked.goOnWithout(members.ownId());
    } else {
      asked.answered(members.ownId(), own);
    }
    for (int id = serving.nextSetBit(0); id >= 0; id = serving.nextSetBit(id + 1)) {
      if (silent.get(id)) {
        asked.goOnWithout(id);
      } else {
        asked.await(id);
      }
    }
    if (!isOpening) {
      members.findHanging(key, hanging);
      asked.goOnWithout(hanging);
    }
    // Behind the other looks: who begins to serve meanwhile is in one of them.
    members.findExpected(key, nowNanos, serving, expected);
    asked.goOnWithout(expected);
    counters.increment(SearchCounter.QUESTIONS);
    return ASKING;
  }

  /** A SYN by the directory alone, this node's part included; a miss is for asking to confirm. */
  private int decideListed(FlowKey key, int tcpFlags, long nowNanos) {
    published.clear();
    boolean isComplete = takePublished(members.ownId(), key, published);
    int node = decidePublished(key, isComplete, tcpFlags, nowNanos);
    if (node > 0) {
      counters.increment(SearchCounter.UNASKED);
    }
    return node;
  }

  private int followUnasked(FlowKey key, @Nullable Verdict own, int tcpFlags, long nowNanos) {
    if ((tcpFlags & FlowKey.SYN) != 0) {
      int node = underWay.answered(key, serving, tcpFlags);
      return node == NOBODY ? UNDECIDED : record(key, node, DecidingStep.PORT_SHARE, tcpFlags);
    }
    int node = underWay.former(key, serving, own, nowNanos);
    return node == NOBODY ? UNDECIDED : record(key, node, DecidingStep.TAKEN_OVER, tcpFlags);
  }

  /** A node that hangs, or starts again, keeps its connections: nobody may say they are gone. */
  private int unserved(FlowKey key, long nowNanos) {
    members.findHanging(key, hanging);
    members.findExpected(key, nowNanos, serving, expected);
    return hanging.isEmpty() && expected.isEmpty() ? NOBODY : UNDECIDED;
  }

  /** By what those who serve the address publish, if there are any: memory reads. */
  private int decideUnasked(FlowKey key, @Nullable Verdict own, int tcpFlags, long nowNanos) {
    published.clear();
    boolean isComplete;
    if (own == null || own == Verdict.LINGERING) {
      isComplete = takePublished(members.ownId(), key, published);
    } else {
      published.add(members.ownId(), own);
      isComplete = true;
    }
    return decidePublished(key, isComplete, tcpFlags, nowNanos);
  }

  private int decidePublished(FlowKey key, boolean isOwnComplete, int tcpFlags, long nowNanos) {
    boolean isComplete = takePublished(serving, key, published) && isOwnComplete;
    int node = assign(key, published, tcpFlags, nowNanos);
    if (node != NOBODY) {
      return node;
    }
    members.findExpected(key, nowNanos, serving, expected);
    return isComplete && expected.isEmpty() ? NOBODY : UNDECIDED;
  }

  /** Takes what nodes publish; false if that of one of them changes at the moment. */
  private boolean takePublished(BitSet nodes, FlowKey key, Candidates candidates) {
    boolean isComplete = true;
    for (int id = nodes.nextSetBit(0); id >= 0; id = nodes.nextSetBit(id + 1)) {
      isComplete &= takePublished(id, key, candidates);
    }
    return isComplete;
  }

  private boolean takePublished(int nodeId, FlowKey key, Candidates candidates) {
    Verdict read = members.match(nodeId, key);
    if (read != null) {
      candidates.add(nodeId, read);
    }
    return read != null;
  }

  /**
   * The outcome of a question: a node, or {@link #NOBODY}; {@link #UNDECIDED} as long as one that
   * was not heard may have the socket.
   */
  int conclude(Question question, long nowNanos) {
    FlowKey key = question.key();
    boolean isOpening = question.purpose() == Question.Purpose.OPENING;
    int holder = isOpening ? underWay.holder(key) : NOBODY;
    if (question.exactNode() != 0) {
      return exact(key, question.exactNode(), holder, question.flagsToRecord());
    }
    if (question.unheard().get(holder)) {
      return UNDECIDED;
    }
    boolean isSure = question.unheard().isEmpty();
    int node = NOBODY;
    if (isOpening) {
      isSure &= takePublished(question.lingering(), key, question.candidates());
      takeIfLate(question, picker.kept(key, nowNanos));
      takeIfLate(question, takenOver(key, question.unheard(), nowNanos));
      node = assign(key, question.candidates(), question.tcpFlags(), nowNanos);
      if (node == NOBODY && !question.unheard().isEmpty()) {
        // Nobody that was heard takes it. A busy node is late; one may hang, not yet found out.
        var _ = takePublished(question.unheard(), key, question.candidates());
        node = assign(key, question.candidates(), question.tcpFlags(), nowNanos);
      }
    }
    return node == NOBODY && !isSure ? UNDECIDED : node;
  }

  /** A flow leaves its node when that is found to be gone, and not because it is busy. */
  private void takeIfLate(Question question, int nodeId) {
    if (question.unheard().get(nodeId) && members.serves(nodeId, question.key())) {
      var _ = takePublished(nodeId, question.key(), question.candidates());
    }
  }

  /** Those that did not answer in time are not waited for until they are heard of again. */
  void giveUpWaiting(Question question) {
    if (!question.isProlonged()) {
      silent.or(question.awaited());
      counters.increment(SearchCounter.OVERDUE);
    }
    question.giveUpWaiting();
  }

  /**
   * Forgets flows of a node; one without a foreign end stands for all of its local end, which are
   * not found any more from now on.
   *
   * @return how many were known and have a foreign end
   */
  int forget(int nodeId, List<FlowKey> ended) {
    int forgotten = 0;
    for (FlowKey each : ended) {
      if (each.foreignPort() == 0) {
        table.removeOf(nodeId, each);
      } else {
        forgotten += forgetOne(nodeId, each);
      }
    }
    return forgotten;
  }

  private int forgetOne(int nodeId, FlowKey key) {
    int entry = table.find(key);
    boolean isOfNode = entry != ConnectionTable.NONE && table.nodeId(entry) == nodeId;
    return isOfNode && table.remove(key) ? 1 : 0;
  }

  /** A node was heard of. */
  void heardOf(int nodeId) {
    silent.clear(nodeId);
  }

  /** {@link #NOBODY} also when all that could take it drain. */
  private int assign(FlowKey key, Candidates candidates, int tcpFlags, long nowNanos) {
    BitSet first =
        candidates.forThisEnd().isEmpty() ? candidates.listeners() : candidates.forThisEnd();
    boolean isDecided = first.cardinality() == 1 && !members.isDraining(first.nextSetBit(0));
    int former = isDecided ? NOBODY : takenOver(key, first, nowNanos);
    if (former != NOBODY) {
      return record(key, former, DecidingStep.TAKEN_OVER, tcpFlags);
    }
    int node = picker.pick(key, candidates.forThisEnd(), nowNanos);
    if (node != Balancer.NONE) {
      return record(key, node, DecidingStep.FOREIGN_END, tcpFlags);
    }
    node = picker.pick(key, candidates.listeners(), nowNanos);
    return node == Balancer.NONE ? NOBODY : record(key, node, DecidingStep.LISTENER, tcpFlags);
  }

  /**
   * The one of these nodes that the flow had while it came in elsewhere, or {@link #NOBODY}. Only
   * for what no question finds: a socket that is not connected matches no flow exactly. A node that
   * drains keeps it.
   */
  private int takenOver(FlowKey key, BitSet nodes, long nowNanos) {
    return key.protocol() == FlowKey.TCP || nodes.isEmpty()
        ? NOBODY
        : members.tables().find(key, nodes, table::isKept, nowNanos);
  }

  /** A node has the very socket; if it is known to, a SYN, which may be forged, changes nothing. */
  private int exact(FlowKey key, int nodeId, int holder, int tcpFlags) {
    if (nodeId != holder) {
      return record(key, nodeId, DecidingStep.EXACT, tcpFlags);
    }
    counters.increment(SearchCounter.KNOWN);
    return nodeId;
  }

  private int record(FlowKey key, int nodeId, DecidingStep step, int tcpFlags) {
    counters.increment(
        switch (step) {
          case EXACT -> SearchCounter.EXACT;
          case FOREIGN_END -> SearchCounter.FOREIGN_END;
          case NONE, LISTENER -> SearchCounter.LISTENER;
          case PORT_SHARE -> SearchCounter.UNASKED;
          case TAKEN_OVER -> SearchCounter.TAKEN_OVER;
        });
    int entry = table.record(key, nodeId, members.generation(nodeId), step, tcpFlags);
    if (entry == ConnectionTable.NONE) {
      counters.increment(SearchCounter.UNRECORDED);
    }
    return nodeId;
  }
}
