package dev.smtap.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.ring.CaptureRecordDescriptor;
import dev.smtap.tap.InternetChecksum;
import dev.smtap.wire.VirtioNetHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a capture is made of. */
class PartsTest {
  private static final int TCP_CHECKSUM_OFFSET = 16;
  private static final int UDP_CHECKSUM_OFFSET = 6;
  private static final int START = 34;

  private static long virtio(int flags) {
    return flags | (long) START << 48;
  }

  @Test
  void checksumsAreThoseOfTheRfc() throws Exception {
    Random random = new Random(7);
    try (MappedSection memory = MappedSection.ofPrivateMemory(1 << 17)) {
      for (int bytes : IntStream.rangeClosed(60, 200).toArray()) {
        byte[] frame = new byte[bytes];
        random.nextBytes(frame);
        int at = START + TCP_CHECKSUM_OFFSET;
        int expected =
            InternetChecksum.finish(
                InternetChecksum.add(0, ByteBuffer.wrap(frame), START, bytes - START));
        // Frames stand at all alignments.
        long position = memory.position() + bytes % 4;
        SharedMemory.copyIn(frame, position);
        Checksum.complete(
            virtio(VirtioNetHeader.NEEDS_CHECKSUM), TCP_CHECKSUM_OFFSET, position, bytes);
        assertThat(
                SharedMemory.getByte(position + at) << 8 | SharedMemory.getByte(position + at + 1))
            .as("%d bytes", bytes)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void zeroIsNoChecksumOfUdpAndOthersAreLeftAlone() throws Exception {
    try (MappedSection memory = MappedSection.ofPrivateMemory(1 << 12)) {
      long at = memory.position() + START + UDP_CHECKSUM_OFFSET;
      SharedMemory.copyIn(new byte[] {(byte) 0xff, (byte) 0xff}, at);
      long needs = virtio(VirtioNetHeader.NEEDS_CHECKSUM);
      Checksum.complete(needs, UDP_CHECKSUM_OFFSET, memory.position(), 60);
      assertThat(SharedMemory.getByte(at)).isEqualTo(0xff);
      SharedMemory.copyIn(new byte[] {1, 2}, at);
      Checksum.complete(virtio(0), UDP_CHECKSUM_OFFSET, memory.position(), 60);
      // A start beyond the frame is a lie.
      Checksum.complete(needs, 60, memory.position(), 60);
      assertThat(SharedMemory.getByte(at)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "to-2, true, false, false, false",
    "pair-2, true, true, false, false",
    "from-3, false, false, false, false",
    "broadcast, false, false, true, false",
    "multicast, false, false, false, true",
    "01:00:5e:00:00:fb, false, false, false, true",
    "01:00:5e:00:00:fc, false, false, false, false"
  })
  void ringsAreChosenByWords(String word, boolean to, boolean from, boolean cast, boolean group) {
    assertThat(RingChoice.isWord(word)).isTrue();
    RingChoice choice = new RingChoice(List.of(word));
    int pair = CaptureRecordDescriptor.RING_PAIR;
    assertThat(choice.takes(RingName.of(pair, CaptureRecordDescriptor.OUTBOUND, 2, 0)))
        .isEqualTo(to);
    assertThat(choice.takes(RingName.of(pair, CaptureRecordDescriptor.INBOUND, 2, 0)))
        .isEqualTo(from);
    assertThat(choice.takes(RingName.of(CaptureRecordDescriptor.RING_BROADCAST, 1, 5, 0)))
        .isEqualTo(cast);
    assertThat(
            choice.takes(
                RingName.of(CaptureRecordDescriptor.RING_MULTICAST, 1, 5, 0x0100_5e00_00fbL)))
        .isEqualTo(group);
  }

  @ParameterizedTest
  @CsvSource({
    "a.pcapng, a-00007.pcapng",
    "/x.y/a, /x.y/a-00007",
    "/x/.a, /x/.a-00007",
    "a.b.c, a.b-00007.c"
  })
  void filesAreNumbered(String path, String numbered) {
    assertThat(Rotation.numbered(path, 7)).isEqualTo(numbered);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 99, 99, false",
    "10, 0, 9, 99, false",
    "10, 0, 10, 0, true",
    "0, 10, 99, 9, false",
    "0, 10, 0, 10, true",
    "10, 10, 9, 9, false",
    "10, 10, 9, 10, true"
  })
  void aFileEndsWithItsSizeOrItsAge(
      long bytes, long nanos, long hasBytes, long ageNanos, boolean isDue) {
    Rotation rotation = new Rotation(bytes, nanos, 0);
    assertThat(rotation.isDue(hasBytes, ageNanos)).isEqualTo(isDue);
    assertThat(rotation.isOn()).isEqualTo(bytes + nanos > 0);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4K, 4096", "2M, 2097152", "1G, 1073741824", "1k, -1", "-1, -1", "M, -1"})
  void sizesAreRead(String text, long bytes) {
    assertThat(Sizes.parse(text).orElse(-1)).isEqualTo(bytes);
  }
}
