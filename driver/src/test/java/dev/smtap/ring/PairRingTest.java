package dev.smtap.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ends of a pair ring in one thread, against a queue. */
class PairRingTest {
  private static final int MOST_ENTRIES = 64;
  private static final int STEPS = 20_000;

  private MappedSection sender;
  private MappedSection receiver;

  /** Just before a counter of 16, 31, 32 or 63 bits would wrap (J-WRAP). */
  static Stream<Arguments> startsAndSizes() {
    return Stream.of(0L, (1L << 16) - 3, (1L << 31) - 3, (1L << 32) - 3, Long.MAX_VALUE - 2)
        .flatMap(start -> Stream.of(1, 2, 16, 64).map(entries -> Arguments.of(start, entries)));
  }

  @BeforeEach
  void map() throws Exception {
    sender = MappedSection.ofPrivateMemory(LaneDescriptor.bytes(MOST_ENTRIES));
    receiver = MappedSection.ofPrivateMemory(LaneDescriptor.bytes(MOST_ENTRIES));
  }

  @AfterEach
  void unmap() throws Exception {
    sender.close();
    receiver.close();
  }

  private PairRingWriter writer(int entries, long start) {
    SharedMemory.putLong(sender.position() + LaneDescriptor.WRITE_OFFSET, start);
    SharedMemory.putLong(readPosition(), start);
    return new PairRingWriter(sender.position(), entries, start);
  }

  private PairRingReader reader(int entries, long start) {
    return new PairRingReader(sender.position(), receiver.position(), entries, start);
  }

  private long readPosition() {
    return receiver.position() + LaneDescriptor.READ_OFFSET;
  }

  @ParameterizedTest
  @MethodSource("startsAndSizes")
  void behavesLikeAQueue(long start, int entries) {
    Random random = new Random(start + entries);
    PairRingWriter writer = writer(entries, start);
    PairRingReader reader = reader(entries, start);
    Deque<Long> waiting = new ArrayDeque<>();
    Deque<Integer> held = new ArrayDeque<>();
    int taken = 0;
    int unreclaimed = 0;
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          assertThat(writer.isFull()).isEqualTo(held.size() == entries);
          if (!writer.isFull()) {
            int slot = random.nextInt();
            int length = random.nextInt();
            writer.publish(slot, length);
            waiting.add(LaneDescriptor.descriptor(slot, length));
            held.add(slot);
          }
        }
        case 1 -> {
          assertThat(reader.available()).isEqualTo(waiting.size());
          if (!waiting.isEmpty()) {
            assertThat(reader.descriptor()).isEqualTo(waiting.remove());
            int length = random.nextInt(2 * SlotDescriptor.SMALL_BYTES);
            reader.advance(length);
            taken++;
            if (length > SlotDescriptor.SMALL_BYTES || taken == PairRingReader.MOST_TAKEN) {
              unreclaimed += taken;
              taken = 0;
            }
          }
        }
        case 2 -> {
          reader.giveBack();
          unreclaimed += taken;
          taken = 0;
        }
        default -> {
          assertThat(writer.reclaim(readPosition())).isEqualTo(unreclaimed);
          for (; unreclaimed > 0; unreclaimed--) {
            assertThat(writer.takeBack()).isEqualTo(held.remove());
          }
        }
      }
      assertThat(writer.held()).isEqualTo(held.size());
    }
    assertThat(writer.written() - start).isGreaterThan(3L * entries);
  }

  @ParameterizedTest
  @MethodSource("startsAndSizes")
  void tellsFullFromEmpty(long start, int entries) {
    PairRingWriter writer = writer(entries, start);
    PairRingReader reader = reader(entries, start);
    for (int lap = 0; lap < 3; lap++) {
      for (int i = 0; i < entries; i++) {
        assertThat(reader.available()).isEqualTo(i);
        assertThat(writer.held()).isEqualTo(i);
        assertThat(writer.isFull()).isFalse();
        writer.publish(i, lap);
      }
      assertThat(writer.isFull()).isTrue();
      for (int i = 0; i < entries; i++) {
        assertThat(reader.available()).isEqualTo(entries - i);
        assertThat(reader.descriptor()).isEqualTo(LaneDescriptor.descriptor(i, lap));
        reader.advance(lap);
        reader.giveBack();
        assertThat(writer.reclaim(readPosition())).isEqualTo(1);
        assertThat(writer.takeBack()).isEqualTo(i);
      }
      assertThat(reader.available()).isZero();
      assertThat(reader.emptyBell()).isEqualTo((int) writer.written());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, (1L << 32) - 3, Long.MAX_VALUE - 2})
  void believesNoReadCounterThatCannotBeTrue(long start) {
    PairRingWriter writer = writer(4, start);
    writer.publish(1, 1);
    writer.publish(2, 1);
    writer.publish(3, 1);
    SharedMemory.putLong(readPosition(), start + 1);
    assertThat(writer.reclaim(readPosition())).isEqualTo(1);
    assertThat(writer.takeBack()).isEqualTo(1);
    long[] lies = {
      start, start + 4, start + 5, start - 1, start ^ Long.MIN_VALUE, start + (1 << 16)
    };
    for (long lie : lies) {
      SharedMemory.putLong(readPosition(), lie);
      assertThat(writer.reclaim(readPosition())).as("%x", lie).isEqualTo(PairRingWriter.DAMAGED);
      assertThat(writer.held()).isEqualTo(2);
    }
    SharedMemory.putLong(readPosition(), start + 3);
    assertThat(writer.reclaim(readPosition())).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, (1L << 32) - 3, Long.MAX_VALUE - 2})
  void believesNoWriteCounterThatCannotBeTrue(long start) {
    PairRingWriter writer = writer(4, start);
    PairRingReader reader = reader(4, start);
    writer.publish(1, 1);
    reader.advance(1);
    reader.giveBack();
    long[] lies = {start, start + 6, start - 1, start ^ Long.MIN_VALUE, start + (1L << 32)};
    for (long lie : lies) {
      SharedMemory.putLong(reader.bellPosition(), lie);
      assertThat(reader.available()).as("%x", lie).isEqualTo(PairRingReader.DAMAGED);
    }
    SharedMemory.putLong(reader.bellPosition(), start + 5);
    assertThat(reader.available()).isEqualTo(4);
    assertThat(SharedMemory.getLong(readPosition())).isEqualTo(start + 1);
  }
}
