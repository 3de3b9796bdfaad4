package dev.smtap.node;

import dev.smtap.local.Adapter;
import dev.smtap.node.FacilityWatch.Event;
import dev.smtap.posix.SystemException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's control thread: waits for what the kernel, the directory and the other threads tell,
 * goes round at its {@link Pace}. Lives in the node's network namespace.
 */
final class ControlThread implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlThread.class);
  private static final long SLEPT_NANOS = 3 * Pace.TICK_NANOS;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final NodeConfig config;
  private final PortOpener ports;
  private final CompletableFuture<Integer> ready;
  private final Suspicions suspicions = new Suspicions();
  private volatile boolean stopping;
  private volatile boolean handingOver;
  private volatile @Nullable Mailbox mailbox;
  private volatile @Nullable NodeParts begun;

  ControlThread(NodeConfig config, PortOpener ports, CompletableFuture<Integer> ready) {
    this.config = config;
    this.ports = ports;
    this.ready = ready;
  }

  /** Ends the node soon. Any thread. */
  void stop() {
    stopping = true;
    Mailbox box = mailbox;
    if (box != null) {
      box.ask(() -> {});
    }
  }

  /** As {@link #stop}; the interfaces live on for the next process of this node. Any thread. */
  void handOver() {
    handingOver = true;
    stop();
  }

  /** Something that the control thread does with the node's parts. */
  @FunctionalInterface
  interface Task<T> {
    T run(NodeParts parts) throws SystemException;
  }

  /** Lets the control thread do something; never done if the node ends before. Any thread. */
  <T> CompletableFuture<T> ask(Task<T> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    NodeParts parts = begun;
    Mailbox box = mailbox;
    if (parts != null && box != null) {
      box.ask(() -> {
        try {
          done.complete(task.run(parts));
        } catch (SystemException e) {
          done.completeExceptionally(e);
        }
      });
    }
    return done;
  }

  @Override
  public void run() {
    try (CloseStack closing = new CloseStack()) {
      Mailbox box = new Mailbox();
      closing.push(box::close);
      mailbox = box;
      NodeParts parts = NodeParts.assemble(config, ports, box, closing);
      watch(parts, box);
      parts.begin();
      begun = parts;
      ready.complete(parts.own().nodeId());
      loop(parts, box);
      if (handingOver) {
        parts.globals().handOver();
        parts.own().setHandedOver();
      }
    } catch (SystemException e) {
      if (!ready.completeExceptionally(e)) {
        LOG.error("{}", e.getMessage());
      }
    } catch (InternalError e) {
      SystemException lost =
          SystemException.because(
              "go on with", "this node", "its section was truncated", "start it again");
      if (!ready.completeExceptionally(lost)) {
        LOG.error("{}", lost.getMessage());
      }
    } catch (RuntimeException | Error e) {
      ready.completeExceptionally(e);
      throw e;
    }
  }

  private void watch(NodeParts parts, Mailbox box) throws SystemException {
    parts.polls().add(box.fd(), box::drain);
    parts.polls().add(parts.watch().fd(), () -> lookAtDirectory(parts));
  }

  private void lookAtDirectory(NodeParts parts) {
    parts
        .watch()
        .read()
        .forEach((nodeId, event) -> {
          if (event == Event.APPEARED) {
            var _ = connect(parts, nodeId);
          } else {
            suspicions.add(nodeId, System.nanoTime());
            parts.globals().peersChanged();
          }
        });
    if (parts.watch().takeNamesGone()) {
      parts.links().lookAtNamespaces();
    }
  }

  /** Frames for a node that has just come must be such as its kernel takes. */
  private static boolean connect(NodeParts parts, int nodeId) {
    boolean isNew = parts.peers().connect(nodeId);
    if (isNew) {
      parts.followOffloads();
    }
    return isNew;
  }

  private void loop(NodeParts parts, Mailbox box) throws SystemException {
    Pace pace = new Pace(System.nanoTime());
    boolean anyLost = false;
    while (!stopping && parts.hasAdapters()) {
      try {
        if (anyLost) {
          anyLost = false;
          parts.checkSections();
        }
        step(parts, box, pace);
      } catch (InternalError e) {
        // A page that we read is gone; the error does not tell whose it was.
        anyLost = true;
      }
    }
  }

  private void step(NodeParts parts, Mailbox box, Pace pace) throws SystemException {
    long nextTick = pace.nextNanos();
    long due = parts.globals().dueNanos(suspicions.nextNanos(nextTick));
    long wait = Math.min(due, nextTick) - System.nanoTime();
    int ready =
        parts.polls().await((int) Math.max(0, (wait + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI));
    long now = System.nanoTime();
    followNews(ready, box, pace, now);
    suspicions.look(now, parts.peers()::settleSuspicion);
    handleMail(parts, box);
    long lateNanos = now - pace.nextNanos();
    if (lateNanos >= 0) {
      noticeOwnSleep(lateNanos);
      if (!parts.isSettled()) {
        pace.hurry(now);
      }
      pace.tick(now, parts.activity());
      box.wantBusy(pace.isQuiet());
      parts.own().beat(now + pace.aheadNanos());
      tick(parts, box, now, lateNanos > Pace.TICK_NANOS);
    }
    // Behind the tick, for what is due by it.
    parts.globals().look(now);
  }

  /** What the kernel or another node has told, or frames at a quiet node; other mail is no news. */
  private static void followNews(int ready, Mailbox box, Pace pace, long now) {
    boolean isFromOutside = ready > (box.takeMail() ? 1 : 0);
    boolean isBusyAgain = box.takeBusyAgain();
    if (isFromOutside || isBusyAgain) {
      pace.hurry(now);
    }
  }

  private void handleMail(NodeParts parts, Mailbox box) throws SystemException {
    box.runTasks();
    box.eachUnknown(nodeId -> connect(parts, nodeId));
    if (box.takeLost()) {
      parts.checkSections();
    }
    box.eachGone((Adapter adapter, String why) -> parts.interfaceGone(adapter, why));
  }

  private static void noticeOwnSleep(long lateNanos) {
    if (lateNanos > SLEPT_NANOS) {
      LOG.warn(
          "this node did not run for {} s; the others may have marked it down meanwhile",
          lateNanos / 1_000_000_000L);
    }
  }

  private static void tick(NodeParts parts, Mailbox box, long now, boolean isLate) {
    box.forgetUnknown();
    parts.peers().tick(now, isLate);
    parts.links().tick();
    parts.globals().tick(now);
    parts.control().tick(now);
    parts.captures().tick();
    parts.followOffloads();
  }
}
