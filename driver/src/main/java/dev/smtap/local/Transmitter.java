package dev.smtap.local;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.Counters;
import dev.smtap.facility.SendCounter;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.EventFd;
import dev.smtap.posix.FaultPoint;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CastRingWriter.Outcome;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.Command;
import dev.smtap.wire.FrameLimits;
import dev.smtap.wire.MacAddress;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.SmHeader;
import dev.smtap.wire.VirtioNetHeader;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * From the TAP to the rings: reads a frame straight into a free slot, puts the SM header in front,
 * chooses the ring by the inner destination, publishes, rings the doorbell. On a global network its
 * {@link Steering} chooses the node, which may be this one. One thread runs it.
 */
public final class Transmitter implements Runnable, CommandSender {
  private static final int POLL_BYTES = 16;
  private static final int POLLIN = 1;
  private static final long NO_SLOT_PARK_NANOS = 1_000_000;
  private static final long LOST_PARK_NANOS = 2_000_000;

  private final Adapter adapter;
  private final @Nullable Steering steering;
  private final int tapFd;
  private final EventFd wake;
  private final LaneSender sender;
  private final FrameReader frames;
  private final SendTee tee;
  private final Counters counters;
  private final ReadErrors readErrors = new ReadErrors();
  private final MappedSection pollFds;
  private final Queue<Lane> greetings = new ConcurrentLinkedQueue<>();
  private final PassCounter passes = new PassCounter();
  private final Newcomers newcomers;
  private final BusySign busy;
  private volatile boolean stopping;
  private volatile boolean helloWanted;

  /** Set before the eventfd is: a thread that never runs out of frames never looks at that. */
  private volatile boolean requested;

  /** The transmitter of an adapter; {@code steering} is null on a local network. */
  public Transmitter(Adapter adapter, @Nullable Steering steering) throws SystemException {
    this.adapter = adapter;
    this.steering = steering;
    this.tapFd = adapter.port().fd();
    this.wake = EventFd.open();
    this.tee = new SendTee(adapter);
    this.busy = new BusySign(adapter.requests());
    this.sender = new LaneSender(adapter, tee);
    this.frames = new FrameReader(tapFd, sender, steering);
    this.newcomers = new Newcomers(adapter, System::nanoTime);
    this.counters = adapter.info().counters(AdapterDescriptor.SENT_OFFSET);
    this.pollFds = MappedSection.ofPrivateMemory(POLL_BYTES);
    long fds = pollFds.position();
    SharedMemory.putInt(fds, tapFd);
    SharedMemory.putInt(fds + 4, POLLIN);
    SharedMemory.putInt(fds + 8, wake.fd());
    SharedMemory.putInt(fds + 12, POLLIN);
    if (steering != null) {
      steering.attach(this);
    }
  }

  @Override
  public void run() {
    while (!stopping && !adapter.isGone()) {
      try {
        pass();
      } catch (InternalError e) {
        adapter.requests().sectionLost(adapter);
        LockSupport.parkNanos(LOST_PARK_NANOS);
      }
    }
    endBurst();
  }

  /** Nobody is left to say it to when a section is lost here. */
  private void endBurst() {
    try {
      sender.burst().end();
    } catch (InternalError e) {
      adapter.requests().sectionLost(adapter);
    }
  }

  /** One frame, or one wait for a frame. */
  private void pass() {
    passes.begin();
    if (requested) {
      requested = false;
      handleRequests();
    }
    Lanes lanes = adapter.lanes();
    sender.burst().follow(lanes);
    long slot = sender.current(lanes);
    if (slot == 0) {
      sender.burst().end();
      LockSupport.parkNanos(NO_SLOT_PARK_NANOS);
      return;
    }
    if (steering != null && sendReady(steering, lanes, slot)) {
      return;
    }
    int bytes = frames.next(lanes);
    if (bytes > 0) {
      readErrors.end();
      forward(lanes, sender.current(lanes), bytes - VirtioNetHeader.BYTES);
    } else {
      handleNoFrame(-bytes);
    }
  }

  private void handleNoFrame(int errno) {
    switch (errno) {
      case Errno.EAGAIN -> waitForFrame();
      case Errno.EINTR -> {}
      case Errno.EFAULT -> throw new InternalError("own section lost");
      default -> {
        if (readErrors.areTheEnd(errno, adapter, counters)) {
          stopping = true;
        }
      }
    }
  }

  private void waitForFrame() {
    readErrors.end();
    sender.burst().end();
    busy.slept();
    DataCalls.poll(pollFds.position(), 2, steering == null ? -1 : steering.timeoutMillis());
    if (SharedMemory.getInt(pollFds.position() + 12) >>> 16 != 0) {
      wake.drain();
    }
    if (steering != null) {
      steering.service();
    }
  }

