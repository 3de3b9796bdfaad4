package dev.smtap.cli.status;

import java.util.List;
import java.util.Optional;

/**
 * An adapter at one moment.
 *
 * @param link what its node says about the interface
 * @param path how its frames get on their way
 * @param pools its pools
 * @param sent what was read from the TAP and what came of it
 * @param received what came from cast rings
 * @param formerSent sent to nodes whose lanes are used otherwise by now
 * @param formerReceived received from such nodes
 * @param rings pair rings, one entry a peer
 * @param global what it is on a global network, empty on a local one
 */
public record AdapterStatus(
    Link link,
    DataPath path,
    Pools pools,
    Tally sent,
    Tally received,
    Tally formerSent,
    Tally formerReceived,
    List<RingStatus> rings,
    Optional<GlobalStatus> global) {

  /**
   * An interface.
   *
   * @param interfaceName its name
   * @param network its network
   * @param kind the network's kind
   * @param state {@code present} or {@code gone}
   * @param netns its network namespace as the operator named it, empty for that of its process
   * @param ifindex its index there
   * @param mtu its MTU
   * @param mac its MAC address
   * @param isUp true when it is administratively up
   * @param offloads offloads that it receives
   * @param kernelDrops frames that the kernel dropped before the driver could read them
   */
  public record Link(
      String interfaceName,
      String network,
      String kind,
      String state,
      String netns,
      int ifindex,
      int mtu,
      String mac,
      boolean isUp,
      String offloads,
      long kernelDrops) {}

  /**
   * Slots.
   *
   * @param large large slots that there can be
   * @param largeReserved large slots with memory behind them
   * @param small small slots that there can be
   * @param smallReserved small slots with memory behind them
   * @param ringEntries frames that a pair ring to a peer can hold
   */
  public record Pools(
      int large, int largeReserved, int small, int smallReserved, int ringEntries) {}

  /** Frames that it sent in whichever way. */
  public long framesSent() {
    return sent.counts().getOrDefault("cast", 0L) + sum(formerSent, true);
  }

  /** Frames that it received in whichever way. */
  public long framesReceived() {
    return received.counts().getOrDefault("cast", 0L) + sum(formerReceived, false);
  }

  private long sum(Tally former, boolean isSent) {
    long frames = former.counts().getOrDefault("frames", 0L);
    for (RingStatus ring : rings) {
      frames += (isSent ? ring.sent() : ring.received()).counts().getOrDefault("frames", 0L);
    }
    return frames;
  }

  /** Frames that were lost, whatever the cause. */
  public long dropped() {
    long dropped = sent.dropped() + received.dropped();
    dropped += formerSent.dropped() + formerReceived.dropped();
    for (RingStatus ring : rings) {
      dropped += ring.sent().dropped() + ring.received().dropped();
    }
    return dropped;
  }
}
