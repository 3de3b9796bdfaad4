package dev.smtap.global;

/**
 * SipHash-1-3 of the 24 bytes that name a flow. Who floods the table chooses foreign addresses and
 * ports, so the place of an entry must not be foreseeable: SipHash is a keyed pseudo-random
 * function, made for tables under attack (Aumasson and Bernstein 2012), of which one round per word
 * and three at the end are what languages and kernels use for their tables; knowing where some
 * flows went, from timing, does not help to find more that go there. The key is 128 random bits per
 * table. It lies in the facility, where members of the partition can read it: they read all traffic
 * anyway; the flood comes from outside. Two loops, as the compiler makes more of them than of one
 * (measured). Any thread.
 */
final class FlowHash {
  private static final long INIT_0 = 0x736f_6d65_7073_6575L;
  private static final long INIT_1 = 0x646f_7261_6e64_6f6dL;
  private static final long INIT_2 = 0x6c79_6765_6e65_7261L;
  private static final long INIT_3 = 0x7465_6462_7974_6573L;

  /** The last block of a message of 24 bytes: nothing but its length. */
  private static final long LENGTH_BLOCK = 24L << 56;

  private static final int BLOCKS = 4;
  private static final int LAST_ROUNDS = 3;

  private FlowHash() {}

  /** The hash of three words under a key of two. */
  static long of(long seed0, long seed1, long first, long second, long third) {
    long v0 = seed0 ^ INIT_0;
    long v1 = seed1 ^ INIT_1;
    long v2 = seed0 ^ INIT_2;
    long v3 = seed1 ^ INIT_3;
    long block = first;
    long following = second;
    long afterThat = third;
    long last = LENGTH_BLOCK;
    for (int round = 1; round <= BLOCKS + LAST_ROUNDS; round++) {
      v3 ^= block;
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
      v0 ^= block;
      v2 ^= round == BLOCKS ? 0xff : 0;
      block = following;
      following = afterThat;
      afterThat = last;
      last = 0;
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }
}
