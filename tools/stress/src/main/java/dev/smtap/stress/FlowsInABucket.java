package dev.smtap.stress;

import dev.smtap.global.ConnectionTable;
import dev.smtap.global.ConnectionTableDescriptor;
import dev.smtap.global.DecidingStep;
import dev.smtap.memory.MappedSection;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Flows that have the same home in a table of the smallest size under the seed 1, 2: found by
 * trying which ones take the four entries of a bucket one after the other.
 */
final class FlowsInABucket {
  private static final int ENTRIES = 4;
  private static final int COUNT = 8;
  private static final List<FlowKey> KEYS = find();

  private FlowsInABucket() {}

  /** One of eight. */
  static FlowKey key(int number) {
    return new FlowKey().set(KEYS.get(number));
  }

  private static List<FlowKey> find() {
    long bytes = ConnectionTableDescriptor.bytes(ConnectionTableDescriptor.FEWEST_FLOWS);
    try (MappedSection memory = MappedSection.ofPrivateMemory(bytes)) {
      ConnectionTable table = ConnectionTable.make(memory.position(), bytes, 1, 2);
      List<FlowKey> found = new ArrayList<>();
      int bucket = -1;
      for (int i = 1; found.size() < COUNT; i++) {
        FlowKey key =
            new FlowKey()
                .setProtocol(FlowKey.UDP)
                .setLocal(i & 1, 7)
                .setForeign(0, FlowKey.mapped(i))
                .setPorts(80, i & 0xffff);
        // The table is empty, so a flow lies at home.
        int home = table.record(key, 1, 1, DecidingStep.EXACT, 0) / ENTRIES;
        table.remove(key);
        bucket = bucket < 0 ? home : bucket;
        if (home == bucket) {
          found.add(key);
        }
      }
      return found;
    } catch (SystemException e) {
      throw new IllegalStateException(e);
    }
  }
}
