package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.local.FrameReader;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.wire.FlowKey;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where searches for foreseen flows begin is known, and never that of another flow or table. */
class ForesightTest {
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress GLOBAL = InetAddress.ofLiteral("10.0.0.1");
  private static final int FLOWS = 10_000;
  private static final int PLACE_BYTES = 256;
  private static final int PORT = 80;

  private final Foresight foresight = new Foresight();
  private final PacketCracker cracker = new PacketCracker();
  private final long[] frames = new long[FrameReader.MOST_AHEAD + 1];
  private final int[] lengths = new int[FrameReader.MOST_AHEAD + 1];
  private TestTable test;
  private TestTable other;
  private MappedSection memory;

  @BeforeEach
  void make() throws Exception {
    test = new TestTable(FLOWS, 1);
    other = new TestTable(ConnectionTableDescriptor.FEWEST_FLOWS, 2);
    memory = MappedSection.ofPrivateMemory((long) PLACE_BYTES * frames.length);
    for (int i = 0; i < frames.length; i++) {
      put(i, TestFrames.tcp(CLIENT, GLOBAL, 1_000 + i, PORT, FlowKey.ACK));
    }
  }

  @AfterEach
  void remove() throws Exception {
    memory.close();
    other.close();
    test.close();
  }

  private void put(int index, byte[] frame) {
    frames[index] = memory.position((long) index * PLACE_BYTES);
    lengths[index] = frame.length;
    SharedMemory.copyIn(frame, frames[index]);
  }

  private FlowKey key(int index) {
    assertThat(cracker.crack(frames[index], lengths[index])).isEqualTo(PacketKind.PORTS);
    return cracker.key();
  }

  /** Another flow's key shows whether what is said was known before: then it does not count. */
  private long homeOfOther(int index) {
    return foresight.home(test.table, frames[index], TestTable.tcp(7));
  }

  private long homeByKey() {
    return test.table.home(TestTable.tcp(7));
  }

  private void look(int count) {
    foresight.look(test.table, frames, lengths, count);
  }

  @Test
  void eachHomeIsKnownWhenItsFrameComes() {
    look(FrameReader.MOST_AHEAD);
    for (int i = 0; i < FrameReader.MOST_AHEAD; i++) {
      assertThat(homeOfOther(i)).isEqualTo(test.table.home(key(i))).isNotEqualTo(homeByKey());
    }
  }

  @Test
  void aFrameThatWasNotForeseenIsHashed() {
    look(2);
    assertThat(homeOfOther(2)).isEqualTo(homeByKey());
    assertThat(foresight.home(test.table, frames[2], key(2))).isEqualTo(test.table.home(key(2)));
  }

  @Test
  void framesThatNeverComeAreSkipped() {
    put(1, TestFrames.echo(CLIENT, GLOBAL));
    look(4);
    assertThat(homeOfOther(0)).isEqualTo(test.table.home(key(0)));
    assertThat(homeOfOther(3)).isEqualTo(test.table.home(key(3)));
    assertThat(homeOfOther(3)).as("it has come").isEqualTo(homeByKey());
  }

  @Test
  void theNextFramesTakeThePlaceOfTheLast() {
    look(3);
    put(0, TestFrames.udp(CLIENT, GLOBAL, 5_000, PORT));
    look(1);
    assertThat(homeOfOther(0)).isEqualTo(test.table.home(key(0)));
    assertThat(homeOfOther(1)).isEqualTo(homeByKey());
  }

  @Test
  void moreThanThereIsRoomForAreNotForeseen() {
    look(frames.length);
    assertThat(homeOfOther(frames.length - 1)).isEqualTo(homeByKey());
  }

  @Test
  void anotherTableIsNeverAskedAtTheOldPlace() {
    look(FrameReader.MOST_AHEAD);
    foresight.forget();
    for (int i = 0; i < FrameReader.MOST_AHEAD; i++) {
      long home = foresight.home(other.table, frames[i], key(i));
      assertThat(home).isEqualTo(other.table.home(key(i)));
    }
  }

  @Test
  void itHelpsInLargeTablesOnly() throws Exception {
    int many = 1 << 15;
    try (TestTable large = new TestTable(many, 3)) {
      for (int i = 0; i < many; i++) {
        assertThat(Foresight.helps(large.table)).isFalse();
        assertThat(large.add(TestTable.tcp(i), 1, FlowKey.SYN)).isNotEqualTo(ConnectionTable.NONE);
      }
      assertThat(Foresight.helps(large.table)).isTrue();
    }
  }
}
