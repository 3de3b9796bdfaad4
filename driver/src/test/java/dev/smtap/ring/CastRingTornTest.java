package dev.smtap.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.memory.SharedMemory;
import dev.smtap.memory.ShmDirectory;
import dev.smtap.ring.CastRingReader.Result;
import dev.smtap.wire.MacAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A writer that laps a reader in the middle of its copies. */
class CastRingTornTest {
  private static final int BYTES = 64_000;
  private static final int FRAMES = 40_000;

  @Test
  void noRecordIsTorn() throws Exception {
    try (ShmDirectory directory = ShmDirectory.create();
        TestCastArea test = TestCastArea.in(directory.path(), 1, 2, 0)) {
      CastRingReader reader = test.reader(CastArea.BROADCAST_RING);
      AtomicBoolean done = new AtomicBoolean();
      Thread writing =
          Thread.ofPlatform()
              .start(() -> {
                CastRingWriter writer = test.writer(1);
                for (int i = 1; i <= FRAMES; i++) {
                  test.cast(writer, MacAddress.BROADCAST, i, BYTES);
                }
                done.set(true);
              });
      long records = 0;
      long last = 0;
      while (!done.get() || reader.hasNews()) {
        if (reader.read() == Result.RECORD) {
          records++;
          last = checkWhole(reader, last);
        }
      }
      writing.join();
      assertThat(records + reader.missed()).isEqualTo(FRAMES);
      assertThat(records).isPositive();
      assertThat(reader.missed()).isPositive();
    }
  }

  private static long checkWhole(CastRingReader reader, long last) {
    long record = reader.bufferPosition();
    long value = SharedMemory.getLong(record);
    assertThat(value).isGreaterThan(last);
    for (int at = 0; at < BYTES; at += Long.BYTES) {
      if (SharedMemory.getLong(record + at) != value) {
        throw new AssertionError(
            "torn at " + at + ": " + value + " and " + SharedMemory.getLong(record + at));
      }
    }
    return value;
  }
}