  /** Sends a frame that had to wait for its owner to be found; true if there was one. */
  private boolean sendReady(Steering global, Lanes lanes, long slot) {
    int frameBytes = global.takeReady(slot + SlotDescriptor.VIRTIO_OFFSET);
    if (frameBytes > 0) {
      tee.mark();
      sendToNode(lanes, slot, global.readyNode(), frameBytes);
    }
    return frameBytes > 0;
  }

  private void forward(Lanes lanes, long slot, int frameBytes) {
    counters.increment(AdapterSendCounter.READ);
    tee.mark();
    if (frameBytes < FrameLimits.ETHERNET_HEADER_BYTES) {
      drop(slot, 0L, SlotDescriptor.FRAME_OFFSET + frameBytes, AdapterSendCounter.RUNT);
      return;
    }
    counters.add(AdapterSendCounter.READ_BYTES, frameBytes);
    long frame = slot + SlotDescriptor.FRAME_OFFSET;
    if (steering != null) {
      sender.burst().end();
      int chosen = steering.steer(frame, frameBytes);
      if (chosen != Steering.PASS) {
        if (chosen != Steering.TAKEN) {
          sendToNode(lanes, slot, chosen, frameBytes);
        }
        return;
      }
    }
    long destination = SharedMemory.getNetworkLong(frame) >>> 16;
    int packetType = packetType(slot);
    int recordBytes = SlotDescriptor.FRAME_OFFSET + frameBytes;
    FaultPoint.reached("transmitter.read");
    if (MacAddress.isGroup(destination)) {
      cast(slot, destination, packetType, recordBytes);
      return;
    }
    int nodeId = nodeOf(lanes, destination);
    if (nodeId == LearnedAddresses.UNKNOWN) {
      cast(slot, MacAddress.BROADCAST, packetType, recordBytes);
      return;
    }
    send(lanes, slot, nodeId, packetType, recordBytes);
  }

  /** Counts a frame that gets into no ring. */
  private void drop(long slot, long destination, int recordBytes, AdapterSendCounter why) {
    counters.increment(why);
    tee.dropped(slot, destination, recordBytes, why);
  }

  /** The packet type of the frame in a slot. */
  static int packetType(long slot) {
    long word = SharedMemory.getNetworkLong(slot + SlotDescriptor.FRAME_OFFSET + 8);
    return (int) (word >>> 16) & 0xffff;
  }

  private void sendToNode(Lanes lanes, long slot, int nodeId, int frameBytes) {
    if (nodeId == adapter.section().nodeId()) {
      keepHere(slot, frameBytes);
    } else {
      send(lanes, slot, nodeId, packetType(slot), SlotDescriptor.FRAME_OFFSET + frameBytes);
    }
  }

  /** Back into the own TAP: the socket is on this node. */
  private void keepHere(long slot, int frameBytes) {
    busy.frame();
    long written =
        DataCalls.write(
            tapFd, slot + SlotDescriptor.VIRTIO_OFFSET, frameBytes + (long) VirtioNetHeader.BYTES);
    int recordBytes = SlotDescriptor.FRAME_OFFSET + frameBytes;
    if (written > 0) {
      counters.increment(AdapterSendCounter.OWN_NODE);
      counters.add(AdapterSendCounter.OWN_NODE_BYTES, frameBytes);
      tee.kept(slot, recordBytes);
    } else {
      drop(slot, adapter.address(), recordBytes, AdapterSendCounter.OWN_REFUSED);
    }
  }

  private void send(Lanes lanes, long slot, int nodeId, int packetType, int recordBytes) {
    busy.frame();
    Lanes now = lanes.toNode(nodeId) == null ? lanesWithNewcomer(nodeId) : lanes;
    Lane lane = now.toNode(nodeId);
    if (lane == null) {
      counters.increment(AdapterSendCounter.NO_NODE);
      tee.dropped(slot, nodeId, recordBytes, AdapterSendCounter.NO_NODE);
      return;
    }
    SendCounter outcome = sender.send(now, lane, packetType, recordBytes);
    tee.sent(slot, lane, packetType, recordBytes, outcome);
  }

  private Lanes lanesWithNewcomer(int nodeId) {
    sender.burst().end();
    return newcomers.await(nodeId);
  }

