package dev.smtap.local;

import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.DropReason;
import dev.smtap.facility.SendCounter;
import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.CaptureRecordDescriptor;
import dev.smtap.ring.CastRingWriter;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.SmHeader;

/**
 * What a transmitter lets a capture see. Transmitter only; nothing is done while nobody captures.
 */
final class SendTee {
  private final Adapter adapter;
  private final FrameTee tee = new FrameTee();

  SendTee(Adapter adapter) {
    this.adapter = adapter;
  }

  /** Takes over what is to be captured from now on. */
  void follow() {
    tee.follow(adapter.capture(), false);
  }

  /** A frame is about to be handled. */
  void mark() {
    tee.mark();
  }

  /** A frame from the TAP that gets into no ring. */
  void dropped(long slot, long destination, int recordBytes, AdapterSendCounter why) {
    if (tee.isOn() && recordBytes >= SlotDescriptor.FRAME_OFFSET) {
      tap(CaptureRecordDescriptor.OUTBOUND, slot, destination, recordBytes, DropReason.of(why));
    }
  }

  /** The same for one that was addressed to a node. */
  void dropped(long slot, int nodeId, int recordBytes, AdapterSendCounter why) {
    dropped(slot, NodeAddress.of(adapter.info().network(), nodeId & 0xffff), recordBytes, why);
  }

  /** A frame that came from the TAP and went back into it. */
  void kept(long slot, int recordBytes) {
    if (tee.isOn()) {
      long here = adapter.address();
      tap(CaptureRecordDescriptor.OUTBOUND, slot, here, recordBytes, DropReason.NONE);
      tap(CaptureRecordDescriptor.INBOUND, slot, here, recordBytes, DropReason.NONE);
    }
  }

  private void tap(int direction, long slot, long destination, int recordBytes, int dropReason) {
    boolean isShort = recordBytes < SlotDescriptor.SHORTEST_FRAME_RECORD_BYTES;
    int type = isShort ? 0 : Transmitter.packetType(slot);
    long first = SmHeader.first(destination, adapter.address());
    long second = SmHeader.second(adapter.address(), type);
    tee.frame(FrameTee.tap(direction), first, second, slot, recordBytes, dropReason);
  }

  /** A frame that was put into a pair ring, or dropped in front of it. */
  void sent(long slot, Lane lane, int packetType, int recordBytes, SendCounter outcome) {
    if (tee.isOn()) {
      SendSide side = lane.sendSide();
      tee.frame(
          pair(lane, outcome == SendCounter.FRAMES ? side.writer().written() : 0),
          side.headerFirst(),
          side.headerSecond(packetType),
          slot,
          recordBytes,
          DropReason.of(outcome));
    }
  }

  private static FrameTee.Path pair(Lane lane, long sequence) {
    return FrameTee.pair(CaptureRecordDescriptor.OUTBOUND, lane.peer().nodeId(), sequence);
  }

  /** A command that was put into a pair ring. */
  void commandSent(long record, Lane lane, long first, long second, int bytes) {
    if (tee.isOn()) {
      tee.mark();
      tee.command(pair(lane, lane.sendSide().writer().written()), first, second, record, bytes);
    }
  }

  /** A frame that was put into a cast ring, or dropped in front of it. */
  void cast(long slot, int recordBytes, AdapterSendCounter outcome) {
    if (tee.isOn()) {
      tee.frame(
          cast(outcome == AdapterSendCounter.CAST),
          SharedMemory.getNetworkLong(slot),
          SharedMemory.getNetworkLong(slot + Long.BYTES),
          slot,
          recordBytes,
          DropReason.of(outcome));
    }
  }

  private FrameTee.Path cast(boolean isSent) {
    CastRingWriter writer = adapter.castWriter();
    long sequence = isSent ? writer.lastSequence() : 0;
    return FrameTee.cast(CaptureRecordDescriptor.OUTBOUND, writer.lastRing(), 0, sequence);
  }

  /** A command that was put into a cast ring. */
  void commandCast(long record, int bytes) {
    if (tee.isOn()) {
      tee.mark();
      tee.command(
          cast(true),
          SharedMemory.getNetworkLong(record),
          SharedMemory.getNetworkLong(record + Long.BYTES),
          record,
          bytes);
    }
  }
}
