package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.Edits;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.fuzz.Reads;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.IpAddress;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Another node's connection table with anything in it, as an ingress that takes over and {@code
 * smtap connections} read it: nothing outside of the table is read, every value can be shown, and
 * no search goes on for ever. Input: whether all of it is of one byte (0 if not), then edits of a
 * good table.
 */
class ConnectionReaderFuzzTest {
  private static final int FLOWS = 4_096;
  private static final int KNOWN = 300;
  private static final long BYTES = ConnectionTableDescriptor.bytes(FLOWS);

  private static final long MOST_AGE =
      (long) FlowAge.MOST_TICKS << ConnectionBucketDescriptor.TICK_SHIFT;

  private static byte[] good = new byte[0];
  private static FramePlace place;

  @BeforeAll
  static void make() throws SystemException {
    place = new FramePlace(BYTES + 4_096);
    try (TestTable table = new TestTable(FLOWS, 1)) {
      for (int i = 0; i < KNOWN; i++) {
        assertThat(table.add(TestTable.key(i), 1 + i % 3, 2)).isNotEqualTo(ConnectionTable.NONE);
      }
      good = new byte[(int) BYTES];
      SharedMemory.copyOut(table.position(), good);
    }
  }

  @AfterAll
  static void remove() throws SystemException {
    place.close();
  }

  @FuzzTest
  void readsNothingButTheTable(byte[] bytes) {
    FuzzInput input = new FuzzInput(bytes);
    byte[] table = good.clone();
    int filling = input.nextByte();
    if (filling != 0) {
      Arrays.fill(table, (byte) filling);
    }
    Edits.apply(table, input);
    long position = place.put(table, filling);
    if (!ConnectionReader.isTable(position, BYTES)) {
      return;
    }
    ConnectionReader reader = ConnectionReader.of(position, BYTES);
    assertThat(reader.entries()).isBetween(FLOWS, 2 * FLOWS);
    for (int entry = 0; entry < reader.entries(); entry++) {
      if (reader.read(entry)) {
        check(reader);
      }
    }
    for (int i = 0; i < KNOWN; i += 7) {
      if (reader.find(TestTable.key(i))) {
        assertThat(reader.key().isSame(TestTable.key(i))).isTrue();
        check(reader);
      }
    }
  }

  private static void check(ConnectionReader reader) {
    assertThat(reader.key().protocol()).isBetween(1, 255);
    assertThat(reader.key().localPort()).isBetween(0, 65_535);
    assertThat(reader.key().foreignPort()).isBetween(0, 65_535);
    assertThat(reader.packets()).isNotNegative();
    assertThat(reader.idleNanos(TestTable.SECOND)).isNotNegative();
    assertThat(reader.ageNanos(TestTable.SECOND)).isBetween(0L, MOST_AGE);
    assertThat(reader.bytes()).isBetween(0L, ConnectionBucketDescriptor.MOST_BYTES);
    assertThat(reader.state()).isNotNull();
    assertThat(reader.step()).isNotNull();
    String local = new IpAddress(reader.key().localHigh(), reader.key().localLow()).toString();
    assertThat(local).matches("[0-9a-f:.]{2,39}");
    Reads.anything(reader.nodeId(), reader.generation());
  }
}
