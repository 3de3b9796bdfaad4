package dev.smtap.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.memory.SharedMemory;
import dev.smtap.memory.ShmDirectory;
import dev.smtap.ring.CastRingReader.Result;
import dev.smtap.ring.CastRingWriter.Outcome;
import dev.smtap.wire.MacAddress;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CastRingTest {
  private static final int SLOTS = 8;
  private static final int RINGS = 4;
  private static final int BYTES = 64;
  private static final long GROUP = MacAddress.parse("01:00:5e:00:00:01");

  private ShmDirectory directory;
  private TestCastArea test;

  @BeforeEach
  void make() throws Exception {
    directory = ShmDirectory.create();
    test = TestCastArea.in(directory.path(), RINGS, SLOTS, 0);
  }

  @AfterEach
  void remove() throws Exception {
    test.close();
    directory.close();
  }

  private void restart(long start) throws Exception {
    remove();
    directory = ShmDirectory.create();
    test = TestCastArea.in(directory.path(), RINGS, SLOTS, start);
  }

  private void broadcast(CastRingWriter writer, long value) {
    assertThat(test.cast(writer, MacAddress.BROADCAST, value, BYTES)).isEqualTo(Outcome.SENT);
  }

  private long value(CastRingReader reader) {
    return SharedMemory.getLong(reader.bufferPosition() + reader.length() - Long.BYTES);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, (1L << 16) - 3, (1L << 31) - 3, (1L << 32) - 3, Long.MAX_VALUE - 2})
  void everyFrameIsReadOnceInOrderOrCountedAsMissed(long start) throws Exception {
    restart(start);
    Random random = new Random(start);
    CastRingWriter[] writers = {test.writer(1), test.writer(2)};
    CastRingReader reader = test.reader(CastArea.BROADCAST_RING);
    long written = 0;
    long next = 0;
    long missed = 0;
    while (written < 40 * SLOTS) {
      for (int i = random.nextInt(2 * SLOTS); i > 0; i--) {
        broadcast(writers[(int) (written & 1)], written++);
      }
      if (written - next > SLOTS) {
        assertThat(reader.read()).isEqualTo(Result.MISSED);
        missed += written - next - SLOTS;
        next = written - SLOTS;
      }
      assertThat(reader.missed()).isEqualTo(missed);
      for (int i = random.nextInt(2 * SLOTS); i > 0; i--) {
        assertThat(reader.hasNews()).isEqualTo(next < written);
        if (next == written) {
          assertThat(reader.read()).isEqualTo(Result.EMPTY);
          continue;
        }
        assertThat(reader.read()).isEqualTo(Result.RECORD);
        assertThat(value(reader)).isEqualTo(next);
        assertThat(reader.length()).isEqualTo(BYTES);
        assertThat(reader.nodeId()).isEqualTo(1 + (int) (next & 1));
        assertThat(reader.generation()).isEqualTo(1 + (next & 1));
        next++;
      }
    }
    assertThat(missed).isPositive();
    assertThat(test.bell()).isEqualTo((int) written);
  }

  @Test
  void aSlotThatIsBeingWrittenIsMissed() {
    CastRingWriter writer = test.writer(1);
    CastRingReader reader = test.reader(CastArea.BROADCAST_RING);
    broadcast(writer, 7);
    broadcast(writer, 8);
    SharedMemory.putLong(test.slot(0, 0) + CastSlotDescriptor.SEQUENCE_OFFSET, 0);
    assertThat(reader.read()).isEqualTo(Result.MISSED);
    assertThat(reader.missed()).isEqualTo(1);
    assertThat(reader.read()).isEqualTo(Result.RECORD);
    assertThat(value(reader)).isEqualTo(8);
  }

  @Test
  void aSlotOfALaterLapIsMissed() {
    CastRingWriter writer = test.writer(1);
    CastRingReader reader = test.reader(CastArea.BROADCAST_RING);
    broadcast(writer, 7);
    SharedMemory.putLong(test.slot(0, 0) + CastSlotDescriptor.SEQUENCE_OFFSET, 1 + SLOTS);
    assertThat(reader.read()).isEqualTo(Result.MISSED);
    assertThat(reader.missed()).isEqualTo(1);
    assertThat(reader.read()).isEqualTo(Result.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 27, CastSlotDescriptor.LONGEST_RECORD_BYTES + 1, -1, Integer.MIN_VALUE})
  void aLengthThatNoRecordHasIsDamage(int length) {
    CastRingWriter writer = test.writer(1);
    CastRingReader reader = test.reader(CastArea.BROADCAST_RING);
    broadcast(writer, 7);
    broadcast(writer, 8);
    SharedMemory.putInt(test.slot(0, 0) + CastSlotDescriptor.LENGTH_OFFSET, length);
    assertThat(reader.read()).isEqualTo(Result.DAMAGED);
    assertThat(reader.read()).isEqualTo(Result.RECORD);
    assertThat(value(reader)).isEqualTo(8);
    assertThat(reader.missed()).isZero();
  }

  @Test
  void aWriteCounterThatGoesBackIsDamageAndReadingGoesOn() {
    CastRingWriter writer = test.writer(1);
    CastRingReader reader = test.reader(CastArea.BROADCAST_RING);
    broadcast(writer, 1);
    broadcast(writer, 2);
    assertThat(reader.read()).isEqualTo(Result.RECORD);
    assertThat(reader.read()).isEqualTo(Result.RECORD);
    SharedMemory.putLong(test.area().writtenPosition(0), 1);
    assertThat(reader.read()).isEqualTo(Result.DAMAGED);
    assertThat(reader.read()).isEqualTo(Result.EMPTY);
    broadcast(writer, 3);
    assertThat(reader.read()).isEqualTo(Result.RECORD);
    assertThat(value(reader)).isEqualTo(3);
  }

  @Test
  void theFirstSenderLabelsARingAndTheRestIsBroadcast() {
    CastRingWriter first = test.writer(1);
    CastRingWriter second = test.writer(2);
    CastRingReader[] readers = new CastRingReader[RINGS];
    for (int ring = 0; ring < RINGS; ring++) {
      readers[ring] = test.reader(ring);
    }
    test.cast(first, GROUP, 10, BYTES);
    test.cast(second, GROUP + 1, 11, BYTES);
    test.cast(second, GROUP, 12, BYTES);
    test.cast(first, GROUP + 2, 13, BYTES);
    test.cast(first, GROUP + 3, 14, BYTES);
    test.cast(second, GROUP + 1, 15, BYTES);
    test.cast(first, 0x02_00_00_00_00_07L, 16, BYTES);
    assertThat(test.area().label(0)).isEqualTo(MacAddress.BROADCAST);
    assertThat(test.area().label(1)).isEqualTo(GROUP);
    assertThat(test.area().label(2)).isEqualTo(GROUP + 1);
    assertThat(test.area().label(3)).isEqualTo(GROUP + 2);
    assertValues(readers[0], 14, 16);
    assertValues(readers[1], 10, 12);
    assertValues(readers[2], 11, 15);
    assertValues(readers[3], 13);
  }

  private void assertValues(CastRingReader reader, long... values) {
    for (long each : values) {
      assertThat(reader.read()).isEqualTo(Result.RECORD);
      assertThat(value(reader)).isEqualTo(each);
    }
    assertThat(reader.read()).isEqualTo(Result.EMPTY);
  }

  @Test
  void skipsWhatIsOlderThanAMoment() {
    CastRingWriter writer = test.writer(1);
    CastRingReader reader = test.reader(CastArea.BROADCAST_RING);
    broadcast(writer, 1);
    broadcast(writer, 2);
    long moment = System.nanoTime() + 1;
    while (System.nanoTime() - moment <= 0) {
      Thread.onSpinWait();
    }
    broadcast(writer, 3);
    broadcast(writer, 4);
    reader.skipOlderThan(moment);
    assertValues(reader, 3, 4);
    assertThat(reader.missed()).isZero();
  }

  @Test
  void looksBackNoFurtherThanTheRingAndNotTwice() {
    CastRingWriter writer = test.writer(1);
    CastRingReader reader = test.reader(CastArea.BROADCAST_RING);
    long before = System.nanoTime();
    for (int i = 0; i < 3 * SLOTS; i++) {
      broadcast(writer, i);
    }
    reader.skipOlderThan(before);
    long first = 3 * SLOTS - SLOTS + 1;
    for (long value = first; value < 3 * SLOTS; value++) {
      assertThat(reader.read()).isEqualTo(Result.RECORD);
      assertThat(value(reader)).isEqualTo(value);
    }
    reader.skipOlderThan(before);
    assertThat(reader.read()).isEqualTo(Result.EMPTY);
    assertThat(reader.missed()).isZero();
  }

  @Test
  void aRecordLongerThanASlotIsRefused() {
    CastRingWriter writer = test.writer(1);
    int longest = CastSlotDescriptor.LONGEST_RECORD_BYTES;
    CastRingReader reader = test.reader(CastArea.BROADCAST_RING);
    assertThat(test.cast(writer, MacAddress.BROADCAST, 5, longest)).isEqualTo(Outcome.SENT);
    assertThat(reader.read()).isEqualTo(Result.RECORD);
    assertThat(reader.length()).isEqualTo(longest);
    assertThat(test.cast(writer, MacAddress.BROADCAST, 5, longest + 1))
        .isEqualTo(Outcome.TOO_LARGE);
    assertThat(reader.read()).isEqualTo(Result.EMPTY);
  }

  @Test
  void aLivingOwnerOfTheLockMakesTheCastFail() {
    CastRingWriter writer = test.writer(1);
    SharedMemory.putLong(test.area().lockPosition(), CastLock.word(9, 9));
    assertThat(test.cast(writer, MacAddress.BROADCAST, 5, BYTES)).isEqualTo(Outcome.LOCK_HELD);
    assertThat(test.area().written(0)).isZero();
  }

  @Test
  void aWriterThatDiedLeavesItsSlotToTheNext() {
    CastRingReader reader = test.reader(CastArea.BROADCAST_RING);
    broadcast(test.writer(1), 1);
    SharedMemory.putLong(test.area().lockPosition(), CastLock.word(9, 9));
    SharedMemory.putLong(test.slot(0, 1) + CastSlotDescriptor.SEQUENCE_OFFSET, 2);
    broadcast(test.writer(2, (id, generation) -> false), 2);
    assertValues(reader, 1, 2);
    assertThat(SharedMemory.getLong(test.area().lockPosition())).isZero();
  }

  @Test
  void memoryIsReservedBeforeTheLockIsTaken() throws Exception {
    long before = test.allocatedBytes();
    SharedMemory.putLong(test.area().lockPosition(), CastLock.word(9, 9));
    assertThat(test.cast(test.writer(1), MacAddress.BROADCAST, 5, BYTES))
        .isEqualTo(Outcome.LOCK_HELD);
    assertThat(test.allocatedBytes()).isGreaterThan(before);
  }

  @Test
  void aSlotThatWasTakenMeanwhileIsNotWrittenTwice() {
    CastRingReader reader = test.reader(CastArea.BROADCAST_RING);
    CastRingWriter faster = test.writer(2, (id, generation) -> false);
    // Asks about the dead owner when its slot is prepared, and finds the lock free again.
    CastRingWriter writer =
        test.writer(
            1,
            (id, generation) -> {
              broadcast(faster, 1);
              return false;
            });
    SharedMemory.putLong(test.area().lockPosition(), CastLock.word(9, 9));
    broadcast(writer, 1);
    for (int nodeId : new int[] {2, 1}) {
      assertThat(reader.read()).isEqualTo(Result.RECORD);
      assertThat(reader.nodeId()).isEqualTo(nodeId);
    }
    assertThat(reader.read()).isEqualTo(Result.EMPTY);
  }
}
