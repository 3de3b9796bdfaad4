package dev.smtap.facility;

import java.util.List;
import java.util.Optional;

/**
 * Why a captured frame was dropped, as one number: the kind of counter and the counter's place
 * there, 0 for a frame that was not dropped. Stateless; any thread.
 */
public final class DropReason {
  /** What stands for no drop. */
  public static final int NONE = 0;

  private static final int SENT = 1 << 8;
  private static final int RECEIVED = 2 << 8;
  private static final int ADAPTER_SENT = 3 << 8;
  private static final int ADAPTER_RECEIVED = 4 << 8;
  private static final int PLACE_MASK = 0xff;

  private DropReason() {}

  /** The number of what a frame was counted as. */
  public static int of(SendCounter counter) {
    return counter.isDrop() ? SENT + counter.ordinal() : NONE;
  }

  /** The same for what a lane received. */
  public static int of(ReceiveCounter counter) {
    return counter.isDrop() ? RECEIVED + counter.ordinal() : NONE;
  }

  /** The same for what an adapter sent otherwise. */
  public static int of(AdapterSendCounter counter) {
    return counter.isDrop() ? ADAPTER_SENT + counter.ordinal() : NONE;
  }

  /** The same for what an adapter received from cast rings. */
  public static int of(AdapterReceiveCounter counter) {
    return counter.isDrop() ? ADAPTER_RECEIVED + counter.ordinal() : NONE;
  }

  /** The counter of a number that another node has written; empty if it stands for none. */
  public static Optional<FrameCounter> counter(int reason) {
    FrameCounter[] counters =
        switch (reason & ~PLACE_MASK) {
          case SENT -> SendCounter.values();
          case RECEIVED -> ReceiveCounter.values();
          case ADAPTER_SENT -> AdapterSendCounter.values();
          case ADAPTER_RECEIVED -> AdapterReceiveCounter.values();
          default -> new FrameCounter[0];
        };
    int place = reason & PLACE_MASK;
    return List.of(counters).stream()
        .filter(each -> each.ordinal() == place && each.isDrop())
        .findFirst();
  }
}
