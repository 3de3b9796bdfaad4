package dev.smtap.posix;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Repeats a control-plane call that a signal interrupted; signals mean nothing to this program. */
public final class Retry {
  private Retry() {}

  /** Calls until the result is something other than -EINTR. */
  public static int call(IntSupplier call) {
    int result;
    do {
      result = call.getAsInt();
    } while (result == -Errno.EINTR);
    return result;
  }

  /** The same for calls with a 64-bit result. */
  public static long callLong(LongSupplier call) {
    long result;
    do {
      result = call.getAsLong();
    } while (result == -Errno.EINTR);
    return result;
  }
}
