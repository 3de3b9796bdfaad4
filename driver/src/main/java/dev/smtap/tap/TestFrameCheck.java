package dev.smtap.tap;

import dev.smtap.wire.VirtioNetHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Judges what a kernel made of a {@link TestFrame}. Pure functions; an empty text is a pass. */
final class TestFrameCheck {
  private final TestFrame sent;

  TestFrameCheck(TestFrame sent) {
    this.sent = sent;
  }

  /** Whether a received frame is one of the test's, and not the kernel's own chatter. */
  boolean isMine(byte[] bytes, int length) {
    int start = TestFrame.VNET + sent.transportStart();
    if (length < start + sent.transportLength()) {
      return false;
    }
    ByteBuffer frame = ByteBuffer.wrap(bytes);
    int protocolAt = TestFrame.VNET + TestFrame.ETHERNET + (sent.ipv6() ? 6 : 9);
    int version = frame.get(TestFrame.VNET + TestFrame.ETHERNET) >>> 4 & 0xf;
    return version == (sent.ipv6() ? 6 : 4)
        && frame.get(protocolAt) == sent.protocol()
        && frame.getShort(start) == TestFrame.PORT
        && frame.getShort(start + 2) == TestFrame.PORT;
  }

  /** What is wrong with frames that should be the test frame whole, its work still left undone. */
  String checkWhole(List<byte[]> received) {
    if (received.size() != 1) {
      return received.size() + " frames came out where one was sent";
    }
    byte[] bytes = received.getFirst();
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int type = Byte.toUnsignedInt(header.get(VirtioNetHeader.GSO_TYPE_OFFSET));
    int segment = header.getShort(VirtioNetHeader.SEGMENT_BYTES_OFFSET);
    boolean open = (header.get(VirtioNetHeader.FLAGS_OFFSET) & VirtioNetHeader.NEEDS_CHECKSUM) != 0;
    if (type != sent.gsoType() || (sent.segment() != 0 && segment != sent.segment())) {
      return "its header came out with type " + type + " and segments of " + segment + " bytes";
    }
    if (open != sent.open()) {
      return "its checksum came out " + (open ? "open" : "closed");
    }
    String wrong = checkHeaders(bytes, 0, sent.payload(), true);
    return wrong.isEmpty() && open ? checkOpen(bytes) : wrong;
  }

  /** What is wrong with frames that should be the finished segments of the test frame. */
  String checkSegments(List<byte[]> received) {
    if (received.size() != sent.segments()) {
      return received.size() + " frames came out instead of " + sent.segments();
    }
    int from = 0;
    for (int i = 0; i < received.size(); i++) {
      byte[] bytes = received.get(i);
      boolean last = i == received.size() - 1;
      int length = last ? sent.payload() - from : sent.segment();
      String wrong = checkHeaders(bytes, from, length, last);
      if (wrong.isEmpty()) {
        wrong = checkFinished(bytes, length);
      }
      if (!wrong.isEmpty()) {
        return "frame " + (i + 1) + " of " + received.size() + " " + wrong;
      }
      from += length;
    }
    return "";
  }

  private String checkHeaders(byte[] bytes, int from, int length, boolean last) {
    int headers = sent.transportStart() + sent.transportLength();
    if (bytes.length != TestFrame.VNET + headers + length) {
      return "has " + (bytes.length - TestFrame.VNET) + " bytes instead of " + (headers + length);
    }
    ByteBuffer frame = frame(bytes);
    int content = sent.transportLength() + length;
    int lengthField =
        Short.toUnsignedInt(frame.getShort(TestFrame.ETHERNET + (sent.ipv6() ? 4 : 2)));
    if (lengthField != (sent.ipv6() ? content : content + 20)) {
      return "has " + lengthField + " in the length of its IP header";
    }
    if (!sent.ipv6() && isWrong(InternetChecksum.add(0, frame, TestFrame.ETHERNET, 20))) {
      return "has a wrong checksum in its IP header";
    }
    String wrong = sent.tcp() ? checkTcp(frame, from, last) : checkUdp(frame, content);
    return wrong.isEmpty() ? checkPayload(frame, headers, from, length) : wrong;
  }

  private String checkTcp(ByteBuffer frame, int from, boolean last) {
    int start = sent.transportStart();
    if (frame.getInt(start + 4) != TestFrame.SEQUENCE + from) {
      return "has a wrong sequence number";
    }
    int flags = Byte.toUnsignedInt(frame.get(start + 13));
    int expected = TestFrame.ACK | (last ? TestFrame.PSH : 0);
    if (sent.congested() && from == 0) {
      expected |= TestFrame.CWR;
    }
    return flags == expected ? "" : "has TCP flags " + flags + " instead of " + expected;
  }

  private String checkUdp(ByteBuffer frame, int content) {
    int field = Short.toUnsignedInt(frame.getShort(sent.transportStart() + 4));
    return field == content ? "" : "has " + field + " in the length of its UDP header";
  }

  private static String checkPayload(ByteBuffer frame, int offset, int from, int length) {
    for (int i = 0; i < length; i++) {
      if (frame.get(offset + i) != TestFrame.pattern(from + i)) {
        return "has wrong data from byte " + i + " on";
      }
    }
    return "";
  }

  /** A frame whose checksum is open holds the sum of its pseudo header. */
  private String checkOpen(byte[] bytes) {
    ByteBuffer frame = frame(bytes);
    int length = sent.transportLength() + sent.payload();
    int expected = InternetChecksum.fold(pseudoHeader(frame, length));
    int field = Short.toUnsignedInt(frame.getShort(sent.transportStart() + sent.checksumOffset()));
    return field == expected ? "" : "its open checksum came out changed";
  }

  private String checkFinished(byte[] bytes, int payload) {
    if ((bytes[VirtioNetHeader.FLAGS_OFFSET] & VirtioNetHeader.NEEDS_CHECKSUM) != 0) {
      return "still has an open checksum";
    }
    ByteBuffer frame = frame(bytes);
    int length = sent.transportLength() + payload;
    int sum =
        InternetChecksum.add(pseudoHeader(frame, length), frame, sent.transportStart(), length);
    return isWrong(sum) ? "has a wrong checksum" : "";
  }

  private int pseudoHeader(ByteBuffer frame, int length) {
    return InternetChecksum.pseudoHeader(
        frame, TestFrame.ETHERNET, sent.ipv6(), sent.protocol(), length);
  }

  /** Whether a sum over a header with its checksum betrays an error. */
  private static boolean isWrong(int sum) {
    return InternetChecksum.finish(sum) != 0;
  }

  private static ByteBuffer frame(byte[] bytes) {
    return ByteBuffer.wrap(bytes, TestFrame.VNET, bytes.length - TestFrame.VNET).slice();
  }
}
