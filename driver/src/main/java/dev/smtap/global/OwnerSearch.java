package dev.smtap.global;

import dev.smtap.facility.Counters;
import dev.smtap.facility.SearchCounter;
import dev.smtap.wire.FlowKey;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
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
  private final BitSet serving = new BitSet();
  private final BitSet silent = new BitSet();
  private final BitSet found = new BitSet();
  private @Nullable Question asked;

  OwnerSearch(
      Members members,
      OwnSockets sockets,
      ConnectionTable table,
      Questions questions,
      Counters counters) {
    this.members = members;
    this.sockets = sockets;
    this.table = table;
    this.questions = questions;
    this.counters = counters;
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
   * @param isOpening whether the packet opens a connection: one whose ports are used again after
   *     the last one was closed is a new flow
   */
  int known(FlowKey key, int tcpFlags, boolean isOpening, int frameBytes) {
    int entry = findLiving(key);
    if (entry == ConnectionTable.NONE || (isOpening && table.state(entry) == FlowState.CLOSING)) {
      return NOBODY;
    }
    int node = table.nodeId(entry);
    // A node whose interface went down loses what can be elsewhere as well: no connection can.
    boolean canMove = isOpening || key.protocol() == FlowKey.UDP;
    if (canMove && !members.serves(node, key)) {
      return NOBODY;
    }
    table.count(entry, tcpFlags, frameBytes);
    return node;
  }

  /** The node of the flow that an ICMP error quotes, {@link #NOBODY} if it is not known. */
  int knownOfQuoted(FlowKey key) {
    int entry = findLiving(key);
    return entry == ConnectionTable.NONE ? NOBODY : table.nodeId(entry);
  }

  private int findLiving(FlowKey key) {
    int entry = table.find(key);
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
    Verdict own = sockets.find(key);
    boolean isOpening = purpose == Question.Purpose.OPENING;
    if (own == Verdict.EXACT || (own == Verdict.LINGERING && !isOpening)) {
      return record(key, members.ownId(), DecidingStep.EXACT, tcpFlags);
    }
    members.findServing(key, serving);
    if (serving.isEmpty()) {
      return isOpening ? decideUnasked(key, own, tcpFlags, nowNanos) : unserved(key);
    }
    asked = questions.begin(key, purpose, tcpFlags, nowNanos);
    if (asked == null) {
      if (!isOpening) {
        return UNDECIDED;
      }
      counters.increment(SearchCounter.UNASKED);
      return decideUnasked(key, own, tcpFlags, nowNanos);
    }
    asked.answered(members.ownId(), own);
    for (int id = serving.nextSetBit(0); id >= 0; id = serving.nextSetBit(id + 1)) {
      if (silent.get(id)) {
        asked.goOnWithout(id);
      } else {
        asked.await(id);
      }
    }
    if (!isOpening) {
      members.findHanging(key, found);
      found.stream().forEach(asked::goOnWithout);
    }
    counters.increment(SearchCounter.QUESTIONS);
    return ASKING;
  }

  /** A node that hangs keeps its connections: nobody may say that they do not exist. */
  private int unserved(FlowKey key) {
    members.findHanging(key, found);
    return found.isEmpty() ? NOBODY : UNDECIDED;
  }

  /** By what those who serve the address publish, if there are any: memory reads. */
  private int decideUnasked(FlowKey key, Verdict own, int tcpFlags, long nowNanos) {
    Verdict best = own == Verdict.LINGERING ? published(members.ownId(), key) : own;
    boolean isComplete = true;
    found.clear();
    if (best != Verdict.NONE) {
      found.set(members.ownId());
    }
    for (int id = serving.nextSetBit(0); id >= 0; id = serving.nextSetBit(id + 1)) {
      Verdict read = members.match(id, key);
      Verdict verdict = read == null ? Verdict.NONE : read;
      isComplete &= read != null;
      if (verdict.code() > best.code()) {
        found.clear();
        best = verdict;
      }
      if (verdict == best && verdict != Verdict.NONE) {
        found.set(id);
      }
    }
    return found.isEmpty() && !isComplete
        ? UNDECIDED
        : assign(key, found, best == Verdict.FOREIGN_END, tcpFlags, nowNanos);
  }

  private Verdict published(int nodeId, FlowKey key) {
    return Objects.requireNonNullElse(members.match(nodeId, key), Verdict.NONE);
  }

  /** The outcome of a question: a node, or {@link #NOBODY}. */
  int conclude(Question question, long nowNanos) {
    FlowKey key = question.key();
    if (question.exactNode() != 0) {
      return record(key, question.exactNode(), DecidingStep.EXACT, question.tcpFlags());
    }
    if (question.purpose() != Question.Purpose.OPENING) {
      return NOBODY;
    }
    takePublished(question, question.lingering());
    if (question.hasNoListener()) {
      // A busy node is late, one that hangs has not been found out yet: nobody else can serve it.
      takePublished(question, question.unheard());
    }
    boolean isForThisEnd = !question.forThisEnd().isEmpty();
    BitSet nodes = isForThisEnd ? question.forThisEnd() : question.listeners();
    return assign(key, nodes, isForThisEnd, question.tcpFlags(), nowNanos);
  }

  private void takePublished(Question question, BitSet nodes) {
    for (int id = nodes.nextSetBit(0); id >= 0; id = nodes.nextSetBit(id + 1)) {
      question.published(id, published(id, question.key()));
    }
  }

  /** Those that did not answer in time are not waited for until they are heard of again. */
  void giveUpWaiting(Question question) {
    silent.or(question.awaited());
    question.giveUpWaiting();
    counters.increment(SearchCounter.OVERDUE);
  }

  /**
   * Forgets flows of a node; one without a foreign end stands for all of its local end.
   *
   * @return how many were known
   */
  int forget(int nodeId, List<FlowKey> ended) {
    int forgotten = 0;
    for (FlowKey each : ended) {
      forgotten += each.foreignPort() == 0 ? table.removeOf(nodeId, each) : forgetOne(nodeId, each);
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

  private int assign(FlowKey key, BitSet nodes, boolean isForThisEnd, int tcpFlags, long nowNanos) {
    int node = picker.pick(key, nodes, nowNanos);
    if (node == Balancer.NONE) {
      return NOBODY;
    }
    DecidingStep step = isForThisEnd ? DecidingStep.FOREIGN_END : DecidingStep.LISTENER;
    return record(key, node, step, tcpFlags);
  }

  private int record(FlowKey key, int nodeId, DecidingStep step, int tcpFlags) {
    counters.increment(
        switch (step) {
          case EXACT -> SearchCounter.EXACT;
          case FOREIGN_END -> SearchCounter.FOREIGN_END;
          case NONE, LISTENER -> SearchCounter.LISTENER;
        });
    int entry = table.record(key, nodeId, members.generation(nodeId), step, tcpFlags);
    if (entry == ConnectionTable.NONE) {
      counters.increment(SearchCounter.UNRECORDED);
    }
    return nodeId;
  }
}
