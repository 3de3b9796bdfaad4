package dev.smtap.cli.top;

import dev.smtap.cli.connections.Flow;
import dev.smtap.cli.status.State;
import java.util.List;

/**
 * Everything that can be shown of a partition.
 *
 * @param partition its name
 * @param clock when it was read
 * @param nodes its nodes, by ID
 * @param ways who sends to whom
 * @param adapters its adapters
 * @param rings its pair rings
 * @param drops what was lost
 * @param flows flows of its global networks that were used last
 * @param allFlows how many flows there are
 * @param problems what is wrong, one sentence each
 */
record Model(
    String partition,
    String clock,
    List<Node> nodes,
    List<Way> ways,
    List<Adapter> adapters,
    List<Ring> rings,
    List<Lost> drops,
    List<LiveFlow> flows,
    long allFlows,
    List<String> problems) {

  /** A node. */
  record Node(int id, State state) {}

  /**
   * Traffic from one node.
   *
   * @param from its ID
   * @param to the receiving node's ID, {@link #ALL} for casts
   * @param network the network
   * @param traffic how much
   */
  record Way(int from, int to, String network, Traffic traffic) {
    static final int ALL = 0;
  }

  /** An adapter; what it sent is what its kernel sent out of the interface. */
  record Adapter(
      int node,
      String name,
      String network,
      String kind,
      String link,
      int mtu,
      Traffic sent,
      Traffic received,
      long dropped,
      double dropRate) {}

  /** The pair ring from one node to another; the depth is what waits in it. */
  record Ring(
      int from,
      int to,
      String network,
      String state,
      long depth,
      int entries,
      Traffic sent,
      long frames,
      long dropped) {
    /** How full it is, from 0 to 1. */
    double fill() {
      return Math.clamp((double) depth / Math.max(1, entries), 0, 1);
    }
  }

  /** Lost frames of one cause. */
  record Lost(String by, String adapter, String where, String cause, long frames, double rate) {}

  /** A flow in a node's connection table. */
  record LiveFlow(String network, int node, Flow flow, Traffic traffic) {}

  /** All that nodes send. */
  Traffic total() {
    return ways.stream().map(Way::traffic).reduce(Traffic.NONE, Traffic::plus);
  }

  /** All that is lost in each second. */
  double dropRate() {
    return drops.stream().mapToDouble(Lost::rate).sum();
  }

  /** The networks on which there are adapters. */
  List<String> networks() {
    return adapters.stream().map(Adapter::network).distinct().sorted().toList();
  }

  /** Rows of a view. */
  int rows(Tab tab) {
    return switch (tab) {
      case NODES -> nodes.size();
      case ADAPTERS -> adapters.size();
      case RINGS -> rings.size();
      case DROPS -> drops.size();
      case FLOWS -> flows.size();
    };
  }

  /** The same, and that it could not be read again. */
  Model unreadable(String why) {
    return new Model(
        partition, clock, nodes, ways, adapters, rings, drops, flows, allFlows, List.of(why));
  }
}
