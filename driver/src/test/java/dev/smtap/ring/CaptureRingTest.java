package dev.smtap.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.ring.CaptureRingReader.Result;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A capture ring: what is read is what was written, and what is not read is counted. */
class CaptureRingTest {
  private static final int SHORTEST = 48;

  private TestCaptureRing ring;

  @BeforeEach
  void make() throws Exception {
    ring = new TestCaptureRing(CaptureDescriptor.LEAST_RING_BYTES);
  }

  @AfterEach
  void remove() throws Exception {
    assertThat(ring.isCanaryAlive()).isTrue();
    ring.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyRecordIsReadOnceInOrderOrCountedAsMissed(long seed) {
    Random random = new Random(seed);
    CaptureRingWriter writer = ring.writer();
    CaptureRingReader reader = ring.reader();
    long written = 0;
    long next = 0;
    while (written < 3_000) {
      for (int i = random.nextInt(200); i > 0; i--) {
        TestCaptureRing.write(writer, written++, length(random));
      }
      for (int i = random.nextInt(300); i > 0; i--) {
        next = read(reader, next);
      }
    }
    while (reader.next() != Result.EMPTY) {
      next = read(reader, next);
    }
    assertThat(next).isEqualTo(written);
    assertThat(reader.missed()).isPositive();
  }

  /** Short ones and long ones, the longest too, in words. */
  private static int length(Random random) {
    int longest = CaptureRecordDescriptor.LONGEST_SLOT_RECORD_BYTES;
    return switch (random.nextInt(4)) {
      case 0 -> longest - random.nextInt(3) * 8;
      case 1 -> SHORTEST;
      default -> SHORTEST + random.nextInt(2_000) / 8 * 8;
    };
  }

  /** The number that comes next. */
  private long read(CaptureRingReader reader, long next) {
    long missedBefore = reader.missed();
    if (reader.next() != Result.RECORD) {
      return next;
    }
    long value = ring.value(reader);
    reader.pass();
    assertThat(value).isEqualTo(next + reader.missed() - missedBefore);
    return value + 1;
  }

  @Test
  void aReaderBeginsWithWhatIsWrittenNext() {
    CaptureRingWriter writer = ring.writer();
    for (int old = 0; old < 100; old++) {
      TestCaptureRing.write(writer, old, SHORTEST);
    }
    CaptureRingReader reader = ring.reader();
    assertThat(reader.next()).isEqualTo(Result.EMPTY);
    TestCaptureRing.write(writer, 100, SHORTEST);
    assertThat(reader.next()).isEqualTo(Result.RECORD);
    assertThat(ring.value(reader)).isEqualTo(100);
    assertThat(reader.missed()).isZero();
  }

  @Test
  void aLappedReaderKeepsSomeOfTheNewest() {
    CaptureRingWriter writer = ring.writer();
    CaptureRingReader reader = ring.reader();
    int count = (int) (4 * ring.bytes() / CaptureRecordDescriptor.recordBytes(SHORTEST));
    for (int i = 0; i < count; i++) {
      TestCaptureRing.write(writer, i, SHORTEST);
    }
    assertThat(reader.next()).isEqualTo(Result.LAPPED);
    long read = 0;
    while (reader.next() == Result.RECORD) {
      assertThat(ring.value(reader)).isNotNegative();
      reader.pass();
      read++;
    }
    assertThat(read * CaptureRecordDescriptor.recordBytes(SHORTEST))
        .isGreaterThanOrEqualTo(ring.bytes() / 2);
    assertThat(reader.missed()).isEqualTo(count - read);
  }

  @Test
  void aRecordThatIsWrittenOverWhileItIsCopiedIsMissed() {
    CaptureRingWriter writer = ring.writer();
    CaptureRingReader reader = ring.reader();
    TestCaptureRing.write(writer, 0, SHORTEST);
    assertThat(reader.next()).isEqualTo(Result.RECORD);
    int count = (int) (ring.bytes() / CaptureRecordDescriptor.recordBytes(SHORTEST));
    for (int i = 1; i <= count; i++) {
      TestCaptureRing.write(writer, i, SHORTEST);
    }
    assertThat(reader.copy(ring.buffer())).isFalse();
    assertThat(reader.missed()).isEqualTo(1);
  }

  @Test
  void whatIsWrittenBehindTheEndIsNotRead() {
    CaptureRingWriter writer = ring.writer();
    CaptureRingReader reader = ring.reader();
    TestCaptureRing.write(writer, 0, SHORTEST);
    TestCaptureRing.write(writer, 1, SHORTEST);
    reader.endHere();
    TestCaptureRing.write(writer, 2, SHORTEST);
    assertThat(read(reader, 0)).isEqualTo(1);
    assertThat(read(reader, 1)).isEqualTo(2);
    assertThat(reader.next()).isEqualTo(Result.EMPTY);
    lap(writer);
    assertThat(reader.next()).isEqualTo(Result.EMPTY);
    assertThat(reader.missed()).isZero();
  }

  @Test
  void whoIsLappedInFrontOfTheEndTellsWhatIsGone() {
    CaptureRingWriter writer = ring.writer();
    CaptureRingReader reader = ring.reader();
    for (int i = 0; i < 10; i++) {
      TestCaptureRing.write(writer, i, SHORTEST);
    }
    reader.endHere();
    lap(writer);
    assertThat(reader.next()).isEqualTo(Result.LAPPED);
    assertThat(reader.next()).isEqualTo(Result.EMPTY);
    // At least: which of the later ones were written before the end is not known.
    assertThat(reader.missed()).isGreaterThanOrEqualTo(10);
  }

  private void lap(CaptureRingWriter writer) {
    long count = 2 * ring.bytes() / CaptureRecordDescriptor.recordBytes(SHORTEST);
    for (int i = 0; i < count; i++) {
      TestCaptureRing.write(writer, i, SHORTEST);
    }
  }
}
