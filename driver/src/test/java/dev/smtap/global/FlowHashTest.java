package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against SipHash as it is described, byte by byte, which is itself checked against its vector. */
class FlowHashTest {
  private static final int ROUNDS = 10_000;

  private final long[] v = new long[4];

  private void rounds(int count) {
    for (int i = 0; i < count; i++) {
      v[0] += v[1];
      v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
      v[0] = Long.rotateLeft(v[0], 32);
      v[2] += v[3];
      v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
      v[0] += v[3];
      v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
      v[2] += v[1];
      v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
      v[2] = Long.rotateLeft(v[2], 32);
    }
  }

  private long sipHash(int eachBlock, int atEnd, long key0, long key1, byte[] message) {
    ByteBuffer magic =
        ByteBuffer.wrap("somepseudorandomlygeneratedbytes".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 4; i++) {
      v[i] = magic.getLong() ^ (i % 2 == 0 ? key0 : key1);
    }
    int blocks = message.length / 8 + 1;
    ByteBuffer padded = ByteBuffer.allocate(blocks * 8).order(ByteOrder.LITTLE_ENDIAN);
    padded.put(message).put(blocks * 8 - 1, (byte) message.length).rewind();
    for (int i = 0; i < blocks; i++) {
      long block = padded.getLong();
      v[3] ^= block;
      rounds(eachBlock);
      v[0] ^= block;
    }
    v[2] ^= 0xff;
    rounds(atEnd);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
  }

  /** The example of the paper, appendix A: SipHash-2-4 of 00 to 0e under the key 00 to 0f. */
  @Test
  void theYardstickIsSipHash() {
    byte[] message = new byte[15];
    for (int i = 0; i < message.length; i++) {
      message[i] = (byte) i;
    }
    assertThat(sipHash(2, 4, 0x0706050403020100L, 0x0f0e0d0c0b0a0908L, message))
        .isEqualTo(0xa129ca6149be45e5L);
  }

  @Test
  void isSipHash13OfThreeWords() {
    Random random = new Random(13);
    for (int i = 0; i < ROUNDS; i++) {
      ByteBuffer message = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      long first = random.nextLong();
      long second = random.nextLong();
      long third = random.nextLong();
      message.putLong(first).putLong(second).putLong(third);
      long key0 = random.nextLong();
      long key1 = random.nextLong();
      assertThat(FlowHash.of(key0, key1, first, second, third))
          .isEqualTo(sipHash(1, 3, key0, key1, message.array()));
    }
  }
}
