package dev.smtap.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** {@code struct sockaddr_un} (unix(7)): u16 family, then a path and zero, or zero and a name. */
final class UnixAddress {
  static final int AF_UNIX = 1;

  /** Bytes of the longest path or name. */
  static final int LONGEST = 107;

  private static final char ABSTRACT = '@';

  private UnixAddress() {}

  /** The address of a path. */
  static byte[] of(String path) throws SystemException {
    byte[] bytes = checked(path);
    return begin(bytes.length + 1).put(bytes).array();
  }

  /** The address of a path, or of a name in the abstract name space, which {@code @} stands for. */
  static byte[] ofEither(String text) throws SystemException {
    if (text.isEmpty() || text.charAt(0) != ABSTRACT) {
      return of(text);
    }
    byte[] bytes = checked(text);
    bytes[0] = 0;
    return begin(bytes.length).put(bytes).array();
  }

  private static byte[] checked(String text) throws SystemException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST) {
      throw SystemException.because(
          "use socket",
          text,
          "the path is longer than " + LONGEST + " bytes",
          "choose a directory with a shorter name");
    }
    return bytes;
  }

  private static ByteBuffer begin(int bytes) {
    ByteBuffer address = ByteBuffer.allocate(Short.BYTES + bytes).order(ByteOrder.nativeOrder());
    return address.putShort((short) AF_UNIX);
  }
}
