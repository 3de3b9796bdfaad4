package dev.smtap.local;

import dev.smtap.wire.NodeAddress;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Nodes that have just come: the kernel may answer what one of them has cast before the control
 * thread has made the lane to it. Waiting for that costs less than what is lost by a lost answer,
 * which is a second of ARP. Transmitter only.
 */
final class Newcomers {
  /** The control thread may be busy; frames for others wait as long. */
  private static final long MOST_WAIT_NANOS = 10_000_000;

  private static final long PARK_NANOS = 20_000;

  /** Of the time, however many IDs somebody tries that nobody has. */
  private static final int WAIT_SHARE = 10;

  private final Adapter adapter;
  private final LongSupplier nanoClock;
  private long nextWaitNanos;

  Newcomers(Adapter adapter, LongSupplier nanoClock) {
    this.adapter = adapter;
    this.nanoClock = nanoClock;
    this.nextWaitNanos = nanoClock.getAsLong();
  }

  /**
   * Has somebody look for a node to which there is no lane, and waits for it within bounds.
   *
   * @return the lanes after that, with one to the node if it was found
   */
  Lanes await(int nodeId) {
    Lanes lanes = adapter.lanes();
    if (!NodeAddress.isNodeId(nodeId)) {
      return lanes;
    }
    long start = nanoClock.getAsLong();
    long now = start;
    while (lanes.toNode(nodeId) == null
        && adapter.requests().unknownNode(nodeId)
        && start - nextWaitNanos >= 0
        && now - start < MOST_WAIT_NANOS) {
      LockSupport.parkNanos(PARK_NANOS);
      lanes = adapter.lanes();
      now = nanoClock.getAsLong();
    }
    if (now != start) {
      nextWaitNanos = now + (now - start) * (WAIT_SHARE - 1);
    }
    return lanes;
  }
}
