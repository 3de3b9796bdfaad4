package dev.smtap.local;

import dev.smtap.ring.Doorbell;
import dev.smtap.ring.PairRingWriter;
import org.jspecify.annotations.Nullable;

/**
 * Frames that go to one receiver one right after another: the doorbell's fenced look is owed until
 * the burst ends (the argument is at {@link Doorbell}), and the receiver's read counter is looked
 * at only when it must. Each frame can be read as soon as it is published. A burst ends before the
 * transmitter waits for anything. Transmitter only.
 */
final class Burst {
  private final Adapter adapter;
  private @Nullable Lane lane;
  private int owed;
  private Lanes lanes = Lanes.NONE;

  Burst(Adapter adapter) {
    this.adapter = adapter;
  }

  /**
   * A lane that is gone owes nothing, and its peer's section may be unmapped as soon as the
   * transmitter is known to have seen that. Called first in each pass.
   */
  void follow(Lanes lanes) {
    if (lanes != this.lanes) {
      this.lanes = lanes;
      if (lane != null && !lanes.has(lane)) {
        lane = null;
        owed = 0;
      }
    }
  }

  /** Whether it can wait to look at what the receiver has read, as far as bursts go. */
  boolean sparesLook(Lane next, int recordBytes) {
    return next == lane
        && next.sendSide().held(false) * recordBytes < PairRingWriter.MOST_UNSEEN_BYTES;
  }

  /** A frame was published: wakes the receiver if it is seen to sleep, or owes it a look. */
  void published(Lane next) {
    if (next != lane) {
      end();
    }
    lane = next;
    owed++;
    if (owed == Doorbell.MOST_OWED || !Doorbell.seemsAwake(next.peerSleepPosition())) {
      owed = 0;
      ring(next);
    }
  }

  /** Takes the look that is owed. */
  void end() {
    Lane last = lane;
    boolean owes = owed > 0;
    lane = null;
    owed = 0;
    if (owes && last != null && !last.peer().isLost()) {
      ring(last);
    }
  }

  /** Looks behind a fence, and wakes the receiver if it sleeps. */
  void ring(Lane receiver) {
    SendSide side = receiver.sendSide();
    side.doorbell()
        .ring(
            receiver.peerSleepPosition(),
            side.writer().bellPosition(),
            adapter.castArea().bellPosition());
  }
}
