package dev.smtap.local;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.Pages;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.Errno;
import dev.smtap.posix.FaultPoint;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CastSlotDescriptor;
import dev.smtap.ring.LaneDescriptor;
import dev.smtap.ring.PairRingReader;
import dev.smtap.ring.SleepWord;
import dev.smtap.ring.Sleeper;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.ring.SlotTable;
import dev.smtap.wire.Command;
import dev.smtap.wire.MacAddress;
import dev.smtap.wire.SmHeader;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * From the rings to the TAP: takes descriptors from every peer's ring in turn, checks them, writes
 * the slots into the TAP, reads the cast rings; sleeps on the doorbell when there is nothing. One
 * thread runs it.
 */
public final class Receiver implements Runnable {
  private static final int BUDGET = 64;
  private static final int SHORTEST_RECORD = SmHeader.PADDED_BYTES + Command.BYTES;
  private static final long LOST_PARK_NANOS = 2_000_000;
  private static final int SPINS_PER_LOOK_AT_CLOCK = 16;

  private final Adapter adapter;
  private final @Nullable CommandListener commands;
  private final TapWriter tap;
  private final ReceiveTee tee;
  private final CastReceiver casts;
  private final Sleeper sleeper;
  private final MappedSection memory;
  private final PassCounter passes = new PassCounter();
  private final BusySign busy;
  private int ownBell;
  private int castBell;
  private boolean castsPending = true;

  /** Kept, so that the compiler keeps the reads. */
  long touched;

  private volatile boolean stopping;

  /** The receiver of an adapter; {@code commands} is null where nobody listens to them. */
  public Receiver(Adapter adapter, @Nullable CommandListener commands) throws SystemException {
    this.adapter = adapter;
    this.commands = commands;
    this.tap = new TapWriter(adapter);
    this.tee = new ReceiveTee(adapter);
    this.busy = new BusySign(adapter.requests());
    this.memory =
        MappedSection.ofPrivateMemory(CastSlotDescriptor.BYTES + (long) Sleeper.MEMORY_BYTES);
    this.casts = new CastReceiver(adapter, tap, tee, commands, memory.position());
    this.sleeper =
        new Sleeper(
            adapter.info().areaPosition() + AdapterDescriptor.SLEEP_OFFSET,
            memory.position(CastSlotDescriptor.BYTES));
  }

  @Override
  public void run() {
    boolean anyLost = false;
    while (!stopping && !adapter.isGone()) {
      try {
        if (anyLost) {
          findLost(adapter.lanes());
          anyLost = false;
        }
        pass();
      } catch (InternalError e) {
        anyLost = true;
        adapter.requests().sectionLost(adapter);
        LockSupport.parkNanos(LOST_PARK_NANOS);
      }
    }
  }

  /** Whoever lost what is looked at here must not keep it from the others ({@link Pages}). */
  private void findLost(Lanes lanes) {
    if (!casts.hasPages()) {
      adapter.setCastLost();
    }
    for (int i = 0; i < lanes.count(); i++) {
      Lane lane = lanes.at(i);
      if (!lane.peer().loseIfGone() && !waitingHavePages(lane)) {
        lane.peer().setLost();
      }
    }
  }

  private static boolean waitingHavePages(Lane lane) {
    PairRingReader reader = lane.reader();
    if (reader == null) {
      return true;
    }
    int count = Math.min(reader.available(), BUDGET);
    for (int ahead = 0; ahead < count; ahead++) {
      int slot = LaneDescriptor.slot(reader.descriptor(ahead));
      if (lane.isReserved(slot) && !lane.peerSlots().hasPages(slot)) {
        return false;
      }
    }
    return true;
  }

  private void pass() {
    passes.begin();
    lookAtOwnBell();
    Lanes lanes = adapter.lanes();
    boolean hadCasts = drainCasts(lanes);
    boolean hadFrames = false;
    for (int i = 0; i < lanes.count(); i++) {
      hadFrames |= drain(lanes.at(i));
    }
    if (hadFrames) {
      busy.frame();
    } else if (!hadCasts && !adapter.settings().busyPoll() && !spin(lanes)) {
      sleep(lanes);
      busy.slept();
    }
  }

  /** Whoever rings the own bell has changed something: look at everything, cast rings too. */
  private void lookAtOwnBell() {
    int bell = SharedMemory.getIntAcquire(adapter.bellPosition());
    if (bell != ownBell) {
      ownBell = bell;
      castsPending = true;
      tee.follow();
    }
  }

  private boolean drainCasts(Lanes lanes) {
    if (adapter.isCastLost()) {
      return false;
    }
    int bell = casts.bell();
    if (bell == castBell && !castsPending) {
      return false;
    }
    castBell = bell;
    castsPending = true;
    castsPending = casts.drain(lanes);
    return castsPending;
  }

  private boolean drain(Lane lane) {
    // Before the look at the ring: what a node that is down has put there is there.
    boolean isDown = lane.peer().health() == Peer.Health.DOWN;
    PairRingReader reader = lane.reader();
    int read = reader == null ? 0 : drain(lane, reader);
    if (isDown && read == 0) {
      lane.setDrained();
    }
    return read > 0;
  }

  private int drain(Lane lane, PairRingReader reader) {
    int count = Math.min(reader.available(), BUDGET);
    for (int i = 0; i < count; i++) {
      if (i % SlotTable.TOUCHED_AHEAD == 0) {
        touch(lane, reader, Math.min(count - i, SlotTable.TOUCHED_AHEAD));
      }
      long descriptor = reader.descriptor();
      take(lane, descriptor);
      FaultPoint.reached("receiver.counted");
      reader.advance(LaneDescriptor.length(descriptor));
    }
    reader.giveBack();
    return Math.max(count, 0);
  }

