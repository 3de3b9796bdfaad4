package dev.smtap.cli.snmp;

import dev.smtap.cli.status.AdapterStatus;
import dev.smtap.cli.status.RingStatus;
import dev.smtap.cli.status.Tally;
import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.DropReason;
import dev.smtap.facility.FrameCounter;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.facility.SendCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Frames that an adapter has lost, by cause: every cause that there is, also those of no frame. */
final class Drops {
  /** The number of what the kernel dropped before the driver could read it. */
  static final int BY_KERNEL = 1;

  private Drops() {}

  /**
   * What was lost for one cause.
   *
   * @param number the cause, as {@link DropReason} has it; or 1
   * @param isSent whether the adapter was to send it
   * @param words the cause in words
   * @param frames how many frames
   */
  record Cause(int number, boolean isSent, String words, long frames) {}

  static List<Cause> of(AdapterStatus adapter) {
    List<Cause> causes = new ArrayList<>();
    causes.add(new Cause(BY_KERNEL, true, "tx_dropped", adapter.link().kernelDrops()));
    List<Tally> sent = tallies(adapter.formerSent(), adapter.rings(), RingStatus::sent);
    List<Tally> received = tallies(adapter.formerReceived(), adapter.rings(), RingStatus::received);
    add(causes, true, SendCounter.values(), DropReason::of, sent);
    add(causes, false, ReceiveCounter.values(), DropReason::of, received);
    add(causes, true, AdapterSendCounter.values(), DropReason::of, List.of(adapter.sent()));
    add(causes, false, AdapterReceiveCounter.values(), DropReason::of, List.of(adapter.received()));
    return causes;
  }

  private static List<Tally> tallies(
      Tally former, List<RingStatus> rings, Function<RingStatus, Tally> part) {
    List<Tally> tallies = new ArrayList<>(List.of(former));
    rings.forEach(each -> tallies.add(part.apply(each)));
    return tallies;
  }

  private static <C extends FrameCounter> void add(
      List<Cause> causes,
      boolean isSent,
      C[] counters,
      ToIntFunction<C> number,
      List<Tally> tallies) {
    for (C each : counters) {
      if (each.isDrop()) {
        long frames =
            tallies.stream().mapToLong(tally -> tally.drops().getOrDefault(each.label(), 0L)).sum();
        causes.add(new Cause(number.applyAsInt(each), isSent, each.label(), frames));
      }
    }
  }
}
