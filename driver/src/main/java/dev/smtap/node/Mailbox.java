package dev.smtap.node;

import dev.smtap.local.Adapter;
import dev.smtap.local.NodeRequests;
import dev.smtap.posix.EventFd;
import dev.smtap.posix.SystemException;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;

/**
 * What the other threads ask of a node's control thread. Asking is one atomic step and never
 * blocks; an ID that was asked about is not asked about again until the next tick, so a flood of
 * frames from or to nowhere costs nothing.
 */
final class Mailbox implements NodeRequests, AutoCloseable {
  private static final int IDS = 1 << 16;

  private final EventFd wake;
  private final AtomicIntegerArray unknown = new AtomicIntegerArray(IDS / Integer.SIZE);
  private final AtomicIntegerArray refused = new AtomicIntegerArray(IDS / Integer.SIZE);
  private boolean anyRefused;
  private final AtomicBoolean anyUnknown = new AtomicBoolean();
  private final AtomicBoolean lost = new AtomicBoolean();
  private final AtomicBoolean busyAgain = new AtomicBoolean();
  private volatile boolean wantsBusy;
  private boolean hasMail;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ConcurrentHashMap<Adapter, String> gone = new ConcurrentHashMap<>();

  Mailbox() throws SystemException {
    this.wake = EventFd.open();
  }

  @Override
  public boolean unknownNode(int nodeId) {
    int mask = 1 << nodeId;
    int word = nodeId >>> 5;
    if ((unknown.getPlain(word) & mask) == 0
        && (unknown.getAndAccumulate(word, mask, (a, b) -> a | b) & mask) == 0) {
      anyUnknown.set(true);
      wake.signal();
    }
    return (refused.get(word) & mask) == 0;
  }

  @Override
  public void interfaceGone(Adapter adapter, String why) {
    if (gone.putIfAbsent(adapter, why) == null) {
      wake.signal();
    }
  }

  /** One that comes while the node turns quiet may be overlooked: the next tick sees its frames. */
  @Override
  public void busyAgain() {
    if (wantsBusy) {
      wantsBusy = false;
      busyAgain.set(true);
      wake.signal();
    }
  }

  @Override
  public void sectionLost(Adapter adapter) {
    if (lost.compareAndSet(false, true)) {
      wake.signal();
    }
  }

  /** Lets the control thread do something. Any thread. */
  void ask(Runnable task) {
    tasks.add(task);
    wake.signal();
  }

  int fd() {
    return wake.fd();
  }

  /** Forgets that it was woken. Control thread, like everything below. */
  void drain() {
    hasMail |= wake.drain();
  }

  /** Whether it was woken since the last call. */
  boolean takeMail() {
    boolean had = hasMail;
    hasMail = false;
    return had;
  }

  /** Whether {@link #busyAgain} is to wake the control thread. */
  void wantBusy(boolean isWanted) {
    wantsBusy = isWanted;
  }

  /** Whether {@link #busyAgain} has woken it since the last call. */
  boolean takeBusyAgain() {
    return take(busyAgain);
  }

  void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /**
   * Tells of each unknown ID once; one that is not {@code connected} by that is not told of again
   * before {@link #forgetUnknown}.
   */
  void eachUnknown(IntPredicate connected) {
    if (!take(anyUnknown)) {
      return;
    }
    for (int word = 0; word < unknown.length(); word++) {
      for (int bits = unknown.get(word) & ~refused.get(word); bits != 0; bits &= bits - 1) {
        int mask = Integer.lowestOneBit(bits);
        if (connected.test(word * Integer.SIZE + Integer.numberOfTrailingZeros(bits))) {
          unknown.getAndAccumulate(word, ~mask, (a, b) -> a & b);
        } else {
          refused.set(word, refused.get(word) | mask);
          anyRefused = true;
        }
      }
    }
  }

  /** Lets every refused ID be asked about again. One that was not told of yet stays. */
  void forgetUnknown() {
    if (!anyRefused) {
      return;
    }
    anyRefused = false;
    for (int word = 0; word < refused.length(); word++) {
      int forgotten = refused.getPlain(word);
      if (forgotten != 0) {
        unknown.getAndAccumulate(word, ~forgotten, (a, b) -> a & b);
        refused.set(word, 0);
      }
    }
  }

  boolean takeLost() {
    return take(lost);
  }

  /** Mostly there is nothing to be taken, and that costs only a read. */
  private static boolean take(AtomicBoolean flag) {
    return flag.get() && flag.getAndSet(false);
  }

  void eachGone(BiConsumer<Adapter, String> action) {
    gone.forEach(action);
  }

  @Override
  public void close() {
    wake.close();
  }
}