  /** What was learned of a node that is gone is forgotten: its addresses may be anywhere. */
  private int nodeOf(Lanes lanes, long destination) {
    if (NodeAddress.isOnNetwork(destination, adapter.networkPrefix())) {
      return NodeAddress.nodeId(destination);
    }
    int learned = adapter.learned().nodeOf(destination, System.nanoTime());
    return learned == LearnedAddresses.UNKNOWN || lanes.toNode(learned) != null
        ? learned
        : LearnedAddresses.UNKNOWN;
  }

  private void cast(long slot, long group, int packetType, int recordBytes) {
    sender.burst().end();
    if (adapter.isCastLost()) {
      drop(slot, group, recordBytes, AdapterSendCounter.NO_MEMORY);
      return;
    }
    putHeader(slot, group, adapter.address(), packetType);
    AdapterSendCounter outcome =
        switch (adapter.castWriter().cast(group, slot, recordBytes)) {
          case SENT -> AdapterSendCounter.CAST;
          case LOCK_HELD -> AdapterSendCounter.LOCK_HELD;
          case NO_MEMORY -> AdapterSendCounter.NO_MEMORY;
          case TOO_LARGE -> AdapterSendCounter.TOO_LARGE;
        };
    counters.increment(outcome);
    if (outcome == AdapterSendCounter.CAST) {
      counters.add(AdapterSendCounter.CAST_BYTES, recordBytes - SlotDescriptor.FRAME_OFFSET);
    }
    tee.cast(slot, recordBytes, outcome);
  }

  private static void putHeader(long slot, long destination, long source, int packetType) {
    SharedMemory.putNetworkLong(slot, SmHeader.first(destination, source));
    SharedMemory.putNetworkLong(slot + Long.BYTES, SmHeader.second(source, packetType));
  }

  private void handleRequests() {
    tee.follow();
    Lanes lanes = adapter.lanes();
    sender.burst().follow(lanes);
    sender.burst().end();
    for (int i = 0; i < lanes.count(); i++) {
      if (lanes.at(i).peer().health() == Peer.Health.DOWN || lanes.at(i).isAbsent()) {
        sender.settle(lanes.at(i));
      }
    }
    if (helloWanted) {
      helloWanted = false;
      if (!castHello(lanes)) {
        helloWanted = true;
      }
    }
    for (Lane lane = greetings.poll(); lane != null; lane = greetings.poll()) {
      sender.sendCommand(lanes, lane, Command.HELLO, adapter.section().generation());
    }
    if (steering != null) {
      steering.service();
    }
  }

  @Override
  public void castCommand(long record, int bytes) {
    var _ = tryToCastCommand(record, bytes);
  }

  private boolean tryToCastCommand(long record, int bytes) {
    if (adapter.isCastLost()) {
      return false;
    }
    putHeader(
        record, MacAddress.BROADCAST, SmHeader.asCommand(adapter.address()), Command.PACKET_TYPE);
    Outcome outcome = adapter.castWriter().cast(MacAddress.BROADCAST, record, bytes);
    if (outcome == Outcome.SENT) {
      counters.increment(AdapterSendCounter.CAST_COMMANDS);
      tee.commandCast(record, bytes);
    }
    return outcome == Outcome.SENT;
  }

  @Override
  public void sendCommand(int nodeId, long code, long argument) {
    Lanes lanes = adapter.lanes();
    Lane lane = lanes.toNode(nodeId);
    if (lane != null) {
      sender.sendCommand(lanes, lane, code, argument);
    }
  }

  private boolean castHello(Lanes lanes) {
    long slot = sender.current(lanes);
    if (slot == 0) {
      return false;
    }
    SharedMemory.putLong(slot + SmHeader.PADDED_BYTES, Command.HELLO);
    SharedMemory.putLong(slot + SmHeader.PADDED_BYTES + Long.BYTES, adapter.section().generation());
    return tryToCastCommand(slot, SmHeader.PADDED_BYTES + Command.BYTES);
  }

  /** Casts "I am here". Control thread. */
  public void greetAll() {
    helloWanted = true;
    wakeUp();
  }

  /** Answers a node that turned up. Control thread. */
  public void greet(Lane lane) {
    greetings.add(lane);
    wakeUp();
  }

  /** Lets it look at the health of its peers and at what its steering is to do. Any thread. */
  @Override
  public void wakeUp() {
    requested = true;
    wake.signal();
  }

  /** How many times it has taken a fresh look at the lanes. Any thread. */
  public long passes() {
    return passes.count();
  }

  /** Ends {@link #run} soon. Any thread. */
  public void stop() {
    stopping = true;
    wake.signal();
  }

  /** Gives back what it holds; {@link #run} has ended. */
  public void close() throws SystemException {
    wake.close();
    pollFds.close();
  }
}
