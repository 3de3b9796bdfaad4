package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.wire.MacAddress;
import dev.smtap.wire.NodeAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is lost is what was lost, whatever a thread did when it was told. */
class LostPagesTest {
  private static final int ROUNDS = 8;

  @ParameterizedTest
  @ValueSource(longs = {0, 4096, 100_000})
  void withoutTheCommonSectionAllFramesOfPairRingsArrive(long bytes) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (TestPartition net = TestPartition.of(3, 1500, 0);
          FileHandle common = FileHandle.open(net.facility().common(), OpenFlags.O_RDWR, 0)) {
        common.setLength(bytes);
        net.port(1).send(TestPartition.frame(MacAddress.BROADCAST, NodeAddress.of(0, 1), 1, 80));
        for (int number = 0; number < 20; number++) {
          assertArrives(net, 1, 2, number);
          assertArrives(net, 2, 1, number);
          assertArrives(net, 3, 1, number);
        }
      }
    }
  }

  private static void assertArrives(TestPartition net, int from, int to, int number) {
    byte[] frame = TestPartition.frame(from, to, number, 80);
    net.port(from).send(frame);
    byte[] received = net.port(to).receive();
    while (isCast(received)) {
      received = net.port(to).receive();
    }
    assertThat(received).as("%s from %s to %s", number, from, to).isEqualTo(frame);
  }

  /** The cast ring may have been left whole. */
  private static boolean isCast(byte[] frame) {
    return (frame[0] & 1) != 0;
  }
}
