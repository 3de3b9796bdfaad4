package dev.smtap.global;

import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.Counters;
import dev.smtap.facility.SearchCounter;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import java.security.SecureRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Packets that wait until it is known who gets them: for answers of other nodes, or, being later
 * fragments, for their first one. Transmitter only.
 */
final class WaitingFrames {
  private final Counters sent;
  private final Counters counters;
  private final int ownId;
  private final LongSupplier nanoTime;
  private final Questions questions;
  private final FragmentTable fragments = new FragmentTable(new SecureRandom());
  private final FlowKey fragmentKey = new FlowKey();
  private final HeldFrames held;
  private Refusal refusal = Refusal.PARTITION;
  private int readyNode;

  WaitingFrames(Counters sent, Counters counters, int ownId, LongSupplier nanoTime)
      throws SystemException {
    this.sent = sent;
    this.counters = counters;
    this.ownId = ownId;
    this.nanoTime = nanoTime;
    this.questions = new Questions(nanoTime.getAsLong());
    this.held = new HeldFrames();
  }

  Questions questions() {
    return questions;
  }

  /** Lets a frame wait for a question's answers. */
  void await(Question question, PacketCracker packet, long frame, int frameBytes, long nowNanos) {
    note(packet, 0, question.id(), nowNanos);
    hold(question, frame, frameBytes);
  }

  private void hold(Question question, long frame, int frameBytes) {
    int number = held.hold(frame, frameBytes);
    if (number == HeldFrames.NONE) {
      sent.increment(AdapterSendCounter.WAIT_FULL);
    } else if (question.addFrame(number)) {
      counters.increment(SearchCounter.WAITED);
    } else {
      held.free(number);
      sent.increment(AdapterSendCounter.WAIT_FULL);
    }
  }

  /** The node that the fragments of a packet go to; 0 when it waits or is dropped. */
  int followFirst(PacketCracker packet, long frame, int frameBytes) {
    packet.fragmentKey(fragmentKey);
    FragmentTable.Packet first = fragments.find(fragmentKey, nanoTime.getAsLong());
    if (first != null && first.nodeId() != 0) {
      counters.increment(SearchCounter.FRAGMENT);
      return first.nodeId();
    }
    Question question = first == null ? null : questions.byId(first.question());
    if (question == null) {
      sent.increment(AdapterSendCounter.NO_OWNER);
    } else {
      hold(question, frame, frameBytes);
    }
    return 0;
  }

  /** A packet that is a first fragment goes to a node. */
  void noteFirst(PacketCracker packet, int nodeId, long nowNanos) {
    note(packet, nodeId, 0, nowNanos);
  }

  private void note(PacketCracker packet, int nodeId, long question, long nowNanos) {
    if (packet.isFirstFragment()) {
      packet.fragmentKey(fragmentKey);
      fragments.put(fragmentKey, nodeId, question, nowNanos);
    }
  }

  /** A question has all its answers, or as many as came in time. */
  void conclude(Engagement now, Question question, long nowNanos) {
    int node = now.search().conclude(question, nowNanos);
    if (node == OwnerSearch.UNDECIDED
        && question.purpose() == Question.Purpose.OPENING
        && questions.prolong(question, nowNanos)) {
      return;
    }
    if (node == OwnerSearch.NOBODY && rejects(now, question.key(), question.purpose())) {
      counters.increment(SearchCounter.REJECTED);
      node = ownId;
    }
    // Nobody is told that there is none as long as one may be: the sender tries again.
    if (node == OwnerSearch.NOBODY || node == OwnerSearch.UNDECIDED) {
      drop(question);
      return;
    }
    fragments.decided(question.id(), node);
    question.setOwner(node);
  }

  /** Whether the sender of a packet that nobody has a socket for is told so. */
  boolean rejects(Engagement now, FlowKey key, Question.Purpose purpose) {
    return now.rejects(key, purpose, refusal);
  }

  void setRefusal(Refusal next) {
    refusal = next;
  }

  private void drop(Question question) {
    while (question.hasFrames()) {
      held.free(question.takeFrame());
      sent.increment(AdapterSendCounter.NO_OWNER);
    }
    questions.end(question);
  }

  void dropAll() {
    for (Question open = questions.any(); open != null; open = questions.any()) {
      drop(open);
    }
  }

  /** What is overdue waits no longer, or for the last time. */
  void expire(Engagement now, long nowNanos) {
    if (questions.isEmpty()) {
      return;
    }
    for (Question late = questions.overdue(nowNanos);
        late != null;
        late = questions.overdue(nowNanos)) {
      now.search().giveUpWaiting(late);
      conclude(now, late, nowNanos);
    }
  }

  /**
   * Takes a frame that need not wait any more.
   *
   * @param now null when the adapter is not GLOBAL any more
   * @param target position of room for a virtio-net header and a frame
   * @return the frame's length, 0 when there is none; {@link #readyNode} gets it
   */
  int takeReady(@Nullable Engagement now, long target) {
    Question question = nextReady();
    if (question == null) {
      return 0;
    }
    int frameBytes = held.takeOut(question.takeFrame(), target);
    readyNode = question.owner();
    if (question.purpose() == Question.Purpose.ERROR) {
      counters.increment(SearchCounter.QUOTED);
    } else if (now != null) {
      now.search().count(question.key(), question.tcpFlags(), frameBytes);
    }
    return frameBytes;
  }

  private @Nullable Question nextReady() {
    Question question = questions.isEmpty() ? null : questions.ready();
    while (question != null && !question.hasFrames()) {
      questions.end(question);
      question = questions.ready();
    }
    return question;
  }

  /** Who gets the frame that was taken last. */
  int readyNode() {
    return readyNode;
  }

  /** How long there is nothing to do unless something happens, -1 for ever. */
  int timeoutMillis() {
    if (questions.isEmpty()) {
      return -1;
    }
    if (questions.ready() != null) {
      return 0;
    }
    long now = nanoTime.getAsLong();
    long next = questions.nextDeadlineNanos(now + Questions.DEADLINE_NANOS);
    return (int) Math.max(0, (next - now + 999_999) / 1_000_000);
  }

  void close() throws SystemException {
    held.close();
  }
}
