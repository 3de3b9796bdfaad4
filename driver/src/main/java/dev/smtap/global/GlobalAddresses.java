package dev.smtap.global;

import dev.smtap.wire.IpAddress;
import java.net.InetAddress;
import java.util.Collection;

/**
 * A set of addresses as words, in the order of {@link FlowKey}, so that looking one up allocates
 * nothing. Immutable; any thread.
 */
final class GlobalAddresses {
  private final long[] words;

  GlobalAddresses(Collection<InetAddress> addresses) {
    words = new long[addresses.size() * 2];
    int i = 0;
    for (InetAddress each : addresses) {
      words[i++] = high(each);
      words[i++] = low(each);
    }
  }

  /** Whether it has an address. */
  boolean has(long high, long low) {
    for (int i = 0; i < words.length; i += 2) {
      if (words[i + 1] == low && words[i] == high) {
        return true;
      }
    }
    return false;
  }

  /** The first word of an address. */
  static long high(InetAddress address) {
    return IpAddress.of(address).high();
  }

  /** The second word of an address. */
  static long low(InetAddress address) {
    return IpAddress.of(address).low();
  }
}
