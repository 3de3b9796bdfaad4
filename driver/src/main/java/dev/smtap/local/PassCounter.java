package dev.smtap.local;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts how many times a thread has begun its loop, so that the control thread knows when nobody
 * looks at what it has taken away: it publishes the new state, reads the count, and waits until the
 * count has gone up.
 *
 * <p>Why it is right: counting is a volatile write and what the thread looks at behind it is
 * volatile too, so either the thread sees the new state, or the control thread sees this pass
 * counted already and waits for the next one. A write that may linger in the store buffer would
 * allow neither.
 */
public final class PassCounter {
  private final AtomicLong passes = new AtomicLong();

  /** Begins a pass. What is looked at after this is no older than the pass. One thread. */
  public void begin() {
    passes.set(passes.getPlain() + 1);
  }

  /** Passes that were begun. Any thread. */
  public long count() {
    return passes.get();
  }
}
