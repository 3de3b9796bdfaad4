package dev.smtap.global;

import dev.smtap.local.FrameReader;
import dev.smtap.wire.FlowKey;

/**
 * Flows of packets that will be steered soon: where a search for each begins in the connection
 * table, so that all of that comes from memory at the same time, and is known when it is wanted.
 * Transmitter only.
 */
final class Foresight {
  /**
   * Fewer flows lie in the caches mostly, and to look ahead costs more than it gains (measured).
   */
  private static final int FEWEST_FLOWS = 1 << 15;

  private final PacketCracker packet = new PacketCracker();
  private final long[] frames = new long[FrameReader.MOST_AHEAD];
  private final long[] homes = new long[FrameReader.MOST_AHEAD];
  private int count;
  private int next;

  /** Kept, so that the compiler keeps the reads. */
  long touched;

  /** Whether it is worth its while. */
  static boolean helps(ConnectionTable table) {
    return table.flows() >= FEWEST_FLOWS;
  }

  /** Frames at these positions will be steered next, by this table. */
  void look(ConnectionTable table, long[] positions, int[] lengths, int frameCount) {
    forget();
    for (int i = 0; i < Math.min(frameCount, frames.length); i++) {
      if (packet.crack(positions[i], lengths[i]) == PacketKind.PORTS) {
        frames[count] = positions[i];
        homes[count++] = table.home(packet.key());
      }
    }
    touched = table.touchKeys(homes, count) + table.touchCounters(homes, count);
  }

  /** Another table is asked from now on, or none. */
  void forget() {
    count = 0;
    next = 0;
  }

  /** Where the search for the flow of a frame begins. They come in the order they were in. */
  long home(ConnectionTable table, long frame, FlowKey key) {
    while (next < count) {
      int at = next++;
      if (frames[at] == frame) {
        return homes[at];
      }
    }
    return table.home(key);
  }
}
