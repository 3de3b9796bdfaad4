package dev.smtap.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks the netlink messages of a received buffer, and the attributes of each. Everything is
 * checked against the bounds: garbage ends the walk, it never throws. One thread.
 */
final class MessageReader {
  private final ByteBuffer buffer;
  private int limit;
  private int next;
  private int start;
  private int end;
  private int attribute;
  private int attributeEnd;
  private int nextAttribute;

  MessageReader(byte[] bytes) {
    this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  /** Begins with the first {@code length} bytes of the buffer. */
  void reset(int length) {
    limit = Math.clamp(length, 0, buffer.capacity());
    next = 0;
    start = 0;
    end = 0;
    nextAttribute = 0;
  }

  /** Goes to the next message; false at the end or when the rest makes no sense. */
  boolean next() {
    if (limit - next < Netlink.HEADER_SIZE) {
      return false;
    }
    int length = buffer.getInt(next);
    if (length < Netlink.HEADER_SIZE || length > limit - next) {
      return false;
    }
    start = next;
    end = start + length;
    next = Math.min(start + Netlink.align(length), limit);
    nextAttribute = end;
    return true;
  }

  int type() {
    return Short.toUnsignedInt(buffer.getShort(start + 4));
  }

  int flags() {
    return Short.toUnsignedInt(buffer.getShort(start + 6));
  }

  int sequence() {
    return buffer.getInt(start + 8);
  }

  /** A copy of the message without its header: what it says. */
  byte[] payload() {
    return Arrays.copyOfRange(buffer.array(), start + Netlink.HEADER_SIZE, end);
  }

  /** True when the payload is this one, to the byte. */
  boolean says(byte[] payload) {
    return Arrays.equals(
        buffer.array(), start + Netlink.HEADER_SIZE, end, payload, 0, payload.length);
  }

  /** Whether the payload has at least so many bytes. */
  boolean hasPayload(int size) {
    return end - start - Netlink.HEADER_SIZE >= size;
  }

  /** A byte of the payload, which must be long enough. */
  int byteAt(int offset) {
    return Byte.toUnsignedInt(buffer.get(start + Netlink.HEADER_SIZE + offset));
  }

  /** Four bytes of the payload, which must be long enough. */
  int intAt(int offset) {
    return buffer.getInt(start + Netlink.HEADER_SIZE + offset);
  }

  /** Two bytes of the payload, which must be long enough. */
  int shortAt(int offset) {
    return Short.toUnsignedInt(buffer.getShort(start + Netlink.HEADER_SIZE + offset));
  }

  /** Before the first attribute, which is behind {@code offset} bytes of payload. */
  void attributesFrom(int offset) {
    long from = (long) start + Netlink.HEADER_SIZE + Netlink.align(offset);
    nextAttribute = offset >= 0 && from <= end ? (int) from : end;
  }

  /** Goes to the next attribute of the message; false at the end or when it makes no sense. */
  boolean nextAttribute() {
    if (end - nextAttribute < 4) {
      return false;
    }
    int length = Short.toUnsignedInt(buffer.getShort(nextAttribute));
    if (length < 4 || length > end - nextAttribute) {
      return false;
    }
    attribute = nextAttribute;
    attributeEnd = attribute + length;
    nextAttribute = Math.min(attribute + Netlink.align(length), end);
    return true;
  }

  int attributeType() {
    return Short.toUnsignedInt(buffer.getShort(attribute + 2)) & Netlink.ATTRIBUTE_TYPE_MASK;
  }

  int attributeLength() {
    return attributeEnd - attribute - 4;
  }

  /** The attribute's byte, or 0 if it is shorter. */
  int attributeByte() {
    return attributeLength() >= 1 ? Byte.toUnsignedInt(buffer.get(attribute + 4)) : 0;
  }

  /** The attribute's 32-bit number, or 0 if it is shorter. */
  int attributeInt() {
    return attributeLength() >= 4 ? buffer.getInt(attribute + 4) : 0;
  }

  /** A 64-bit number in the attribute, or 0 if it is shorter. */
  long attributeLong(int offset) {
    return attributeLength() >= offset + 8 ? buffer.getLong(attribute + 4 + offset) : 0;
  }

  /** The attribute as a 48-bit address, first byte highest; 0 if it has another length. */
  long attributeMac() {
    if (attributeLength() != 6) {
      return 0;
    }
    long mac = 0;
    for (int i = 0; i < 6; i++) {
      mac = mac << 8 | Byte.toUnsignedInt(buffer.get(attribute + 4 + i));
    }
    return mac;
  }

  /** The attribute's bytes. */
  byte[] attributeBytes() {
    return Arrays.copyOfRange(buffer.array(), attribute + 4, attributeEnd);
  }

  /** The attribute as text up to its terminating zero. */
  String attributeText() {
    int from = attribute + 4;
    int to = from;
    while (to < attributeEnd && buffer.get(to) != 0) {
      to++;
    }
    return new String(buffer.array(), from, to - from, StandardCharsets.UTF_8);
  }
}
