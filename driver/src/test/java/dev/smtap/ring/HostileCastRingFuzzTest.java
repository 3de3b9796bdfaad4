package dev.smtap.ring;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Memory of a cast ring that changes at will between the reader's steps. Input: where the ring
 * starts, then steps (see {@link #step}).
 */
class HostileCastRingFuzzTest {
  private static final int RINGS = 2;
  private static final int SLOTS = 4;
  private static final int RING = 1;
  private static final long CANARY = 0x0123_4567_89ab_cdefL;
  private static final int MOST_STEPS = 200;

  private static MappedSection memory;
  private static MappedSection buffer;

  @BeforeAll
  static void map() throws SystemException {
    memory = MappedSection.ofPrivateMemory(CastDescriptor.bytes(RINGS, SLOTS));
    buffer = MappedSection.ofPrivateMemory(CastSlotDescriptor.BYTES);
  }

  @AfterAll
  static void unmap() throws SystemException {
    memory.close();
    buffer.close();
  }

  @FuzzTest
  void believesNothing(byte[] bytes) {
    FuzzInput input = new FuzzInput(bytes);
    CastArea area = new CastArea(memory.position(), 0, RINGS, SLOTS);
    for (int slot = 0; slot < SLOTS; slot++) {
      SharedMemory.clear(area.position() + area.slotOffset(RING, slot), 64);
    }
    long canary = buffer.position(CastSlotDescriptor.LONGEST_RECORD_BYTES);
    SharedMemory.putLong(canary, CANARY);
    SharedMemory.putLong(area.writtenPosition(RING), input.nextLong());
    CastRingReader reader = new CastRingReader(area, RING, buffer.position());
    for (int i = 0; i < MOST_STEPS && input.hasMore(); i++) {
      step(input, area, reader);
    }
    drain(reader);
    assertThat(SharedMemory.getLong(canary)).isEqualTo(CANARY);
  }

  private static void step(FuzzInput input, CastArea area, CastRingReader reader) {
    long written = SharedMemory.getLong(area.writtenPosition(RING));
    switch (input.nextByte() % 6) {
      case 0 -> SharedMemory.putLong(area.writtenPosition(RING), input.nextLong());
      case 1 -> SharedMemory.putLong(area.writtenPosition(RING), written + input.nextByte());
      case 2 -> scribble(area.position() + area.slotOffset(RING, input.nextByte()), input);
      case 3 -> writeRecord(input, area, written);
      case 4 -> reader.skipOlderThan(input.nextLong());
      default -> read(reader);
    }
  }

  private static void scribble(long slot, FuzzInput input) {
    SharedMemory.putLong(slot + (input.nextByte() % 8) * 8L, input.nextLong());
  }

  /** A record whose sequence and length are right if the input says so. */
  private static void writeRecord(FuzzInput input, CastArea area, long written) {
    long slot = area.position() + area.slotOffset(RING, written);
    SharedMemory.putLong(slot, written + 1 + (byte) input.nextByte());
    SharedMemory.putLong(slot + 8, CastSlotDescriptor.senderAndLength(3, input.nextInt()));
    SharedMemory.putLong(slot + CastSlotDescriptor.TIME_OFFSET, input.nextByte());
    SharedMemory.putLong(slot + CastSlotDescriptor.RECORD_OFFSET, written);
    SharedMemory.putLong(area.writtenPosition(RING), written + 1);
  }

  private static CastRingReader.Result read(CastRingReader reader) {
    boolean hadNews = reader.hasNews();
    CastRingReader.Result result = reader.read();
    assertThat(hadNews).isEqualTo(result != CastRingReader.Result.EMPTY);
    if (result == CastRingReader.Result.RECORD) {
      assertThat(reader.length())
          .isBetween(SlotDescriptor.FRAME_OFFSET, CastSlotDescriptor.LONGEST_RECORD_BYTES);
    }
    return result;
  }

  /** Whatever stands in the ring, a reader is through with it soon. */
  private static void drain(CastRingReader reader) {
    int reads = 0;
    while (read(reader) != CastRingReader.Result.EMPTY) {
      assertThat(++reads).isLessThanOrEqualTo(SLOTS + 1);
    }
  }
}
