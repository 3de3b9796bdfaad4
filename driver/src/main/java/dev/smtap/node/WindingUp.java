package dev.smtap.node;

import dev.smtap.local.Lane;
import dev.smtap.local.Peer;
import dev.smtap.posix.SystemException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is left to do about a node whose lock is gone, in steps that each wait for the threads: its
 * slots are taken back and its last frames delivered; its lanes are taken out of the lists; when
 * both threads have looked at the new lists, nothing is mapped any more. Control thread only.
 */
final class WindingUp {
  private static final Logger LOG = LoggerFactory.getLogger(WindingUp.class);

  private final Peer peer;
  private final Map<Lane, RunningAdapter> settling;
  private final Map<Lane, Passes> leaving = new HashMap<>();

  WindingUp(Peer peer, Map<Lane, RunningAdapter> lanes) {
    this.peer = peer;
    this.settling = new HashMap<>(lanes);
  }

  Peer peer() {
    return peer;
  }

  /** Goes as far as it can; true when all is done. */
  boolean proceed() {
    for (Map.Entry<Lane, RunningAdapter> each : Map.copyOf(settling).entrySet()) {
      Lane lane = each.getKey();
      RunningAdapter running = each.getValue();
      if (running.isClosed() || (lane.sendSide().isSettled() && lane.isDrained())) {
        settling.remove(lane);
        running.adapter().setLanes(running.adapter().lanes().without(lane));
        leaving.put(lane, Passes.of(running));
      }
      running.wakeThreads();
    }
    leaving.entrySet().removeIf(each -> leave(each.getKey(), each.getValue()));
    if (!settling.isEmpty() || !leaving.isEmpty()) {
      return false;
    }
    try {
      peer.view().close();
    } catch (SystemException e) {
      LOG.warn("{}", e.getMessage());
    }
    return true;
  }

  private static boolean leave(Lane lane, Passes passes) {
    if (!passes.bothWentOn()) {
      passes.adapter().wakeThreads();
      return false;
    }
    passes.adapter().lanes().release(lane);
    return true;
  }
}
