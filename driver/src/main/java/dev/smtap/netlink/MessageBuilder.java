package dev.smtap.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds one netlink message, 512 bytes at most, which is ample for what is asked here. */
final class MessageBuilder {
  private final ByteBuffer buffer = ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());

  private MessageBuilder(int type, int flags) {
    buffer.putInt(0).putShort((short) type).putShort((short) flags).putInt(0).putInt(0);
  }

  /** A message with a {@code struct ifinfomsg}. */
  static MessageBuilder link(int type, int flags, int ifindex, int linkFlags, int changed) {
    MessageBuilder message = new MessageBuilder(type, flags);
    message.buffer.putInt(0).putInt(ifindex).putInt(linkFlags).putInt(changed);
    return message;
  }

  /** A message with a payload of its own. */
  static MessageBuilder raw(int type, int flags, byte[] payload) {
    MessageBuilder message = new MessageBuilder(type, flags);
    message.buffer.put(payload);
    message.pad();
    return message;
  }

  MessageBuilder attribute(int type, int value) {
    buffer.putShort((short) 8).putShort((short) type).putInt(value);
    return this;
  }

  MessageBuilder attribute(int type, byte[] value) {
    buffer.putShort((short) (4 + value.length)).putShort((short) type).put(value);
    pad();
    return this;
  }

  /** Text with its terminating zero. */
  MessageBuilder attribute(int type, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    return attribute(type, Arrays.copyOf(text, text.length + 1));
  }

  MessageBuilder mac(int type, long mac) {
    return attribute(type, Arrays.copyOfRange(toBytes(mac), 2, 8));
  }

  /** The finished message. */
  byte[] build(int sequence) {
    buffer.putInt(0, buffer.position()).putInt(8, sequence);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private static byte[] toBytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private void pad() {
    buffer.position(Netlink.align(buffer.position()));
  }
}
