package dev.smtap.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Replaces some fields of a good section by what a hostile node would write. */
public final class Edits {
  private static final int MOST = 64;

  private Edits() {}

  /** Takes edits from the input as long as there are any: place, width, value. */
  public static void apply(byte[] section, FuzzInput input) {
    ByteBuffer words = ByteBuffer.wrap(section).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < MOST && input.hasMore(); i++) {
      int place = input.nextShort() % (section.length - Long.BYTES);
      switch (input.nextByte() % 3) {
        case 0 -> words.put(place, (byte) input.nextByte());
        case 1 -> words.putInt(place & -4, input.nextInt());
        default -> words.putLong(place & -8, input.nextLong());
      }
    }
  }
}
