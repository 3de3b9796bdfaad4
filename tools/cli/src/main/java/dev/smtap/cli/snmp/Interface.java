package dev.smtap.cli.snmp;

import dev.smtap.netlink.LinkState;
import dev.smtap.node.NodeLink;

/**
 * An interface of this process at one moment, as IF-MIB has it (RFC 2863).
 *
 * @param node ID of its node
 * @param seen what the kernel says
 * @param casts frames that crossed cast rings
 * @param times since when it is like this
 */
record Interface(int node, NodeLink seen, Casts casts, Times times) {
  static final int UP = 1;
  static final int DOWN = 2;
  static final int TESTING = 3;
  static final int UNKNOWN = 4;
  static final int DORMANT = 5;
  static final int NOT_PRESENT = 6;
  static final int LOWER_LAYER_DOWN = 7;

  /** By the kernel's numbers (linux/if.h, IF_OPER_UNKNOWN and so on). */
  private static final int[] OPER_STATES = {
    UNKNOWN, NOT_PRESENT, DOWN, LOWER_LAYER_DOWN, TESTING, DORMANT, UP
  };

  /** Room for the adapters of a node, of which there are 16 at most. */
  private static final int INDEXES_OF_NODE = 100;

  /** Frames to and from all nodes or a group, sent and received: the kernel does not count them. */
  record Casts(long sent, long received) {
    static final Casts NONE = new Casts(0, 0);
  }

  /**
   * Times of the agent, in hundredths of a second.
   *
   * @param change when its operational state last changed
   * @param counters since when its counters count
   */
  record Times(long change, long counters) {}

  /** Its ifIndex: the same after a restart, and for no other interface of a partition. */
  int index() {
    return index(node, seen.adapter());
  }

  static int index(int node, int adapter) {
    return node * INDEXES_OF_NODE + adapter + 1;
  }

  /** The node of an ifIndex. */
  static int nodeOf(int index) {
    return index / INDEXES_OF_NODE;
  }

  /** The number of the adapter of an ifIndex, from 0. */
  static int adapterOf(int index) {
    return index % INDEXES_OF_NODE - 1;
  }

  LinkState link() {
    return seen.link();
  }

  LinkState.Traffic traffic() {
    return seen.link().traffic();
  }

  int adminStatus() {
    return link().isUp() ? UP : DOWN;
  }

  int operStatus() {
    return operStatus(link());
  }

  static int operStatus(LinkState link) {
    int state = link.operState();
    return state >= 0 && state < OPER_STATES.length ? OPER_STATES[state] : UNKNOWN;
  }
}
