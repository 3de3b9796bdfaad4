package dev.smtap.global;

import dev.smtap.memory.SharedMemory;
import dev.smtap.wire.Command;
import dev.smtap.wire.FlowKey;
import dev.smtap.wire.SmHeader;

/**
 * Layout of the commands by which the drivers of a global network find owners. They stand in a
 * record behind its SM header; little-endian.
 *
 * <pre>
 *     0 +---------------------------------------------------------+
 *       | SM header (14) | zero (2)                               |
 *    16 | code (8), see wire.Command                              |
 *    24 | argument (8)                                            |
 *    32 | flows: up to 48 of 40 bytes                             |
 *       +---------------------------------------------------------+
 *
 * A flow, as the node sees it that may have its socket:
 *     0 | protocol (1) | zero (3) | local port (2) | foreign port (2) |
 *     8 | local address (16)                                      |
 *    24 | foreign address (16)                                    |
 * </pre>
 *
 * A question has one flow, and its argument is a number of the asker's. The answer has none; its
 * argument is that number, times eight, plus the code of a {@link Verdict}. A command about ended
 * sockets has as many flows as its argument says; a flow without foreign end stands for all flows
 * of that local end. Static functions; any thread.
 */
final class CommandDescriptor {
  /** Offset of the code. */
  static final int CODE_OFFSET = SmHeader.PADDED_BYTES;

  /** Offset of the argument. */
  static final int ARGUMENT_OFFSET = CODE_OFFSET + Long.BYTES;

  /** Offset of the first flow. */
  static final int FLOWS_OFFSET = CODE_OFFSET + Command.BYTES;

  /** Bytes of a flow. */
  static final int FLOW_BYTES = 40;

  /** Flows in one command: it fits into a small slot. */
  static final int MOST_FLOWS = 48;

  /** Bytes of the longest record. */
  static final int BYTES = FLOWS_OFFSET + MOST_FLOWS * FLOW_BYTES;

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

  /** Writes a flow. */
  static void putFlow(long position, FlowKey key) {
    SharedMemory.putLong(position, ends(key.protocol(), key.localPort(), key.foreignPort()));
    SharedMemory.putLong(position + 8, key.localHigh());
    SharedMemory.putLong(position + 16, key.localLow());
    SharedMemory.putLong(position + 24, key.foreignHigh());
    SharedMemory.putLong(position + 32, key.foreignLow());
  }

  private static long ends(int protocol, int localPort, int foreignPort) {
    return (long) foreignPort << 48 | (long) localPort << 32 | protocol;
  }

  /** Reads a flow, each word once. */
  static FlowKey flow(long position) {
    long ends = SharedMemory.getLongOpaque(position);
    return new FlowKey()
        .setProtocol((int) ends & 0xff)
        .setPorts((int) (ends >>> 32) & 0xffff, (int) (ends >>> 48))
        .setLocal(
            SharedMemory.getLongOpaque(position + 8), SharedMemory.getLongOpaque(position + 16))
        .setForeign(
            SharedMemory.getLongOpaque(position + 24), SharedMemory.getLongOpaque(position + 32));
  }
}
