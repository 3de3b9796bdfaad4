package dev.smtap.netlink;

import dev.smtap.posix.Errno;
import java.util.function.Consumer;

/** One list as it comes in, datagram by datagram. One thread. */
final class Listing {
  /** The result when the list may lack some: the kernel says that it changed meanwhile. */
  static final int CHANGED = 1;

  private final int sequence;
  private boolean consistent = true;
  private int result;

  /** Of the request of this sequence number; messages of others are passed over. */
  Listing(int sequence) {
    this.sequence = sequence;
  }

  /** Hands on what is in a datagram; true when the list is at its end. */
  boolean take(MessageReader message, Consumer<MessageReader> sink) {
    while (message.next()) {
      if (message.sequence() != sequence) {
        continue;
      }
      consistent &= (message.flags() & Netlink.NLM_F_DUMP_INTR) == 0;
      switch (message.type()) {
        case Netlink.NLMSG_ERROR -> {
          result = refusal(message);
          return true;
        }
        case Netlink.NLMSG_DONE -> {
          int failure = failure(message);
          result = failure == 0 && !consistent ? CHANGED : failure;
          return true;
        }
        default -> sink.accept(message);
      }
    }
    return false;
  }

  /** After the end: 0 when that were all, {@link #CHANGED}, or a negative error number. */
  int result() {
    return result;
  }

  /** The negative error number of a refusal; one without is a broken one. */
  static int refusal(MessageReader message) {
    int failure = failure(message);
    return failure < 0 ? failure : -Errno.EIO;
  }

  /** A list that fails ends as one that does not, but for the number behind its end. */
  private static int failure(MessageReader message) {
    return message.hasPayload(4) ? Math.min(message.intAt(0), 0) : 0;
  }
}
