package dev.smtap.lab.fault;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;

/** What a datagram carries: whose it is, its number, its length, random bytes, a checksum. */
final class Payload {
  /** Shortest payload. */
  static final int LEAST_BYTES = 32;

  private static final int MAGIC = 0x736d4654;
  private static final int CHECKSUM_BYTES = 4;

  private Payload() {}

  /** Fills a buffer with a datagram of this length, ready to be sent. */
  static void fill(ByteBuffer buffer, int flow, long sequence, int bytes, Random random) {
    buffer.clear();
    buffer.putInt(MAGIC).putInt(flow).putLong(sequence).putInt(bytes);
    long seed = random.nextLong();
    while (buffer.position() + Long.BYTES <= bytes - CHECKSUM_BYTES) {
      seed = seed * 6364136223846793005L + 1442695040888963407L;
      buffer.putLong(seed);
    }
    while (buffer.position() < bytes - CHECKSUM_BYTES) {
      buffer.put((byte) 0x5a);
    }
    buffer.putInt(checksum(buffer, bytes - CHECKSUM_BYTES));
    buffer.flip();
  }

  /** True when a datagram is as it was sent. */
  static boolean isWhole(ByteBuffer datagram) {
    int bytes = datagram.limit();
    return bytes >= LEAST_BYTES
        && datagram.getInt(0) == MAGIC
        && datagram.getInt(16) == bytes
        && datagram.getInt(bytes - CHECKSUM_BYTES) == checksum(datagram, bytes - CHECKSUM_BYTES);
  }

  static int flow(ByteBuffer datagram) {
    return datagram.getInt(4);
  }

  static long sequence(ByteBuffer datagram) {
    return datagram.getLong(8);
  }

  private static int checksum(ByteBuffer buffer, int bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(buffer.duplicate().position(0).limit(bytes));
    return (int) checksum.getValue();
  }
}
