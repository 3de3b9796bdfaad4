package dev.smtap.global;

import dev.smtap.wire.FlowKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
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

  /** The address that two words are; one of IPv4 if it is mapped. */
  static InetAddress address(long high, long low) {
    try {
      return InetAddress.getByAddress(
          ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array());
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has a length of its own", e);
    }
  }

  /** The first word of an address. */
  static long high(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? 0 : ByteBuffer.wrap(bytes).getLong();
  }

  /** The second word of an address. */
  static long low(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.capacity() == 4 ? FlowKey.mapped(bytes.getInt()) : bytes.getLong(8);
  }
}
