package dev.smtap.global;

import dev.smtap.wire.FlowKey;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where the first fragments of packets went, so that the others follow; keys are those of {@link
 * PacketCracker#fragmentKey}. Bounded: in sets of four the oldest gives way. Transmitter only.
 */
final class FragmentTable {
  /** What is known of a packet's fragments. */
  static final class Packet {
    private final FlowKey key = new FlowKey();
    private long nanos;
    private int nodeId;
    private long question;

    /** The node that they go to, 0 while that is being asked. */
    int nodeId() {
      return nodeId;
    }

    /** The number of the question that decides. */
    long question() {
      return question;
    }
  }

  /** As long as Linux keeps fragments (net.ipv4.ipfrag_time). */
  private static final long TIMEOUT_NANOS = 30_000_000_000L;

  private static final int SETS = 256;
  private static final int WAYS = 4;

  private final Packet[] packets = new Packet[SETS * WAYS];
  private final long seed0;
  private final long seed1;

  FragmentTable(RandomGenerator random) {
    seed0 = random.nextLong();
    seed1 = random.nextLong();
    for (int i = 0; i < packets.length; i++) {
      packets[i] = new Packet();
    }
  }

  private int first(FlowKey key) {
    long ports = (long) key.localPort() << 32 | (long) key.foreignPort() << 8 | key.protocol();
    long high = key.localHigh() ^ Long.rotateLeft(key.foreignHigh(), 17);
    long low = key.localLow() ^ Long.rotateLeft(key.foreignLow(), 29);
    return (int) (FlowHash.of(seed0, seed1, high, low, ports) & (SETS - 1)) * WAYS;
  }

  /** What is known of a packet, or null. */
  @Nullable Packet find(FlowKey key, long nowNanos) {
    int first = first(key);
    for (int i = first; i < first + WAYS; i++) {
      Packet each = packets[i];
      if (each.key.isSame(key) && nowNanos - each.nanos < TIMEOUT_NANOS) {
        return each;
      }
    }
    return null;
  }

  /** The first fragment of a packet goes to a node, or where a question decides (node 0). */
  void put(FlowKey key, int nodeId, long question, long nowNanos) {
    int first = first(key);
    Packet place = packets[first];
    for (int i = first; i < first + WAYS; i++) {
      Packet each = packets[i];
      if (each.key.isSame(key)) {
        place = each;
        break;
      }
      place = each.nanos - place.nanos < 0 ? each : place;
    }
    place.key.set(key);
    place.nanos = nowNanos;
    place.nodeId = nodeId;
    place.question = question;
  }

  /** A question was decided: the fragments that wait for it, and those to come, go to a node. */
  void decided(long question, int nodeId) {
    for (Packet each : packets) {
      if (each.nodeId == 0 && each.question == question) {
        each.nodeId = nodeId;
      }
    }
  }
}
