package dev.smtap.global;

/**
 * Which flows may be forgotten: those whose node went or that were idle for too long, and, when
 * there is no room, others in the order of {@link ConnectionTable}. The owner's thread only.
 */
final class Ageing {
  private static final int RANK_STALE = 0;
  private static final int RANK_OPENING = 1;
  private static final int RANK_CLOSING = 2;
  private static final int RANK_DATAGRAMS = 3;
  private static final int RANK_STAYS = 4;

  private final Entries entries;
  private final Rows nodes;
  private int[] timeoutTicks = FlowTimeouts.DEFAULT.inTicks();
  private int tick;
  private int victim;
  private int victimRank;
  private int victimIdleTicks;

  Ageing(Entries entries, Rows nodes) {
    this.entries = entries;
    this.nodes = nodes;
  }

  void setTimeouts(FlowTimeouts timeouts) {
    timeoutTicks = timeouts.inTicks();
  }

  void setTime(long nanos) {
    tick = ConnectionBucketDescriptor.tick(nanos);
  }

  int tick() {
    return tick;
  }

  boolean isNodeGone(int entry) {
    return !ConnectionTableDescriptor.lives(nodes.first(entries.node(entry)));
  }

  private int idleTicks(int entry) {
    return ConnectionBucketDescriptor.idleTicks(entries.use(entry), tick);
  }

  /** True when a flow may be forgotten without need. */
  boolean isStale(int entry) {
    return isNodeGone(entry) || idleTicks(entry) >= timeoutTicks[entries.state(entry).code()];
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
