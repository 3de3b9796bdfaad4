package dev.smtap.cli.status;

import dev.smtap.facility.AdapterDescriptor;
import dev.smtap.facility.AdapterEntry;
import dev.smtap.facility.AdapterEntryDescriptor;
import dev.smtap.facility.AdapterInfo;
import dev.smtap.memory.SharedMemory;
import dev.smtap.netlink.LinkState;
import dev.smtap.ring.SleepWord;

/**
 * How an adapter gets its frames on their way; what a TAP cannot tell ethtool.
 *
 * @param hasCarrier true when the interface is up and has a carrier
 * @param ringDepth descriptors of each of its pair rings
 * @param mostPeers nodes that it can be connected with
 * @param spinMicros how long its receiver looks at the rings before it sleeps
 * @param isBusyPolling true when its receiver never sleeps
 * @param isAsleep true when its receiver sleeps at this moment
 * @param offloads what its kernel may leave undone, and why not more
 */
public record DataPath(
    boolean hasCarrier,
    int ringDepth,
    int mostPeers,
    int spinMicros,
    boolean isBusyPolling,
    boolean isAsleep,
    OffloadStatus offloads) {

  static DataPath of(AdapterInfo info, AdapterEntry entry, OffloadStatus offloads) {
    int sleep = SharedMemory.getIntOpaque(info.areaPosition() + AdapterDescriptor.SLEEP_OFFSET);
    int spin = entry.spinMicros();
    return new DataPath(
        (entry.linkFlags() & LinkState.IFF_LOWER_UP) != 0,
        info.geometry().entries(),
        info.geometry().lanes(),
        Math.max(spin, 0),
        spin == AdapterEntryDescriptor.BUSY_POLL,
        SleepWord.mode(sleep) != SleepWord.AWAKE,
        offloads);
  }

  /** How a receiver learns of frames, in words. */
  String doorbell() {
    if (isBusyPolling) {
      return "none, the receiver never sleeps (busy-poll)";
    }
    return (isAsleep ? "receiver sleeps" : "receiver is awake")
        + (spinMicros == 0
            ? "; it sleeps as soon as its rings are empty"
            : "; it spins " + spinMicros + " us before it sleeps");
  }
}
