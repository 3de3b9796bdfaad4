package dev.smtap.tap;

import dev.smtap.posix.SystemException;
import dev.smtap.posix.VisibleText;
import java.nio.charset.StandardCharsets;

/** What the kernel takes as the name of an interface. Any thread. */
public final class TapName {
  private TapName() {}

  /** Refuses, in words, what the kernel would refuse or take for a pattern. */
  static void check(String name) throws SystemException {
    String reason = reason(name);
    if (!reason.isEmpty()) {
      throw SystemException.because(
          "use the interface name", "'" + name + "'", reason, "choose another name");
    }
  }

  /** Whether an interface can have this name. */
  public static boolean isName(String name) {
    return reason(name).isEmpty();
  }

  private static String reason(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int length = bytes.length;
    if (length == 0) {
      return "it is empty";
    }
    if (length > Tun.LONGEST_NAME) {
      return "it has " + length + " bytes, and " + Tun.LONGEST_NAME + " is the most";
    }
    if (name.equals(".") || name.equals("..")) {
      return "the kernel does not allow it";
    }
    for (byte each : bytes) {
      // The kernel takes each byte for a letter of Latin-1, where 0xa0 is a blank; it stands in the
      // UTF-8 of letters such as an a with a grave accent.
      int c = each & 0xff;
      if (c <= ' ' || c == 0x7f || c == '/' || c == ':' || c == '%' || c == 0xa0) {
        return "a name has no blanks, control characters, '/', ':' or '%'";
      }
    }
    return name.codePoints().allMatch(VisibleText::isVisible)
        ? ""
        : "a name has no characters that are not seen";
  }
}
