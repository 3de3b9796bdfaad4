package dev.smtap.cli.capture;

import dev.smtap.facility.DropReason;
import dev.smtap.posix.SystemException;
import dev.smtap.ring.CaptureRingReader;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.SmHeader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Writes a pcapng file (draft-ietf-opsawg-pcapng): a Section Header Block, an Interface Description
 * Block for each ring that has frames and for each adapter as a whole, an Enhanced Packet Block for
 * each frame, and at the end Interface Statistics Blocks that tell what was missed. One thread.
 */
final class PcapngWriter implements AutoCloseable {
  private static final int SECTION_HEADER = 0x0a0d0d0a;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int INTERFACE_STATISTICS = 5;
  private static final int ENHANCED_PACKET = 6;
  private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
  private static final int VERSION_1_0 = 1;
  private static final long UNKNOWN_LENGTH = -1;
  private static final int LINK_ETHERNET = 1;
  private static final int LINK_USER0 = 147;
  private static final int COMMENT = 1;
  private static final int SHB_OS = 3;
  private static final int SHB_APPLICATION = 4;
  private static final int IF_NAME = 2;
  private static final int IF_DESCRIPTION = 3;
  private static final int IF_RESOLUTION = 9;
  private static final int NANOSECONDS = 9;
  private static final int EPB_FLAGS = 2;
  private static final int ISB_RECEIVED = 4;
  private static final int ISB_DROPPED = 5;
  private static final int MOST_INTERFACES = 1 << 14;

  private final BlockBuffer buffer = new BlockBuffer();
  private final Output output;
  private final boolean withSmHeader;
  private final int snapLength;
  private final Map<Ring, Integer> numbers = new LinkedHashMap<>();
  private final List<Long> frames = new ArrayList<>();

  private record Ring(AdapterName adapter, RingName ring) {}

  /** Begins a file. */
  PcapngWriter(Output output, boolean withSmHeader, int snapLength) throws SystemException {
    this.output = output;
    this.withSmHeader = withSmHeader;
    this.snapLength = snapLength + (withSmHeader ? SmHeader.BYTES : 0);
    sectionHeader();
  }

  private void sectionHeader() {
    buffer.begin(SECTION_HEADER);
    buffer.word(BYTE_ORDER_MAGIC);
    buffer.word(VERSION_1_0);
    buffer.longWord(UNKNOWN_LENGTH);
    buffer.option(SHB_OS, "Linux " + System.getProperty("os.version"));
    buffer.option(SHB_APPLICATION, "smtap capture");
    buffer.end();
  }

  /** Says that an adapter is captured, also if it carries nothing. */
  void announce(AdapterName adapter) throws SystemException {
    int unused = number(adapter, RingName.TAP);
  }

  private int number(AdapterName adapter, RingName ring) throws SystemException {
    Ring wanted = new Ring(adapter, ring);
    Integer known = numbers.get(wanted);
    if (known == null && numbers.size() >= MOST_INTERFACES && !ring.equals(RingName.TAP)) {
      // Nobody has so many rings: a node makes them up.
      return number(adapter, RingName.TAP);
    }
    if (known == null) {
      known = numbers.size();
      numbers.put(wanted, known);
      frames.add(0L);
      describe(wanted);
    }
    return known;
  }

  private void describe(Ring each) throws SystemException {
    makeRoom();
    buffer.begin(INTERFACE_DESCRIPTION);
    buffer.word(withSmHeader ? LINK_USER0 : LINK_ETHERNET);
    buffer.word(snapLength);
    buffer.option(IF_NAME, each.adapter().name(each.ring()));
    buffer.option(IF_DESCRIPTION, each.adapter().description(each.ring()));
    buffer.option(IF_RESOLUTION, 1);
    buffer.word(NANOSECONDS);
    buffer.end();
  }

  private void makeRoom() throws SystemException {
    if (buffer.isFull()) {
      buffer.flush(output);
    }
  }

  /**
   * Where the next frame's bytes are to be put, once its interface is known: so that they stand
   * behind the head of its block, which is as long as what stands in front of a frame in a slot.
   */
  long framePosition() throws SystemException {
    makeRoom();
    return buffer.position() + SlotDescriptor.FRAME_OFFSET;
  }

  /** The number of a ring's interface; asked before {@link #framePosition}. */
  int interfaceOf(AdapterName adapter, RingName ring) throws SystemException {
    return number(adapter, ring);
  }

  /**
   * Adds the frame whose bytes are at {@link #framePosition}.
   *
   * @param captured how many those are
   * @param length of the whole frame
   */
  void frame(int number, CaptureRingReader record, int captured, int length) {
    frames.set(number, frames.get(number) + 1);
    buffer.begin(ENHANCED_PACKET);
    buffer.word(number);
    buffer.time(record.timeNanos());
    buffer.word(captured);
    buffer.word(length);
    buffer.skip(captured);
    buffer.option(EPB_FLAGS, Integer.BYTES);
    buffer.word(record.direction());
    String comment = comment(record);
    if (!comment.isEmpty()) {
      buffer.option(COMMENT, comment);
    }
    buffer.end();
  }

  private static String comment(CaptureRingReader record) {
    String sequence = record.ringSequence() == 0 ? "" : "sequence " + record.ringSequence();
    if (record.dropReason() == DropReason.NONE) {
      return sequence;
    }
    String why =
        DropReason.counter(record.dropReason()).map(each -> each.label()).orElse("unknown reason");
    return (sequence.isEmpty() ? "" : sequence + ", ") + "dropped: " + why;
  }

  /** Whether the next frame belongs into the next file. */
  boolean isFull() {
    return output.isFull(buffer.length());
  }

  /** Goes on in the next file, with the same interfaces. */
  void next() throws SystemException {
    buffer.flush(output);
    output.next();
    sectionHeader();
    for (Ring each : numbers.keySet()) {
      describe(each);
    }
  }

  /** Tells how much there was of an interface, and of an adapter as a whole what was missed. */
  void statistics(AdapterName adapter, OptionalLong missed, long nowNanos) throws SystemException {
    for (Map.Entry<Ring, Integer> each : numbers.entrySet()) {
      if (each.getKey().adapter().equals(adapter)) {
        makeRoom();
        buffer.begin(INTERFACE_STATISTICS);
        buffer.word(each.getValue());
        buffer.time(nowNanos);
        buffer.option(ISB_RECEIVED, Long.BYTES);
        buffer.longWord(frames.get(each.getValue()));
        if (missed.isPresent() && each.getKey().ring().equals(RingName.TAP)) {
          buffer.option(ISB_DROPPED, Long.BYTES);
          buffer.longWord(missed.getAsLong());
        }
        buffer.end();
      }
    }
  }

  /** Writes out what there is. */
  void flush() throws SystemException {
    buffer.flush(output);
  }

  @Override
  public void close() throws SystemException {
    buffer.close();
  }
}
