package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.facility.AdapterReceiveCounter;
import dev.smtap.facility.AdapterSendCounter;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.ReceiveCounter;
import dev.smtap.facility.SendCounter;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.SocketPort;
import dev.smtap.wire.FrameLimits;
import dev.smtap.wire.MacAddress;
import dev.smtap.wire.NodeAddress;
import dev.smtap.wire.SmHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three nodes on one network: where frames go, and where they are counted. */
class LocalNetworkTest {
  private static final int MTU = 1500;
  private static final long INNER = MacAddress.parse("00:16:3e:00:00:01");
  private static final long UNKNOWN = MacAddress.parse("00:16:3e:00:00:99");
  private static final long GROUP = MacAddress.parse("33:33:00:00:00:01");

  private TestPartition net;

  @BeforeEach
  void start() throws Exception {
    net = TestPartition.of(3, MTU, 0);
  }

  @AfterEach
  void stop() throws Exception {
    net.close();
  }

  /** What arrives after a mark that was sent behind it is all that arrives. */
  private void assertNothingFor(int id, int from) {
    byte[] mark = TestPartition.frame(from, id, -1, 64);
    net.port(from).send(mark);
    assertThat(net.port(id).receive()).isEqualTo(mark);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 60, 1514, MTU + FrameLimits.OVERHEAD_BYTES})
  void aFrameGoesToTheNodeInItsAddressAndNowhereElse(int bytes) {
    byte[] frame = TestPartition.frame(1, 2, 7, bytes);
    net.port(1).send(frame);
    assertThat(net.port(2).receive()).isEqualTo(frame);
    assertNothingFor(3, 1);
    assertNothingFor(1, 2);
    net.awaitBalance();
    assertThat(net.sent(1, 2, SendCounter.FRAMES)).isEqualTo(1);
    assertThat(net.sent(1, 2, SendCounter.BYTES)).isEqualTo(bytes);
    assertThat(net.received(2, 1, ReceiveCounter.FRAMES)).isEqualTo(1);
    assertThat(net.received(2, 1, ReceiveCounter.BYTES)).isEqualTo(bytes);
    assertThat(net.sent(1, AdapterSendCounter.READ_BYTES)).isEqualTo(bytes + 64L);
  }

  @ParameterizedTest
  @ValueSource(longs = {MacAddress.BROADCAST, 0x3333_0000_0001L, 0x01_80c2_0000_0eL})
  void aGroupFrameGoesToAllOthersAndNeverComesBack(long group) {
    byte[] frame = TestPartition.frame(group, NodeAddress.of(0, 1), 7, 90);
    net.port(1).send(frame);
    assertThat(net.port(2).receive()).isEqualTo(frame);
    assertThat(net.port(3).receive()).isEqualTo(frame);
    TestPartition.await().until(() -> net.received(1, AdapterReceiveCounter.OWN) >= 2);
    assertNothingFor(1, 2);
    net.awaitBalance();
    assertThat(net.sent(1, AdapterSendCounter.CAST)).isEqualTo(1);
    assertThat(net.sent(1, AdapterSendCounter.CAST_BYTES)).isEqualTo(90);
    assertThat(net.received(2, AdapterReceiveCounter.CAST)).isEqualTo(1);
    assertThat(net.received(3, AdapterReceiveCounter.CAST_BYTES)).isEqualTo(90);
  }

  /** What it holds may not be taken back: it may be about to write it into its TAP. */
  @Test
  void aLivingNodeStaysWhateverIsPutInThePlaceOfItsSection() throws Exception {
    Files.delete(net.view(2).path());
    try (TestPort other = new TestPort();
        Node _ = Node.start(net.config(2, "sm0", NetworkKind.LOCAL), (_, _) -> other.near())) {
      // Longer than the others' control threads take to look, whatever tells them to.
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_200);
      for (int i = 0; System.nanoTime() < end; i++) {
        byte[] frame = TestPartition.frame(1, 2, i, 64);
        net.port(1).send(frame);
        assertThat(net.port(2).receive()).isEqualTo(frame);
      }
    }
  }

  @Test
  void anUnknownAddressIsFloodedUntilItsNodeIsLearned() {
    net.port(1).send(TestPartition.frame(UNKNOWN, INNER, 1, 80));
    assertThat(TestPartition.number(net.port(2).receive())).isEqualTo(1);
    assertThat(TestPartition.number(net.port(3).receive())).isEqualTo(1);
    byte[] answer = TestPartition.frame(INNER, UNKNOWN, 2, 80);
    net.port(2).send(answer);
    assertThat(net.port(1).receive()).isEqualTo(answer);
    assertNothingFor(3, 2);
    byte[] again = TestPartition.frame(UNKNOWN, INNER, 3, 80);
    net.port(1).send(again);
    assertThat(net.port(2).receive()).isEqualTo(again);
    assertNothingFor(3, 1);
    net.awaitBalance();
    assertThat(net.sent(1, AdapterSendCounter.CAST)).isEqualTo(1);
    assertThat(net.sent(2, AdapterSendCounter.CAST)).isZero();
  }

  @Test
  void anInnerAddressThatMovesIsFollowed() {
    net.port(1).send(TestPartition.frame(MacAddress.BROADCAST, INNER, 1, 80));
    net.port(2).receive();
    net.port(3).receive();
    net.port(2).send(TestPartition.frame(MacAddress.BROADCAST, INNER, 2, 80));
    net.port(1).receive();
    net.port(3).receive();
    net.port(3).send(TestPartition.frame(INNER, UNKNOWN, 3, 80));
    assertThat(TestPartition.number(net.port(2).receive())).isEqualTo(3);
    assertNothingFor(1, 3);
  }

  @Test
  void framesForNobodyAndRuntsAreCounted() {
    net.port(1).send(TestPartition.frame(1, 9, 1, 80));
    net.port(1).send(TestPartition.frame(1, 1, 1, 80));
    net.port(1).send(TestPartition.frame(1, 2, 1, 13));
    net.port(1).send(new byte[0]);
    net.port(1).send(new byte[1]);
    assertNothingFor(2, 1);
    net.awaitBalance();
    assertThat(net.sent(1, AdapterSendCounter.NO_NODE)).isEqualTo(2);
    assertThat(net.sent(1, AdapterSendCounter.RUNT)).isEqualTo(3);
    assertThat(net.sent(1, AdapterSendCounter.READ)).isEqualTo(6);
  }

  @Test
  void oneByteMoreThanTheMtuTakesIsDropped() {
    int longest = MTU + FrameLimits.OVERHEAD_BYTES;
    net.port(1).send(TestPartition.frame(1, 2, 1, longest));
    net.port(1).send(TestPartition.frame(1, 2, 2, longest + 1));
    net.port(1).send(TestPartition.frame(MacAddress.BROADCAST, INNER, 3, longest));
    net.port(1).send(TestPartition.frame(MacAddress.BROADCAST, INNER, 4, longest + 1));
    assertThat(List.of(length(2), length(2))).containsExactly(longest, longest);
    assertNothingFor(2, 1);
    net.awaitBalance();
    assertThat(net.received(2, 1, ReceiveCounter.TOO_LARGE)).isEqualTo(1);
    assertThat(net.received(2, AdapterReceiveCounter.TOO_LARGE)).isEqualTo(1);
  }

  private int length(int id) {
    return net.port(id).receive().length;
  }

  /** Of a super-frame counts what the kernel makes of it: headers and one segment. */
  @Test
  void aSuperFrameIsMeasuredByItsSegments() {
    int fits = MTU + FrameLimits.OVERHEAD_BYTES - 34 - 32;
    net.port(1).send(gso(1, fits), superFrame(1));
    net.port(1).send(gso(1, fits + 1), superFrame(2));
    net.port(1).send(gso(0x81, fits), superFrame(3));
    net.port(1).send(gso(0, 1), superFrame(4));
    assertThat(TestPartition.number(net.port(2).receive())).isEqualTo(1);
    assertThat(TestPartition.number(net.port(2).receive())).isEqualTo(3);
    assertNothingFor(2, 1);
    assertThat(net.received(2, 1, ReceiveCounter.TOO_LARGE)).isEqualTo(2);
  }

  private static byte[] gso(int type, int segmentBytes) {
    return ByteBuffer.allocate(12)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 1)
        .put((byte) type)
        .putShort((short) 66)
        .putShort((short) segmentBytes)
        .putShort((short) 34)
        .putShort((short) 16)
        .array();
  }

  /** 40,000 bytes with a TCP header of 32 bytes at 34. */
  private static byte[] superFrame(int number) {
    byte[] frame = TestPartition.frame(1, 2, number, 40_000);
    frame[34 + 12] = (byte) 0x80;
    return frame;
  }

  /** A source with the I/G bit set is a command in an SM header, but nothing in a frame. */
  @Test
  void noFrameBecomesACommand() {
    long commands = net.received(2, 1, ReceiveCounter.COMMANDS);
    long castCommands = net.received(2, AdapterReceiveCounter.CAST_COMMANDS);
    long source = SmHeader.asCommand(NodeAddress.of(0, 1));
    byte[] unicast = TestPartition.frame(NodeAddress.of(0, 2), source, 1, 80);
    byte[] broadcast = TestPartition.frame(MacAddress.BROADCAST, source, 2, 80);
    net.port(1).send(unicast);
    assertThat(net.port(2).receive()).isEqualTo(unicast);
    net.port(1).send(broadcast);
    assertThat(net.port(2).receive()).isEqualTo(broadcast);
    assertThat(net.received(2, 1, ReceiveCounter.COMMANDS)).isEqualTo(commands);
    assertThat(net.received(2, AdapterReceiveCounter.CAST_COMMANDS)).isEqualTo(castCommands);
  }

  @Test
  void greetingsReachNoKernel() {
    for (int id = 1; id <= 3; id++) {
      assertThat(net.sent(id, AdapterSendCounter.CAST_COMMANDS)).isEqualTo(1);
      assertThat(net.sent(id, AdapterSendCounter.READ)).isZero();
    }
    for (int id = 1; id <= 3; id++) {
      assertNothingFor(id, id % 3 + 1);
    }
  }

  @Test
  void groupsHaveRingsOfTheirOwnAndKeepTheirOrder() {
    for (int i = 0; i < 12; i++) {
      net.port(1).send(TestPartition.frame(GROUP + i % 3, INNER, i, 80));
    }
    for (int id = 2; id <= 3; id++) {
      int[] last = {-1, -1, -1};
      for (int i = 0; i < 12; i++) {
        byte[] frame = net.port(id).receive();
        int number = TestPartition.number(frame);
        assertThat(number).isGreaterThan(last[number % 3]);
        last[number % 3] = number;
      }
    }
    net.awaitBalance();
  }

  @Test
  void aNodeThatStopsIsDownAndComesBack() throws Exception {
    net.port(1).send(TestPartition.frame(1, 2, 1, 80));
    net.port(2).receive();
    net.node(2).close();
    TestPartition.await()
        .until(() -> {
          net.port(1).send(TestPartition.frame(1, 2, 2, 80));
          return net.sent(1, AdapterSendCounter.NO_NODE) > 0
              || net.sent(1, 2, SendCounter.NODE_DOWN) > 0;
        });
    assertNothingFor(3, 1);
  }

  @Test
  void whatDoesNotFitIsRefusedInWords() {
    assertThatThrownBy(() -> Node.start(net.config(2, "sm0", NetworkKind.LOCAL), (a, m) -> none()))
        .isInstanceOf(SystemException.class)
        .hasMessageContaining("cannot claim node ID 2: a living node of this partition has it");
    assertThatThrownBy(() -> Node.start(net.config(4, "sm0", NetworkKind.GLOBAL), (a, m) -> none()))
        .isInstanceOf(SystemException.class)
        .hasMessageContaining("'sm0' as global: it is a local network");
    assertThatThrownBy(() -> Node.start(net.config(4, "sm0", NetworkKind.LOCAL), (a, m) -> none()))
        .isInstanceOf(SystemException.class)
        .hasMessageContaining("no port for this test");
    assertThat(unfinished()).doesNotExist();
  }

  private Path unfinished() {
    try {
      return net.facility().unfinished("node-4");
    } catch (SystemException e) {
      throw new AssertionError(e);
    }
  }

  private static SocketPort none() throws SystemException {
    throw SystemException.because("open", "", "no port for this test", "");
  }
}
