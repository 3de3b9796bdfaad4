package dev.smtap.local;

import dev.smtap.facility.NodeView;
import dev.smtap.posix.SystemException;

/**
 * Another node, in one generation. Its health is set by the control thread and read by all; a peer
 * that is {@link Health#DOWN} stays so: who comes back is a new peer.
 */
public final class Peer {
  /** How a peer does. */
  public enum Health {
    /** It lives. */
    UP,
    /**
     * It holds its lock but was not heard of for long: its rings are marked down, what it holds
     * stays held.
     */
    HUNG,
    /** It is dead or has stopped: its lock is gone. */
    DOWN
  }

  private final NodeView view;
  private long lastHeartbeatNanos;
  private volatile Health health = Health.UP;
  private volatile boolean lost;
  private volatile boolean expectedBack;

  /** A peer that was just found alive. */
  public Peer(NodeView view) {
    this.view = view;
  }

  /** Its section. */
  public NodeView view() {
    return view;
  }

  /** Its node ID. */
  public int nodeId() {
    return view.nodeId();
  }

  /** How it does. Any thread. */
  public Health health() {
    return health;
  }

  /** Control thread only. */
  public void setHealth(Health health) {
    this.health = health;
  }

  /** True when it has stopped to be started again: its sockets live on. Any thread. */
  public boolean isExpectedBack() {
    return expectedBack;
  }

  /** Before it is said to be {@link Health#DOWN}. Control thread only. */
  public void setExpectedBack() {
    expectedBack = true;
  }

  /**
   * True when its heart beats, whatever the control thread has seen of it: a node that wakes up is
   * reached at once. Any thread.
   */
  public boolean beatsAgain() {
    return !view.isSilent(System.nanoTime());
  }

  /** True when its heart has beaten since the last call. Control thread only. */
  public boolean hasBeaten() {
    long heartbeatNanos = view.heartbeatNanos();
    boolean beaten = heartbeatNanos != lastHeartbeatNanos;
    lastHeartbeatNanos = heartbeatNanos;
    return beaten;
  }

  /** True when pages of its section are gone: nothing in it may be touched. Any thread. */
  public boolean isLost() {
    return lost;
  }

  /** Any thread. */
  void setLost() {
    lost = true;
  }

  /** Finds out whether pages of its section are gone. Asks the kernel. Any thread. */
  public boolean loseIfGone() {
    try {
      if (!lost && !view.isWhole()) {
        lost = true;
      }
    } catch (SystemException e) {
      lost = true;
    }
    return lost;
  }
}
