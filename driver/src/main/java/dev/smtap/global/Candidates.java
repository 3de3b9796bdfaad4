package dev.smtap.global;

import java.util.BitSet;

/** The nodes that have a socket for a new flow, by what is known of them. Transmitter only. */
final class Candidates {
  private final BitSet forThisEnd = new BitSet();
  private final BitSet listeners = new BitSet();

  void clear() {
    forThisEnd.clear();
    listeners.clear();
  }

  /** What a node has; other verdicts say nothing about new flows. */
  void add(int nodeId, Verdict verdict) {
    switch (verdict) {
      case FOREIGN_END -> forThisEnd.set(nodeId);
      case LISTENER -> listeners.set(nodeId);
      case NONE, LINGERING, EXACT -> {}
    }
  }

  /** Nodes with a socket for this foreign end only: the first choice. */
  BitSet forThisEnd() {
    return forThisEnd;
  }

  /** Nodes with a listener. */
  BitSet listeners() {
    return listeners;
  }
}
