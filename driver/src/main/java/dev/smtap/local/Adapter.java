package dev.smtap.local;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterEntry;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.OwnSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.ring.CastArea;
import dev.smtap.ring.CastLock;
import dev.smtap.ring.CastRingWriter;
import dev.smtap.tap.FramePort;
import dev.smtap.wire.NodeAddress;
import org.jspecify.annotations.Nullable;

/**
 * One node's interface on one network: what its transmitter, its receiver and the control thread
 * share. Volatile words are set by the control thread and read by the other two.
 */
public final class Adapter {
  private final OwnSection section;
  private final AdapterInfo info;
  private final FramePort port;
  private final CastArea castArea;
  private final CastRingWriter castWriter;
  private final NodeRequests requests;
  private final AdapterSettings settings;
  private final LearnedAddresses learned;
  private final long address;
  private final long networkPrefix;
  private volatile Lanes lanes = Lanes.NONE;
  private volatile MulticastFilter multicast = MulticastFilter.ALL;
  private volatile int mtu;
  private volatile boolean gone;
  private volatile boolean castLost;
  private volatile @Nullable Capture capture;

  /**
   * An adapter over an open port.
   *
   * @param castArea the network's cast area
   * @param castFd the common section's file
   * @param owners tells the cast lock who lives
   */
  public Adapter(
      OwnSection section,
      AdapterInfo info,
      FramePort port,
      CastArea castArea,
      int castFd,
      CastLock.OwnerCheck owners,
      NodeRequests requests,
      AdapterSettings settings) {
    this.section = section;
    this.info = info;
    this.port = port;
    this.castArea = castArea;
    CastLock lock =
        new CastLock(castArea.lockPosition(), section.nodeId(), section.generation(), owners);
    this.castWriter =
        new CastRingWriter(castArea, lock, castFd, section.nodeId(), section.generation());
    this.requests = requests;
    this.settings = settings;
    this.learned = new LearnedAddresses(settings.agingNanos());
    this.address = NodeAddress.of(info.network(), section.nodeId());
    this.networkPrefix = NodeAddress.networkPrefix(info.network());
  }

  /** The node's own section. */
  public OwnSection section() {
    return section;
  }

  /** Where its parts are in the section. */
  public AdapterInfo info() {
    return info;
  }

  /** What the node says about it. */
  public AdapterEntry entry() {
    return section.entry(info);
  }

  /** Where frames come from and go to. */
  public FramePort port() {
    return port;
  }

  /** The network's cast area. */
  public CastArea castArea() {
    return castArea;
  }

  CastRingWriter castWriter() {
    return castWriter;
  }

  /** How to ask the control thread. Any thread. */
  public NodeRequests requests() {
    return requests;
  }

  AdapterSettings settings() {
    return settings;
  }

  LearnedAddresses learned() {
    return learned;
  }

  /** The node's address on this network. */
  public long address() {
    return address;
  }

  long networkPrefix() {
    return networkPrefix;
  }

  /** The lanes at this moment. */
  public Lanes lanes() {
    return lanes;
  }

  /** Control thread only. */
  public void setLanes(Lanes lanes) {
    this.lanes = lanes;
  }

  /** The groups that the kernel has joined. */
  public MulticastFilter multicast() {
    return multicast;
  }

  /** Control thread only. */
  public void setMulticast(MulticastFilter multicast) {
    this.multicast = multicast;
    wakeReceiver();
  }

  /** MTU of the interface. */
  public int mtu() {
    return mtu;
  }

  /** Control thread only. */
  public void setMtu(int mtu) {
    this.mtu = mtu;
    entry().setMtu(mtu);
  }

  /** True when the interface is gone: both threads end. */
  public boolean isGone() {
    return gone;
  }

  /** Control thread only. */
  public void setGone() {
    gone = true;
    wakeReceiver();
  }

  /**
   * True when pages of the common section are gone: this adapter casts no more, and hears no casts.
   */
  public boolean isCastLost() {
    return castLost;
  }

  /** Whoever finds out. Any thread. */
  public void setCastLost() {
    castLost = true;
  }

  /** What is to be captured of it, null for nothing. */
  @Nullable Capture capture() {
    return capture;
  }

  /** Both threads follow when they are woken. Control thread only. */
  public void setCapture(@Nullable Capture capture) {
    this.capture = capture;
  }

  /** Makes every receiver of the network look for new lanes. Control thread only. */
  public void announceLane() {
    if (!castLost) {
      castWriter.ringBell();
    }
  }

  long bellPosition() {
    return info.areaPosition() + AdapterDescriptor.BELL_OFFSET;
  }

  /** Makes the receiver look around, asleep or not. Control thread only. */
  public void wakeReceiver() {
    SharedMemory.getAndAddInt(bellPosition(), 1);
    DataCalls.futexWake(bellPosition(), Integer.MAX_VALUE);
  }
}
