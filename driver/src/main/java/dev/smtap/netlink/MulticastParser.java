package dev.smtap.netlink;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Picks the addresses of one interface out of {@code dev_mcast}: {@code ifindex name users global
 * address}, one line each. Lines that are not like that are passed over. One thread.
 */
final class MulticastParser {
  private ByteBuffer text = ByteBuffer.allocate(0);
  private long[] found = new long[64];
  private int count;

  /** The addresses that were found, sorted, in the first {@link #count()} places. */
  long[] found() {
    return found;
  }

  int count() {
    return count;
  }

  /** Parses a text from its position to its limit. */
  void parse(ByteBuffer lines, int ifindex) {
    text = lines;
    count = 0;
    while (text.hasRemaining()) {
      if (number() == ifindex && skipWords(3)) {
        add(address());
      }
      skipLine();
    }
    Arrays.sort(found, 0, count);
  }

  private void add(long address) {
    if (address < 0) {
      return;
    }
    if (count == found.length) {
      found = Arrays.copyOf(found, count * 2);
    }
    found[count++] = address;
  }

  /** A number at the place, or -1. */
  private int number() {
    int value = -1;
    while (text.hasRemaining()) {
      int digit = text.get(text.position()) - '0';
      if (digit < 0 || digit > 9 || value > 100_000_000) {
        break;
      }
      value = Math.max(value, 0) * 10 + digit;
      text.get();
    }
    return value;
  }

  private boolean skipWords(int words) {
    for (int i = 0; i < words; i++) {
      skipBlanks();
      while (text.hasRemaining() && text.get(text.position()) > ' ') {
        text.get();
      }
    }
    skipBlanks();
    return text.hasRemaining();
  }

  private void skipBlanks() {
    while (text.hasRemaining() && text.get(text.position()) == ' ') {
      text.get();
    }
  }

  private void skipLine() {
    while (text.hasRemaining()) {
      if (text.get() == '\n') {
        return;
      }
    }
  }

  /** Twelve hexadecimal digits and the end of the line, or -1. */
  private long address() {
    long value = 0;
    for (int i = 0; i < 12; i++) {
      int digit = text.hasRemaining() ? Character.digit(text.get(text.position()), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      text.get();
      value = value << 4 | digit;
    }
    return !text.hasRemaining() || text.get(text.position()) == '\n' ? value : -1;
  }
}
