package dev.smtap.lab.fault;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checked traffic among nodes 1 to 3. Node 1 is the victim: bursts to it and from it. Between nodes
 * 2 and 3 a steady flow each way, and broadcasts of all three.
 */
final class Traffic implements AutoCloseable {
  private static final FlowSender.Pace STEADY = new FlowSender.Pace(4, 3_000_000, 20);
  private static final FlowSender.Pace BURSTS = new FlowSender.Pace(48, 4_000_000, 6);
  private static final FlowSender.Pace CASTS = new FlowSender.Pace(2, 5_000_000, 25);

  /** Flows that must go on whatever happens to node 1: from, to (0: all), at which node. */
  private static final List<int[]> UNTOUCHED =
      List.of(new int[] {2, 3, 3}, new int[] {3, 2, 2}, new int[] {2, 0, 3}, new int[] {3, 0, 2});

  private static final List<int[]> SURVIVORS_CASTS = UNTOUCHED.subList(2, 4);

  private static final List<int[]> VICTIMS =
      List.of(
          new int[] {1, 2, 2},
          new int[] {1, 3, 3},
          new int[] {2, 1, 1},
          new int[] {3, 1, 1},
          new int[] {1, 0, 2},
          new int[] {1, 0, 3},
          new int[] {2, 0, 1});

  private final Partition partition;
  private final long seed;
  private final Map<Integer, FlowReceiver> receivers = new TreeMap<>();
  private final List<FlowSender> senders = new ArrayList<>();
  private final List<FlowSender> survivorsCasts = new ArrayList<>();

  Traffic(Partition partition, long seed) throws Exception {
    this.partition = partition;
    this.seed = seed;
    for (int id = 1; id <= 3; id++) {
      receivers.put(id, new FlowReceiver(partition.place(id)));
    }
    add(2, 3, STEADY);
    add(3, 2, STEADY);
    for (int other = 2; other <= 3; other++) {
      add(1, other, BURSTS);
      add(other, 1, BURSTS);
      survivorsCasts.add(add(other, 0, CASTS));
    }
    add(1, 0, CASTS);
  }

  private FlowSender add(int from, int to, FlowSender.Pace pace) {
    FlowSender sender = partition.flow(from, to, pace, seed + Partition.flowId(from, to));
    senders.add(sender);
    return sender;
  }

  /** One more flow, of node 1 to a multicast group; close it. */
  FlowSender toGroup(int number) {
    String group = "239.77." + (number >>> 8) + "." + (number & 0xff);
    InetSocketAddress destination = new InetSocketAddress(group, FlowReceiver.PORT);
    return new FlowSender(partition.place(1), 10_000 + number, destination, CASTS, seed + number);
  }

  void pause() {
    senders.forEach(FlowSender::beginPause);
    senders.forEach(FlowSender::pause);
  }

  void goOn() {
    senders.forEach(FlowSender::goOn);
  }

  /** Nodes 2 and 3 broadcast nothing until {@link #goOnWithSurvivorsCasts}. */
  void pauseSurvivorsCasts() {
    survivorsCasts.forEach(FlowSender::pause);
  }

  /** The pause was made here, so it does not count as a gap. */
  void goOnWithSurvivorsCasts() {
    SURVIVORS_CASTS.forEach(flow -> arrivals(flow[0], flow[1], flow[2]).forgetGaps());
    goOn();
  }

  /** What came of a flow at a node. */
  FlowReceiver.Arrivals arrivals(int from, int to, int at) {
    return java.util.Objects.requireNonNull(receivers.get(at)).of(Partition.flowId(from, to));
  }

  void forgetGaps() {
    UNTOUCHED.forEach(flow -> arrivals(flow[0], flow[1], flow[2]).forgetGaps());
  }

  /** The longest time without a datagram in any of the flows between nodes 2 and 3. */
  long longestGapNanos() {
    return UNTOUCHED.stream()
        .mapToLong(flow -> arrivals(flow[0], flow[1], flow[2]).longestGapNanos())
        .max()
        .orElse(0);
  }

  /** The longest times without a datagram, flow by flow. */
  String gaps() {
    StringBuilder text = new StringBuilder("gaps");
    for (int[] flow : UNTOUCHED) {
      long gap = arrivals(flow[0], flow[1], flow[2]).longestGapNanos();
      text.append(String.format(" %d-%d: %.0f ms", flow[0], flow[1], gap / 1e6));
    }
    return text.toString();
  }

  /** How much came of the flows between nodes 2 and 3, each. */
  List<Long> counts() {
    return UNTOUCHED.stream().map(flow -> arrivals(flow[0], flow[1], flow[2]).count()).toList();
  }

  /** How much came of node 1's flows, to it and from it. */
  List<Long> victimsCounts() {
    return VICTIMS.stream().map(flow -> arrivals(flow[0], flow[1], flow[2]).count()).toList();
  }

  /** True when the two flows from node to node, casts left out, have got further than they were. */
  boolean unicastWentOn(List<Long> before, int datagrams) {
    List<Long> now = counts();
    return now.get(0) >= before.get(0) + datagrams && now.get(1) >= before.get(1) + datagrams;
  }

  /** True when each of these flows has got further than it was. */
  boolean wentOn(List<Long> before, int datagrams) {
    List<Long> now = counts();
    for (int i = 0; i < now.size(); i++) {
      if (now.get(i) < before.get(i) + datagrams) {
        return false;
      }
    }
    return true;
  }

  /** Whatever came anywhere and should not have, in words. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    receivers.values().forEach(each -> faults.addAll(each.faults()));
    return faults;
  }

  @Override
  public void close() throws IOException {
    for (FlowSender each : senders) {
      each.close();
    }
    for (FlowReceiver each : receivers.values()) {
      each.close();
    }
  }
}
