package dev.smtap.global;

import dev.smtap.wire.Command;
import dev.smtap.wire.SmHeader;

/**
 * Layout of the commands by which the drivers of a global network find owners. They stand in a
 * record behind its SM header; little-endian.
 *
 * <pre>
 *     0 +---------------------------------------------------------+
 *       | SM header (14) | zero (2)                               |
 *    16 | code (8)                                                |
 *    24 | argument (8)                                            |
 *    32 | flows: up to 48 of 40 bytes                             |
 *       +---------------------------------------------------------+
 * </pre>
 *
 * The codes are those of {@link Command}, a flow is a {@link FlowDescriptor}.
 *
 * <p>A question has one flow, and its argument is a number of the asker's. The answer has none; its
 * argument is that number, times eight, plus the code of a {@link Verdict}. A command about ended
 * sockets has as many flows as its argument says; a flow without foreign end stands for all flows
 * of that local end. Static functions; any thread.
 */
public final class CommandDescriptor {
  /** Offset of the SM header. */
  public static final int SM_HEADER_OFFSET = 0;

  /** Offset of the code. */
  public static final int CODE_OFFSET = SmHeader.PADDED_BYTES;

  /** Offset of the argument. */
  public static final int ARGUMENT_OFFSET = CODE_OFFSET + Long.BYTES;

  /** Offset of the first flow. */
  public static final int FLOWS_OFFSET = CODE_OFFSET + Command.BYTES;

  /** Flows in one command: it fits into a small slot. */
  public static final int MOST_FLOWS = 48;

  /** Bytes of the longest record. */
  public static final int BYTES = FLOWS_OFFSET + MOST_FLOWS * FlowDescriptor.BYTES;

  private static final int VERDICT_BITS = 3;

  private CommandDescriptor() {}

  /** The argument of an answer. */
  static long answer(long question, Verdict verdict) {
    return question << VERDICT_BITS | verdict.code();
  }

  /** The number of the question that an answer is to. */
  static long question(long answer) {
    return answer >>> VERDICT_BITS;
  }

  /** The verdict in the argument of an answer. */
  static Verdict verdict(long answer) {
    return Verdict.of((int) answer & ((1 << VERDICT_BITS) - 1));
  }
}
