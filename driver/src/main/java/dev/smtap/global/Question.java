package dev.smtap.global;

import dev.smtap.wire.FlowKey;
import java.util.BitSet;

/**
 * A flow whose owner is being looked for: who was asked, what was said, and the frames that wait.
 * Used again for other flows. Transmitter only.
 */
final class Question {
  /** Frames that wait for one answer. */
  static final int MOST_FRAMES = 32;

  /** What is done when nobody has the very socket. */
  enum Purpose {
    /** A new flow: one of those that listen gets it. */
    OPENING,
    /** A segment of a connection that must be somewhere: it is refused. */
    FOLLOWING,
    /** An ICMP error: it is dropped. */
    ERROR
  }

  private final FlowKey key = new FlowKey();
  private final BitSet awaited = new BitSet();
  private final Candidates candidates = new Candidates();
  private final BitSet lingering = new BitSet();
  private final BitSet unheard = new BitSet();
  private final int[] frames = new int[MOST_FRAMES];
  private int firstFrame;
  private int frameCount;
  private Purpose purpose = Purpose.OPENING;
  private int tcpFlags;
  private long id;
  private long deadlineNanos;
  private int exactNode;
  private boolean isOver;
  private boolean isProlonged;
  private int owner;
  private boolean isCast;

  /** Begins with nothing known; nobody waits. */
  void begin(long number, FlowKey flow, Purpose why, int flags, long deadline) {
    id = number;
    key.set(flow);
    purpose = why;
    tcpFlags = flags;
    deadlineNanos = deadline;
    awaited.clear();
    candidates.clear();
    lingering.clear();
    unheard.clear();
    firstFrame = 0;
    frameCount = 0;
    exactNode = 0;
    isOver = false;
    isProlonged = false;
    owner = 0;
    isCast = false;
  }

  long id() {
    return id;
  }

  FlowKey key() {
    return key;
  }

  Purpose purpose() {
    return purpose;
  }

  int tcpFlags() {
    return tcpFlags;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  /** A node's answer is waited for. */
  void await(int nodeId) {
    awaited.set(nodeId);
  }

  /** Nodes whose answer is waited for. */
  BitSet awaited() {
    return awaited;
  }

  /** A node is not waited for, though it may have the socket. */
  void goOnWithout(int nodeId) {
    unheard.set(nodeId);
  }

  /** The same of several. */
  void goOnWithout(BitSet nodeIds) {
    unheard.or(nodeIds);
  }

  /** Nodes that were not waited for, or not any longer, and have not answered. */
  BitSet unheard() {
    return unheard;
  }

  /** Waits no longer. */
  void giveUpWaiting() {
    unheard.or(awaited);
    awaited.clear();
  }

  /** Waits until then for those that were not heard. */
  void prolong(long deadline) {
    isProlonged = true;
    deadlineNanos = deadline;
    awaited.or(unheard);
  }

  boolean isProlonged() {
    return isProlonged;
  }

  /** What a node said. */
  void answered(int nodeId, Verdict verdict) {
    awaited.clear(nodeId);
    unheard.clear(nodeId);
    switch (verdict) {
      case EXACT -> {
        exactNode = nodeId;
        isOver = false;
      }
      case LINGERING -> linger(nodeId);
      case NONE, LISTENER, FOREIGN_END -> candidates.add(nodeId, verdict);
    }
  }

  private void linger(int nodeId) {
    if (purpose == Purpose.OPENING) {
      lingering.set(nodeId);
    } else {
      exactNode = nodeId;
      isOver = true;
    }
  }

  /** True when no answer can change the outcome. */
  boolean isComplete() {
    return exactNode != 0 || awaited.isEmpty();
  }

  /** The node with the very socket, 0 if none said so. */
  int exactNode() {
    return exactNode;
  }

  /**
   * The flags of the first segment; with FIN, if the connection is over, so that nobody tells of
   * its end any more: a flow that closes is not kept for long.
   */
  int flagsToRecord() {
    return isOver ? tcpFlags | FlowKey.FIN : tcpFlags;
  }

  /** Nodes with a socket for new flows. */
  Candidates candidates() {
    return candidates;
  }

  /** Nodes with what is left of an earlier connection of the flow that opens one. */
  BitSet lingering() {
    return lingering;
  }

  /** The node that was decided upon, 0 while none is. */
  int owner() {
    return owner;
  }

  void setOwner(int nodeId) {
    owner = nodeId;
  }

  /** Whether it was cast already. */
  boolean isCast() {
    return isCast;
  }

  void setCast() {
    isCast = true;
  }

  /** Lets a held frame wait; false if too many do. */
  boolean addFrame(int number) {
    if (frameCount == MOST_FRAMES) {
      return false;
    }
    frames[(firstFrame + frameCount++) % MOST_FRAMES] = number;
    return true;
  }

  boolean hasFrames() {
    return frameCount > 0;
  }

  /** The frame that has waited longest. */
  int takeFrame() {
    int number = frames[firstFrame];
    firstFrame = (firstFrame + 1) % MOST_FRAMES;
    frameCount--;
    return number;
  }
}
