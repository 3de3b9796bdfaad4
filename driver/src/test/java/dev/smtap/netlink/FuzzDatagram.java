package dev.smtap.netlink;

import dev.smtap.fuzz.FuzzInput;

/** Arbitrary bytes as a datagram that was received. Input: how many are valid, the bytes. */
final class FuzzDatagram {
  private final MessageReader reader;
  private final int length;

  FuzzDatagram(byte[] bytes) {
    FuzzInput input = new FuzzInput(bytes);
    int cut = input.nextShort();
    byte[] datagram = input.rest();
    length = datagram.length - cut % (datagram.length + 1);
    reader = new MessageReader(datagram);
  }

  /** A reader before the first message. */
  MessageReader read() {
    reader.reset(length);
    return reader;
  }

  /** More messages cannot be in it. */
  int mostMessages() {
    return length / Netlink.HEADER_SIZE;
  }
}