  /**
   * Has the first lines of the next slots come over from the sender's processor all at once, not
   * one after another (it gained in three pairs of runs of four).
   */
  private void touch(Lane lane, PairRingReader reader, int count) {
    long words = 0;
    for (int ahead = 0; ahead < count && count > 1; ahead++) {
      int slot = LaneDescriptor.slot(reader.descriptor(ahead));
      if (lane.isReserved(slot)) {
        words += lane.peerSlots().touch(slot);
      }
    }
    touched = words;
  }

  private void take(Lane lane, long descriptor) {
    int slot = LaneDescriptor.slot(descriptor);
    int bytes = LaneDescriptor.length(descriptor);
    if (!lane.isReserved(slot) || bytes < SHORTEST_RECORD || bytes > lane.peerSlots().bytes(slot)) {
      lane.received().increment(ReceiveCounter.BAD_DESCRIPTOR);
      return;
    }
    tee.mark();
    long record = lane.peerSlots().position(slot);
    long first = SharedMemory.getNetworkLong(record);
    long second = SharedMemory.getNetworkLong(record + Long.BYTES);
    ReceiveCounter outcome = take(lane, SmHeader.source(first, second), record, bytes);
    lane.received().increment(outcome);
    if (outcome == ReceiveCounter.FRAMES) {
      lane.received().add(ReceiveCounter.BYTES, bytes - (long) SlotDescriptor.FRAME_OFFSET);
    }
    if (outcome != ReceiveCounter.BAD_DESCRIPTOR) {
      tee.taken(lane, first, second, record, bytes, outcome);
    }
  }

  /** Does what a record is for; as what it is to be counted. */
  private ReceiveCounter take(Lane lane, long source, long record, int bytes) {
    if (SmHeader.withoutCommand(source) != lane.peerAddress()) {
      return ReceiveCounter.BAD_SOURCE;
    }
    if (SmHeader.isCommand(source)) {
      if (commands != null) {
        commands.command(
            lane.peer().nodeId(), record + SmHeader.PADDED_BYTES, bytes - SmHeader.PADDED_BYTES);
      }
      return ReceiveCounter.COMMANDS;
    }
    if (bytes < SlotDescriptor.SHORTEST_FRAME_RECORD_BYTES) {
      return ReceiveCounter.BAD_DESCRIPTOR;
    }
    learn(record, lane);
    return outcome(tap.write(record, bytes));
  }

  private void learn(long record, Lane lane) {
    long inner = SharedMemory.getNetworkLong(record + SlotDescriptor.FRAME_OFFSET + 6) >>> 16;
    if (inner != lane.peerAddress() && !MacAddress.isGroup(inner)) {
      adapter.learned().learn(inner, lane.peer().nodeId(), System.nanoTime());
    }
  }

  private static ReceiveCounter outcome(Delivery delivery) {
    return switch (delivery) {
      case WRITTEN -> ReceiveCounter.FRAMES;
      case TOO_LARGE -> ReceiveCounter.TOO_LARGE;
      case INTERFACE_DOWN -> ReceiveCounter.INTERFACE_DOWN;
      case INTERFACE_GONE -> ReceiveCounter.INTERFACE_GONE;
      case REFUSED -> ReceiveCounter.REFUSED;
    };
  }

  /** Looks at the rings for a while; true when there is something. */
  private boolean spin(Lanes lanes) {
    long spinNanos = adapter.settings().spinNanos();
    if (spinNanos == 0) {
      return false;
    }
    long start = System.nanoTime();
    do {
      for (int i = 0; i < SPINS_PER_LOOK_AT_CLOCK; i++) {
        if (hasNews(lanes)) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - start < spinNanos);
    return false;
  }

  private boolean hasNews(Lanes lanes) {
    for (int i = 0; i < lanes.count(); i++) {
      PairRingReader reader = lanes.at(i).reader();
      if (reader != null && reader.available() > 0) {
        return true;
      }
    }
    return (!adapter.isCastLost() && casts.bell() != castBell)
        || SharedMemory.getIntAcquire(adapter.bellPosition()) != ownBell;
  }

  /**
   * Sleeps until somebody rings. The bells were read before what they announce, so nothing rung
   * since is slept through.
   */
  private void sleep(Lanes lanes) {
    boolean onAllWords = lanes.count() + 2 <= Sleeper.MOST_WORDS;
    sleeper.begin(onAllWords ? SleepWord.ON_ALL_WORDS : SleepWord.ON_CAST_BELL);
    try {
      sleeper.add(adapter.bellPosition(), ownBell);
      if (!adapter.isCastLost()) {
        sleeper.add(adapter.castArea().bellPosition(), castBell);
      }
      if (hasNews(lanes) || stopping) {
        return;
      }
      if (onAllWords) {
        addPeers(lanes);
      }
      if (sleeper.sleep() == -Errno.EFAULT) {
        throw new InternalError("page of a bell lost");
      }
    } finally {
      sleeper.end();
    }
  }

  /**
   * A ring that has got something meanwhile is added as if it were empty: the kernel sees that its
   * word differs.
   */
  private void addPeers(Lanes lanes) {
    for (int i = 0; i < lanes.count(); i++) {
      PairRingReader reader = lanes.at(i).reader();
      if (reader != null && reader.available() != PairRingReader.DAMAGED) {
        sleeper.add(reader.bellPosition(), reader.emptyBell());
      }
    }
  }

  /** How many times it has taken a fresh look at the lanes. Any thread. */
  public long passes() {
    return passes.count();
  }

  /** Ends {@link #run} soon. Control thread. */
  public void stop() {
    stopping = true;
    adapter.wakeReceiver();
  }

  /** Gives back what it holds; {@link #run} has ended. */
  public void close() throws SystemException {
    memory.close();
  }
}
