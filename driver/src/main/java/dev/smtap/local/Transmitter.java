package dev.smtap.local;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.Counters;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.EventFd;
import dev.smtap.posix.FaultPoint;
import dev.smtap.posix.SystemException;
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

/**
 * From the TAP to the rings: reads a frame straight into a free slot, puts the SM header in front,
 * chooses the ring by the inner destination, publishes, rings the doorbell. One thread runs it.
 */
public final class Transmitter implements Runnable {
  private static final int POLL_BYTES = 16;
  private static final int POLLIN = 1;
  private static final long NO_SLOT_PARK_NANOS = 1_000_000;
  private static final long LOST_PARK_NANOS = 2_000_000;

  private final Adapter adapter;
  private final int tapFd;
  private final EventFd wake;
  private final LaneSender sender;
  private final Counters counters;
  private final MappedSection pollFds;
  private final Queue<Lane> greetings = new ConcurrentLinkedQueue<>();
  private final PassCounter passes = new PassCounter();
  private volatile boolean stopping;
  private volatile boolean helloWanted;

  /** Set before the eventfd is: a thread that never runs out of frames never looks at that. */
  private volatile boolean requested;

  /** The transmitter of an adapter. */
  public Transmitter(Adapter adapter) throws SystemException {
    this.adapter = adapter;
    this.tapFd = adapter.port().fd();
    this.wake = EventFd.open();
    this.sender = new LaneSender(adapter);
    this.counters = adapter.info().counters(AdapterDescriptor.SENT_OFFSET);
    this.pollFds = MappedSection.ofPrivateMemory(POLL_BYTES);
    long fds = pollFds.position();
    SharedMemory.putInt(fds, tapFd);
    SharedMemory.putInt(fds + 4, POLLIN);
    SharedMemory.putInt(fds + 8, wake.fd());
    SharedMemory.putInt(fds + 12, POLLIN);
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
  }

  /** One frame, or one wait for a frame. */
  private void pass() {
    passes.begin();
    if (requested) {
      requested = false;
      handleRequests();
    }
    Lanes lanes = adapter.lanes();
    long slot = sender.current(lanes);
    if (slot == 0) {
      LockSupport.parkNanos(NO_SLOT_PARK_NANOS);
      return;
    }
    long bytes =
        DataCalls.read(
            tapFd,
            slot + SlotDescriptor.VIRTIO_OFFSET,
            SlotDescriptor.LARGE_BYTES - SlotDescriptor.VIRTIO_OFFSET);
    if (bytes > 0) {
      forward(lanes, slot, (int) bytes - VirtioNetHeader.BYTES);
    } else {
      handleNoFrame((int) -bytes);
    }
  }

  private void handleNoFrame(int errno) {
    switch (errno) {
      case Errno.EAGAIN -> waitForFrame();
      case Errno.EINTR -> {}
      case Errno.EFAULT -> throw new InternalError("own section lost");
      default -> {
        adapter.requests().interfaceGone(adapter, errno == 0 ? "closed" : Errno.describe(errno));
        stopping = true;
      }
    }
  }

  private void waitForFrame() {
    DataCalls.poll(pollFds.position(), 2, -1);
    if (SharedMemory.getInt(pollFds.position() + 12) >>> 16 != 0) {
      wake.drain();
    }
  }

  private void forward(Lanes lanes, long slot, int frameBytes) {
    counters.increment(AdapterSendCounter.READ);
    if (frameBytes < FrameLimits.ETHERNET_HEADER_BYTES) {
      counters.increment(AdapterSendCounter.RUNT);
      return;
    }
    counters.add(AdapterSendCounter.READ_BYTES, frameBytes);
    long frame = slot + SlotDescriptor.FRAME_OFFSET;
    long destination = SharedMemory.getNetworkLong(frame) >>> 16;
    int packetType = (int) (SharedMemory.getNetworkLong(frame + 8) >>> 16) & 0xffff;
    int recordBytes = SlotDescriptor.FRAME_OFFSET + frameBytes;
    FaultPoint.reached("transmitter.read");
    if (MacAddress.isGroup(destination)) {
      cast(slot, destination, packetType, recordBytes);
      return;
    }
    int nodeId = nodeOf(destination);
    if (nodeId == LearnedAddresses.UNKNOWN) {
      cast(slot, MacAddress.BROADCAST, packetType, recordBytes);
      return;
    }
    Lane lane = lanes.toNode(nodeId);
    if (lane == null) {
      counters.increment(AdapterSendCounter.NO_NODE);
      if (NodeAddress.isNodeId(nodeId)) {
        adapter.requests().unknownNode(nodeId);
      }
      return;
    }
    sender.send(lanes, lane, packetType, recordBytes);
  }

  private int nodeOf(long destination) {
    return NodeAddress.isOnNetwork(destination, adapter.networkPrefix())
        ? NodeAddress.nodeId(destination)
        : adapter.learned().nodeOf(destination, System.nanoTime());
  }

  private void cast(long slot, long group, int packetType, int recordBytes) {
    if (adapter.isCastLost()) {
      counters.increment(AdapterSendCounter.NO_MEMORY);
      return;
    }
    putHeader(slot, group, adapter.address(), packetType);
    switch (adapter.castWriter().cast(group, slot, recordBytes)) {
      case SENT -> {
        counters.increment(AdapterSendCounter.CAST);
        counters.add(AdapterSendCounter.CAST_BYTES, recordBytes - SlotDescriptor.FRAME_OFFSET);
      }
      case LOCK_HELD -> counters.increment(AdapterSendCounter.LOCK_HELD);
      case NO_MEMORY -> counters.increment(AdapterSendCounter.NO_MEMORY);
      case TOO_LARGE -> counters.increment(AdapterSendCounter.TOO_LARGE);
    }
  }

  private static void putHeader(long slot, long destination, long source, int packetType) {
    SharedMemory.putNetworkLong(slot, SmHeader.first(destination, source));
    SharedMemory.putNetworkLong(slot + Long.BYTES, SmHeader.second(source, packetType));
  }

  private void handleRequests() {
    Lanes lanes = adapter.lanes();
    for (int i = 0; i < lanes.count(); i++) {
      if (lanes.at(i).peer().health() == Peer.Health.DOWN || lanes.at(i).isAbsent()) {
        sender.settle(lanes.at(i));
      }
    }
    if (helloWanted) {
      helloWanted = !castHello(lanes);
    }
    for (Lane lane = greetings.poll(); lane != null; lane = greetings.poll()) {
      sender.sendCommand(lanes, lane, Command.HELLO, adapter.section().generation());
    }
  }

  private boolean castHello(Lanes lanes) {
    long slot = sender.current(lanes);
    if (slot == 0) {
      return false;
    }
    if (adapter.isCastLost()) {
      return true;
    }
    putHeader(
        slot, MacAddress.BROADCAST, SmHeader.asCommand(adapter.address()), Command.PACKET_TYPE);
    SharedMemory.putLong(slot + SmHeader.PADDED_BYTES, Command.HELLO);
    SharedMemory.putLong(slot + SmHeader.PADDED_BYTES + Long.BYTES, adapter.section().generation());
    adapter.castWriter().cast(MacAddress.BROADCAST, slot, SmHeader.PADDED_BYTES + Command.BYTES);
    counters.increment(AdapterSendCounter.CAST_COMMANDS);
    return true;
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

  /** Lets it look at the health of its peers. Control thread. */
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
