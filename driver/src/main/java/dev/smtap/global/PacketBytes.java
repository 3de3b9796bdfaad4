package dev.smtap.global;

import dev.smtap.memory.SharedMemory;

/**
 * Numbers in network byte order. Two and four bytes are the end of an eight-byte read: whatever is
 * asked for stands behind at least {@link #BEFORE} bytes of the same frame, its Ethernet header, so
 * nothing in front of the frame is read. Any thread.
 */
final class PacketBytes {
  /** Bytes of the frame that stand in front of whatever is read. */
  static final int BEFORE = 6;

  private PacketBytes() {}

  static int u8(long position) {
    return SharedMemory.getByte(position);
  }

  static int u16(long position) {
    return (int) SharedMemory.getNetworkLong(position - 6) & 0xffff;
  }

  static int i32(long position) {
    return (int) SharedMemory.getNetworkLong(position - 4);
  }

  static long i64(long position) {
    return SharedMemory.getNetworkLong(position);
  }
}
