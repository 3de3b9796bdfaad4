package dev.smtap.cli.capture;

import dev.smtap.ring.CaptureRecordDescriptor;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which rings are captured, in the words of the command line: {@code to-N}, {@code from-N}, {@code
 * pair-N} (both), {@code broadcast}, {@code multicast} (all groups), a group's address, {@code
 * tap}. Any thread.
 *
 * @param words of them; all rings if there are none
 */
record RingChoice(List<String> words) {
  private static final String MULTICAST = "multicast";
  private static final String PAIR = "pair-";
  private static final Pattern WORD =
      Pattern.compile(
          "(to|from|pair)-[0-9]{1,5}|broadcast|multicast|tap|([0-9a-f]{2}:){5}[0-9a-f]{2}");

  /** Whether that is a word for a ring. */
  static boolean isWord(String text) {
    return WORD.matcher(text).matches();
  }

  /** Whether a ring is among them. */
  boolean takes(RingName ring) {
    if (words.isEmpty() || words.contains(ring.word())) {
      return true;
    }
    return switch (ring.kind()) {
      case CaptureRecordDescriptor.RING_PAIR -> words.contains(PAIR + ring.peer());
      case CaptureRecordDescriptor.RING_MULTICAST -> words.contains(MULTICAST);
      default -> false;
    };
  }
}
