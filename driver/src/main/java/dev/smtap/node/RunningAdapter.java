package dev.smtap.node;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterEntryDescriptor;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.Counters;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.global.GlobalSteering;
import dev.smtap.local.Adapter;
import dev.smtap.local.Lanes;
import dev.smtap.local.Receiver;
import dev.smtap.local.Transmitter;
import dev.smtap.posix.SystemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An adapter with its two threads. Control thread only. */
final class RunningAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(RunningAdapter.class);
  private static final long JOIN_MILLIS = 5_000;

  private final Adapter adapter;
  private final String name;
  private final LaneTable lanes;
  private final @Nullable GlobalSteering steering;
  private final Transmitter transmitter;
  private final Receiver receiver;
  private final Counters sent;
  private final Thread transmitterThread;
  private final Thread receiverThread;
  private volatile boolean closed;

  /** The threads of an adapter; {@code steering} is null on a local network. */
  RunningAdapter(Adapter adapter, String name, @Nullable GlobalSteering steering)
      throws SystemException {
    this.adapter = adapter;
    this.name = name;
    this.steering = steering;
    this.lanes = new LaneTable(adapter);
    this.transmitter = new Transmitter(adapter, steering);
    this.receiver = new Receiver(adapter, steering);
    this.sent = adapter.info().counters(AdapterDescriptor.SENT_OFFSET);
    this.transmitterThread = Thread.ofPlatform().name(name + "-tx").daemon().unstarted(transmitter);
    this.receiverThread = Thread.ofPlatform().name(name + "-rx").daemon().unstarted(receiver);
  }

  void start() {
    transmitterThread.start();
    receiverThread.start();
  }

  Adapter adapter() {
    return adapter;
  }

  /** Name that its interface was opened by. Any thread. */
  String name() {
    return name;
  }

  LaneTable lanes() {
    return lanes;
  }

  Transmitter transmitter() {
    return transmitter;
  }

  Receiver receiver() {
    return receiver;
  }

  /** Lets both threads look at the health of their peers. */
  void wakeThreads() {
    if (!closed) {
      transmitter.wakeUp();
      adapter.wakeReceiver();
    }
  }

  /**
   * A count that changes when frames come from or go to single nodes. What is cast says little
   * about a node: kernels ask for routers for hours.
   */
  long activity() {
    long count = sent.get(AdapterSendCounter.READ) - sent.get(AdapterSendCounter.CAST);
    Lanes now = adapter.lanes();
    for (int i = 0; i < now.count(); i++) {
      Counters received = now.at(i).received();
      count += received.get(ReceiveCounter.FRAMES) + received.get(ReceiveCounter.COMMANDS);
    }
    return count;
  }

  /** Any thread. */
  boolean isClosed() {
    return closed;
  }

  /**
   * Ends both threads and closes the port; the kernel removes the interface. What the node says
   * about it stays readable.
   *
   * @throws CloseStack.StillInUse if a thread does not end, also when called again
   */
  void close() throws SystemException {
    boolean first = !closed;
    closed = true;
    if (first) {
      askThreadsToEnd();
    }
    join(transmitterThread);
    join(receiverThread);
    if (first) {
      // Not before: whoever sees it takes back the slots that the receiver has not read.
      unlessLost(() -> adapter.entry().setState(AdapterEntryDescriptor.STATE_GONE));
      adapter.port().close();
      transmitter.close();
      receiver.close();
      if (steering != null) {
        steering.close();
      }
    }
  }

  private void askThreadsToEnd() {
    unlessLost(adapter::setGone);
    transmitter.stop();
    unlessLost(receiver::stop);
    // A receiver whose own bell is lost sleeps on the network's as well.
    unlessLost(adapter::announceLane);
  }

  /** The threads must end before anything is unmapped, also when pages of the section are gone. */
  private static void unlessLost(Runnable step) {
    try {
      step.run();
    } catch (InternalError e) {
      LOG.debug("a page of the section is lost", e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new CloseStack.StillInUse(thread.getName());
    }
  }
}
