package dev.smtap.global;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * How long a flow may be idle in each state before it is forgotten. Immutable.
 *
 * @param opening TCP, before the foreign end answered
 * @param established TCP
 * @param closing TCP, after FIN or RST
 * @param firstDatagram not TCP, after one packet
 * @param datagrams not TCP, after several
 */
public record FlowTimeouts(
    Duration opening,
    Duration established,
    Duration closing,
    Duration firstDatagram,
    Duration datagrams) {
  /** The longest: half of what the clock in an entry can tell apart. */
  public static final Duration LONGEST = Duration.ofDays(25);

  /**
   * Those of usual stateful firewalls, but for established flows: RFC 5382 asks for 2 h 4 min, and
   * a forgotten flow is found again by asking.
   */
  public static final FlowTimeouts DEFAULT =
      new FlowTimeouts(
          Duration.ofSeconds(60),
          Duration.ofMinutes(130),
          Duration.ofSeconds(120),
          Duration.ofSeconds(30),
          Duration.ofSeconds(180));

  /** Once round a table costs some microseconds for each thousand entries. */
  private static final long LONGEST_ROUND_SECONDS = 60;

  /** Checks that each is longer than nothing and not too long. */
  public FlowTimeouts {
    for (Duration each : List.of(opening, established, closing, firstDatagram, datagrams)) {
      if (!isTimeout(each)) {
        throw new IllegalArgumentException(
            "a flow is kept for " + each + ", which is not between 0 and " + LONGEST);
      }
    }
  }

  /** Whether a flow can be kept for so long: longer than nothing, and not too long. */
  public static boolean isTimeout(Duration time) {
    return time.compareTo(Duration.ZERO) > 0 && time.compareTo(LONGEST) <= 0;
  }

  /**
   * In how many seconds to go once round the table, which is how much later than its timeout a flow
   * is forgotten at most: as many as the shortest timeout has, but between one and a minute.
   */
  int roundSeconds() {
    Duration shortest =
        Collections.min(List.of(opening, established, closing, firstDatagram, datagrams));
    return (int) Math.clamp(shortest.toSeconds(), 1, LONGEST_ROUND_SECONDS);
  }

  /** By the code of the state, in ticks of an entry's clock. */
  int[] inTicks() {
    int[] ticks = new int[FlowState.values().length];
    ticks[FlowState.OPENING.code()] = ticks(opening);
    ticks[FlowState.ESTABLISHED.code()] = ticks(established);
    ticks[FlowState.CLOSING.code()] = ticks(closing);
    ticks[FlowState.FIRST_DATAGRAM.code()] = ticks(firstDatagram);
    ticks[FlowState.DATAGRAMS.code()] = ticks(datagrams);
    return ticks;
  }

  /**
   * Rounded up, and two more: the tick that a packet came in may have been nearly over, and the
   * table's clock may be one ahead.
   */
  private static int ticks(Duration time) {
    return (int) (time.toNanos() >>> ConnectionBucketDescriptor.TICK_SHIFT) + 3;
  }
}
