package dev.smtap.local;

import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.facility.DropReason;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.CaptureRecordDescriptor;
import dev.smtap.ring.CastRingReader;
import dev.smtap.ring.PairRingReader;

/** What a receiver lets a capture see. Receiver only; nothing is done while nobody captures. */
final class ReceiveTee {
  private final Adapter adapter;
  private final FrameTee tee = new FrameTee();

  ReceiveTee(Adapter adapter) {
    this.adapter = adapter;
  }

  /** Takes over what is to be captured from now on. */
  void follow() {
    tee.follow(adapter.capture(), true);
  }

  /** A frame or command is about to be handled. */
  void mark() {
    tee.mark();
  }

  /**
   * A frame or command that was read from a pair ring.
   *
   * @param first first word of its SM header, as it was checked
   * @param second second word
   */
  void taken(Lane lane, long first, long second, long record, int bytes, ReceiveCounter outcome) {
    PairRingReader reader = lane.reader();
    if (!tee.isOn() || reader == null) {
      return;
    }
    FrameTee.Path path =
        FrameTee.pair(CaptureRecordDescriptor.INBOUND, lane.peer().nodeId(), reader.sequence());
    if (outcome == ReceiveCounter.COMMANDS) {
      tee.command(path, first, second, record, bytes);
    } else {
      tee.frame(path, first, second, record, bytes, DropReason.of(outcome));
    }
  }

  /** A frame or command that was read from a cast ring and stands in the reader's buffer. */
  void taken(CastRingReader ring, AdapterReceiveCounter outcome) {
    if (!tee.isOn()) {
      return;
    }
    FrameTee.Path path =
        FrameTee.cast(CaptureRecordDescriptor.INBOUND, ring.ring(), ring.nodeId(), ring.sequence());
    long record = ring.bufferPosition();
    long first = SharedMemory.getNetworkLong(record);
    long second = SharedMemory.getNetworkLong(record + Long.BYTES);
    if (outcome == AdapterReceiveCounter.CAST_COMMANDS) {
      tee.command(path, first, second, record, ring.length());
    } else {
      tee.frame(path, first, second, record, ring.length(), DropReason.of(outcome));
    }
  }
}
