package dev.smtap.global;

import dev.smtap.wire.FlowKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The questions that are under way, and how many more may be asked: a bounded number at once, and
 * so many a second. Transmitter only.
 */
final class Questions {
  /** How long answers are waited for, when somebody else may get the flow. */
  static final long DEADLINE_NANOS = 50_000_000;

  /** How much longer, when nobody else does: what waits would be dropped. */
  static final long PATIENCE_NANOS = 450_000_000;

  private static final int MOST_PROLONGED = 8;

  private static final int MOST = 64;
  private static final int PER_SECOND = 1_000;

  /** A question costs all nodes together some 300 us: about SYNs that have a listener, few. */
  private static final int PER_SECOND_OF_LISTED = 250;

  private static final int BURST = 128;

  private final List<Question> open = new ArrayList<>(MOST);
  private final Deque<Question> free = new ArrayDeque<>(MOST);
  private long nextId = ThreadLocalRandom.current().nextLong(1L << 32);
  private final Allowance allowance;
  private final Allowance ofListed;

  Questions(long nowNanos) {
    allowance = new Allowance(PER_SECOND, BURST, nowNanos);
    ofListed = new Allowance(PER_SECOND_OF_LISTED, BURST, nowNanos);
    for (int i = 0; i < MOST; i++) {
      free.add(new Question());
    }
  }

  /**
   * Whether one of the few questions is spent on a SYN whose listeners may well be published. None
   * is while there are more of them than that: a few that are asked would not make the others any
   * better, and take time from all.
   */
  boolean maySpendOnListed(long nowNanos) {
    return ofListed.takeOrOwe(nowNanos);
  }

  /** Begins a question about a flow, or null when too many are asked. */
  @Nullable Question begin(FlowKey key, Question.Purpose purpose, int tcpFlags, long nowNanos) {
    if (free.isEmpty() || !allowance.take(nowNanos)) {
      return null;
    }
    // The one that ended first: late answers may still come to the others.
    Question question = free.removeFirst();
    question.begin(nextId++, key, purpose, tcpFlags, nowNanos + DEADLINE_NANOS);
    open.add(question);
    return question;
  }

  /** Goes on with a question beyond its deadline; false if it has, or too many do. */
  boolean prolong(Question question, long nowNanos) {
    int prolonged = 0;
    for (int i = 0; i < open.size(); i++) {
      prolonged += open.get(i).isProlonged() ? 1 : 0;
    }
    if (question.isProlonged() || prolonged == MOST_PROLONGED) {
      return false;
    }
    question.prolong(nowNanos + PATIENCE_NANOS);
    return true;
  }

  /** The question about a flow that is under way, or null. */
  @Nullable Question find(FlowKey key) {
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i).key().isSame(key)) {
        return open.get(i);
      }
    }
    return null;
  }

  /** The question with a number, or null if it is over. */
  @Nullable Question byId(long id) {
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i).id() == id) {
        return open.get(i);
      }
    }
    return null;
  }

  /** One with a number that is over, but was not long ago; or null. */
  @Nullable Question endedById(long id) {
    for (Question each : free) {
      if (each.id() == id) {
        return each;
      }
    }
    return null;
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** A question that is late, or null. */
  @Nullable Question overdue(long nowNanos) {
    for (int i = 0; i < open.size(); i++) {
      Question each = open.get(i);
      if (each.owner() == 0 && each.deadlineNanos() - nowNanos <= 0) {
        return each;
      }
    }
    return null;
  }

  /** When the first of them is late, or {@code otherwise}. */
  long nextDeadlineNanos(long otherwise) {
    long next = otherwise;
    for (int i = 0; i < open.size(); i++) {
      Question each = open.get(i);
      if (each.owner() == 0 && each.deadlineNanos() - next < 0) {
        next = each.deadlineNanos();
      }
    }
    return next;
  }

  /** Any question, or null. */
  @Nullable Question any() {
    return open.isEmpty() ? null : open.getLast();
  }

  /** A question with an owner and frames for it, or null. */
  @Nullable Question ready() {
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i).owner() != 0) {
        return open.get(i);
      }
    }
    return null;
  }

  /** A question is over. */
  void end(Question question) {
    open.remove(question);
    free.addLast(question);
  }
}
