package dev.smtap.global;

/**
 * Which flows may be forgotten: those whose node or socket went or that were idle for too long,
 * and, when there is no room, others in the order of {@link ConnectionTable}. The owner's thread
 * only.
 */
final class Ageing {
  private static final int RANK_STALE = 0;
  private static final int RANK_OPENING = 1;
  private static final int RANK_CLOSING = 2;
  private static final int RANK_DATAGRAMS = 3;
  private static final int RANK_STAYS = 4;

  private final Entries entries;
  private final Rows nodes;
  private final EndedEnds ended;
  private int[] timeoutTicks = FlowTimeouts.DEFAULT.inTicks();
  private int realTick;
  private int ticksAhead;
  private int tick;
  private int victim;
  private int victimRank;
  private int victimIdleTicks;

  Ageing(Entries entries, Rows nodes) {
    this.entries = entries;
    this.nodes = nodes;
    this.ended = new EndedEnds(entries.count());
  }

  void setTimeouts(FlowTimeouts timeouts) {
    timeoutTicks = timeouts.inTicks();
  }

  void setTime(long nanos) {
    int now = ConnectionBucketDescriptor.tick(nanos);
    if (now != realTick) {
      ticksAhead = 0;
      realTick = now;
    }
    tick = (realTick + ticksAhead) & ConnectionBucketDescriptor.TICK_MASK;
  }

  int tick() {
    return tick;
  }

  boolean isNodeGone(int entry) {
    return !ConnectionTableDescriptor.lives(nodes.first(entries.node(entry)));
  }

  /**
   * A node has no socket any more for these ends. Ends the tick, so that new flows there are told
   * from old ones, but not a second time before the real clock has come as far: then what is new
   * counts as gone too, and is searched for again, until it has.
   *
   * @param localEnds as an entry has them, without the foreign port
   */
  void end(long localEnds, int nodeId) {
    if (ended.add(localEnds, nodeId, tick)) {
      endTick();
    }
  }

  private void endTick() {
    ticksAhead = 1;
    tick = (realTick + ticksAhead) & ConnectionBucketDescriptor.TICK_MASK;
  }

  /** The round of the whole table has looked at so many entries more. */
  void looked(int some) {
    if (ended.looked(some, tick)) {
      endTick();
    }
  }

  /** Entries that the round must look at until all ends that went are forgotten. */
  int left() {
    return ended.left();
  }

  /** True for a flow whose node has no socket for its local end any more. */
  boolean isEnded(int entry) {
    if (ended.isEmpty()) {
      return false;
    }
    int nodeId = ConnectionTableDescriptor.nodeId(nodes.first(entries.node(entry)));
    int lastTick = ConnectionBucketDescriptor.lastTick(entries.use(entry));
    return ended.has(entries.ends(entry), nodeId, lastTick);
  }

  private int idleTicks(int entry) {
    return ConnectionBucketDescriptor.idleTicks(entries.use(entry), tick);
  }

  /** Whether a flow that is so far would be kept for so long without a packet. */
  boolean isKept(FlowState state, long idleNanos) {
    return idleNanos >>> ConnectionBucketDescriptor.TICK_SHIFT < timeoutTicks[state.code()];
  }

  /** True when a flow may be forgotten without need. */
  boolean isStale(int entry) {
    return isNodeGone(entry)
        || isEnded(entry)
        || idleTicks(entry) >= timeoutTicks[entries.state(entry).code()];
  }

  private int rank(int entry) {
    if (isStale(entry)) {
      return RANK_STALE;
    }
    return switch (entries.state(entry)) {
      case NONE, OPENING, FIRST_DATAGRAM -> RANK_OPENING;
      case CLOSING -> RANK_CLOSING;
      case DATAGRAMS -> RANK_DATAGRAMS;
      case ESTABLISHED -> RANK_STAYS;
    };
  }

  /** Begins a search for a flow that gives way. */
  void beginSearch() {
    victim = Buckets.NONE;
    victimRank = RANK_STAYS;
    victimIdleTicks = 0;
  }

  /** Looks at so many entries, over the end of the table to its start. */
  void search(int first, int most) {
    int entry = first;
    for (int i = 0; i < most; i++) {
      if (entries.ends(entry) != 0) {
        consider(entry);
      }
      entry = entry + 1 == entries.count() ? 0 : entry + 1;
    }
  }

  private void consider(int entry) {
    int rank = rank(entry);
    int idle = idleTicks(entry);
    boolean isBetter = rank < victimRank || (rank == victimRank && idle > victimIdleTicks);
    if (rank != RANK_STAYS && isBetter) {
      victim = entry;
      victimRank = rank;
      victimIdleTicks = idle;
    }
  }

  /** True when there is one so good that no other is looked for. */
  boolean isSatisfied() {
    return victimRank <= RANK_OPENING;
  }

  /** The flow that gives way, or {@link Buckets#NONE}. */
  int victim() {
    return victim;
  }
}
