package dev.smtap.cli.capture;

import dev.smtap.memory.SharedMemory;
import dev.smtap.wire.VirtioNetHeader;

/**
 * Completes what a kernel has left to the hardware: a checksum that is so far the sum of the pseudo
 * header only (virtio 1.2, section 5.1.6.2; RFC 1071). Stateless; any thread.
 */
final class Checksum {
  private static final int UDP_CHECKSUM_OFFSET = 6;

  private Checksum() {}

  /**
   * Completes it in a frame.
   *
   * @param virtioFirst the first eight bytes of its virtio-net header, little-endian
   * @param virtioLast the last four
   * @param frame position of the frame, which is all here
   * @param bytes its length
   */
  static void complete(long virtioFirst, int virtioLast, long frame, int bytes) {
    if ((virtioFirst & VirtioNetHeader.NEEDS_CHECKSUM) == 0) {
      return;
    }
    int start = VirtioNetHeader.checksumStart(virtioFirst);
    int offset = virtioLast & 0xffff;
    int at = start + offset;
    if (at + 2 > bytes) {
      return;
    }
    int sum = ~sum(frame + start, bytes - start) & 0xffff;
    // Zero stands for "none" in UDP.
    put(frame + at, sum == 0 && offset == UDP_CHECKSUM_OFFSET ? 0xffff : sum);
  }

  /**
   * The sum of 16-bit words, folded; an odd last byte is the upper half of one. Added up as they
   * stand in memory and turned round once at the end, which gives the same (RFC 1071, section 2B).
   */
  private static int sum(long position, int bytes) {
    int words = bytes / Integer.BYTES;
    long sum = SharedMemory.sumInts(position, words);
    for (int at = words * Integer.BYTES; at < bytes; at++) {
      sum += (long) SharedMemory.getByte(position + at) << ((at & 1) == 0 ? 0 : 8);
    }
    while (sum >>> 16 != 0) {
      sum = (sum >>> 16) + (sum & 0xffff);
    }
    return Short.toUnsignedInt(Short.reverseBytes((short) sum));
  }

  private static void put(long position, int value) {
    SharedMemory.copyIn(new byte[] {(byte) (value >>> 8), (byte) value}, position);
  }
}
