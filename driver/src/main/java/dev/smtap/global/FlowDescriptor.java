package dev.smtap.global;

import dev.smtap.memory.SharedMemory;
import dev.smtap.wire.FlowKey;

/**
 * Layout of a flow in a command ({@link CommandDescriptor}), as the node sees it that may have its
 * socket. Little-endian; an address is two words in the order of {@link FlowKey}. Static functions;
 * any thread.
 *
 * <pre>
 *     0 +---------------------------------------------------------+
 *       | protocol (1) | zero (3)                                 |
 *     4 | local port (2) | foreign port (2)                       |
 *     8 | local address (16)                                      |
 *    24 | foreign address (16)                                    |
 *    40 +---------------------------------------------------------+
 * </pre>
 */
public final class FlowDescriptor {
  /** Offset of the protocol. */
  public static final int PROTOCOL_OFFSET = 0;

  /** Offset of the local port. */
  public static final int LOCAL_PORT_OFFSET = 4;

  /** Offset of the foreign port. */
  public static final int FOREIGN_PORT_OFFSET = 6;

  /** Offset of the local address. */
  public static final int LOCAL_ADDRESS_OFFSET = 8;

  /** Offset of the foreign address. */
  public static final int FOREIGN_ADDRESS_OFFSET = 24;

  /** Bytes of a flow. */
  public static final int BYTES = 40;

  private FlowDescriptor() {}

  /** Writes a flow. */
  static void put(long position, FlowKey key) {
    long ends =
        (long) key.foreignPort() << (FOREIGN_PORT_OFFSET * Byte.SIZE)
            | (long) key.localPort() << (LOCAL_PORT_OFFSET * Byte.SIZE)
            | key.protocol();
    SharedMemory.putLong(position, ends);
    SharedMemory.putLong(position + LOCAL_ADDRESS_OFFSET, key.localHigh());
    SharedMemory.putLong(position + LOCAL_ADDRESS_OFFSET + Long.BYTES, key.localLow());
    SharedMemory.putLong(position + FOREIGN_ADDRESS_OFFSET, key.foreignHigh());
    SharedMemory.putLong(position + FOREIGN_ADDRESS_OFFSET + Long.BYTES, key.foreignLow());
  }

  /** Reads a flow, each word once. */
  static FlowKey get(long position) {
    long ends = SharedMemory.getLongOpaque(position);
    return new FlowKey()
        .setProtocol((int) ends & 0xff)
        .setPorts(
            (int) (ends >>> (LOCAL_PORT_OFFSET * Byte.SIZE)) & 0xffff,
            (int) (ends >>> (FOREIGN_PORT_OFFSET * Byte.SIZE)) & 0xffff)
        .setLocal(
            SharedMemory.getLongOpaque(position + LOCAL_ADDRESS_OFFSET),
            SharedMemory.getLongOpaque(position + LOCAL_ADDRESS_OFFSET + Long.BYTES))
        .setForeign(
            SharedMemory.getLongOpaque(position + FOREIGN_ADDRESS_OFFSET),
            SharedMemory.getLongOpaque(position + FOREIGN_ADDRESS_OFFSET + Long.BYTES));
  }
}
