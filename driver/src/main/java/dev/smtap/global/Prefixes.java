package dev.smtap.global;

import java.net.InetAddress;
import java.util.List;

/**
 * A set of address prefixes as words, in the order of {@link dev.smtap.wire.FlowKey}. Immutable.
 */
final class Prefixes {
  private static final int IPV4_BITS = 32;
  private static final int ALL_BITS = 128;

  /** No address is in it. */
  static final Prefixes NONE = new Prefixes(List.of());

  /** A prefix. */
  record Prefix(InetAddress address, int length) {}

  private final long[] words;

  Prefixes(List<Prefix> prefixes) {
    words = new long[prefixes.size() * 4];
    int i = 0;
    for (Prefix each : prefixes) {
      boolean isVersion4 = each.address.getAddress().length == 4;
      int bits = each.length + (isVersion4 ? ALL_BITS - IPV4_BITS : 0);
      words[i] = mask(bits);
      words[i + 1] = mask(bits - Long.SIZE);
      words[i + 2] = GlobalAddresses.high(each.address) & words[i];
      words[i + 3] = GlobalAddresses.low(each.address) & words[i + 1];
      i += 4;
    }
  }

  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= Long.SIZE ? -1 : -1L << (Long.SIZE - bits);
  }

  /** Whether an address is in one of them. */
  boolean has(long high, long low) {
    for (int i = 0; i < words.length; i += 4) {
      if ((high & words[i]) == words[i + 2] && (low & words[i + 1]) == words[i + 3]) {
        return true;
      }
    }
    return false;
  }
}
