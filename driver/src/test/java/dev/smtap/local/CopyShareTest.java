package dev.smtap.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link CopyShare}: long frames are copied whole as long as the thread's share of time lasts. */
class CopyShareTest {
  private static final int LONG_BYTES = 65_535;
  private static final int SHORT = CopyShare.SHORT_BYTES;
  private static final long COPY_NANOS = 10_000;
  private static final long SAVED_COPIES = CopyShare.MOST_SAVED_NANOS / COPY_NANOS;

  private long now;
  private CopyShare share = new CopyShare(() -> now);

  /** Copies one frame; whether all of it. */
  private boolean copies(long nanos) {
    int bytes = share.begin(LONG_BYTES);
    now += nanos;
    share.end();
    assertThat(bytes).isIn(LONG_BYTES, SHORT);
    return bytes == LONG_BYTES;
  }

  private long copiesAtOnce() {
    long whole = 0;
    long began = now;
    while (copies(COPY_NANOS)) {
      whole++;
    }
    // What passes meanwhile counts too.
    return whole - (now - began) / COPY_NANOS / CopyShare.PARTS;
  }

  @Test
  void whatWasSavedUpIsSpentAndSavedUpAgain() {
    assertThat(copiesAtOnce()).isBetween(SAVED_COPIES - 1, SAVED_COPIES + 1);
    now += CopyShare.PARTS * CopyShare.MOST_SAVED_NANOS / 2;
    assertThat(copiesAtOnce()).isBetween(SAVED_COPIES / 2 - 1, SAVED_COPIES / 2 + 1);
    // However long nothing is to be captured, no more is saved up.
    now += 1_000 * CopyShare.PARTS * CopyShare.MOST_SAVED_NANOS;
    assertThat(copiesAtOnce()).isBetween(SAVED_COPIES - 1, SAVED_COPIES + 1);
  }

  @Test
  void shortFramesAreWholeAlways() {
    long unused = copiesAtOnce();
    assertThat(share.begin(LONG_BYTES)).isEqualTo(SHORT);
    for (int bytes : new int[] {0, SHORT - 1, SHORT}) {
      assertThat(share.begin(bytes)).isEqualTo(bytes);
      share.end();
    }
    assertThat(share.begin(SHORT + 1)).isEqualTo(SHORT);
  }

  /** Also where the clock starts below zero, or wraps. */
  @ParameterizedTest
  @ValueSource(longs = {0, -1_000_000_000_000L, Long.MAX_VALUE - 500_000_000L, Long.MIN_VALUE})
  void noMoreThanItsShareIsSpent(long start) {
    now = start;
    share = new CopyShare(() -> now);
    long unused = copiesAtOnce();
    SplittableRandom random = new SplittableRandom(start);
    long spent = 0;
    long began = now;
    while (now - began < 10_000_000_000L) {
      long nanos = random.nextLong(2 * COPY_NANOS);
      spent += copies(nanos) ? nanos : 0;
      now += random.nextLong(2 * COPY_NANOS);
    }
    double part = (double) spent / (now - began);
    assertThat(part).isBetween(0.9 / CopyShare.PARTS, 1.1 / CopyShare.PARTS);
  }

  /** Else a thread that was not running for a while would have to make up for it for seconds. */
  @Test
  void aThreadThatWasStoppedInACopyPaysForACopyOnly() {
    long unused = copiesAtOnce();
    now += CopyShare.PARTS * 2 * COPY_NANOS;
    assertThat(copies(5_000_000_000L)).isTrue();
    assertThat(copiesAtOnce()).isGreaterThan(SAVED_COPIES / 2);
    assertThat(copies(COPY_NANOS)).isFalse();
  }
}
