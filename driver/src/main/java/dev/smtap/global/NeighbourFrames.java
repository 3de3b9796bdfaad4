package dev.smtap.global;

import static dev.smtap.global.PacketBytes.i32;
import static dev.smtap.global.PacketBytes.i64;
import static dev.smtap.global.PacketBytes.u16;
import static dev.smtap.global.PacketBytes.u8;

import dev.smtap.memory.SharedMemory;
import dev.smtap.wire.FlowKey;

/**
 * Frames that look for the neighbour with a global address (RFC 826, RFC 4861). The driver is the
 * one that answers, and to requests of IPv4 only: the kernel has the neighbour already ({@link
 * Policy#neighbours}), so only programs such as arping(8) ask. None of them leaves the node, where
 * everybody has that address. Static functions; transmitter only.
 */
final class NeighbourFrames {
  static final int ARP = 0x0806;
  private static final int ARP_OFFSET = 14;
  private static final int ARP_BYTES = ARP_OFFSET + 28;
  private static final int OPERATION_OFFSET = ARP_OFFSET + 6;
  private static final int SENDER_MAC_OFFSET = ARP_OFFSET + 8;
  private static final int SENDER_OFFSET = ARP_OFFSET + 14;
  private static final int TARGET_OFFSET = ARP_OFFSET + 24;
  static final int REQUEST = 1;
  private static final long ETHERNET_IPV4 = 0x0001_0800_0604L;
  static final int SOLICITATION = 135;
  static final int ADVERTISEMENT = 136;
  private static final int ND_TARGET_OFFSET = 8;
  private static final int ND_BYTES = 24;

  private NeighbourFrames() {}

  /** Whether an ARP frame is about one of these addresses, as the one asked for or the one told. */
  static boolean isArpAbout(GlobalAddresses addresses, long frame, int frameBytes) {
    return frameBytes >= ARP_BYTES
        && i64(frame + ARP_OFFSET) >>> 16 == ETHERNET_IPV4
        && (addresses.has(0, FlowKey.mapped(i32(frame + TARGET_OFFSET)))
            || addresses.has(0, FlowKey.mapped(i32(frame + SENDER_OFFSET))));
  }

  /** Whether it is a request to be answered: not one that looks for duplicates (RFC 5227). */
  static boolean isRequest(GlobalAddresses addresses, long frame) {
    int sender = i32(frame + SENDER_OFFSET);
    return u16(frame + OPERATION_OFFSET) == REQUEST
        && sender != 0
        && sender != i32(frame + TARGET_OFFSET)
        && addresses.has(0, FlowKey.mapped(i32(frame + TARGET_OFFSET)));
  }

  /** Makes a request the answer to it: the target has this MAC. */
  static void answer(long frame, long mac) {
    long asker = SharedMemory.getNetworkLong(frame + SENDER_MAC_OFFSET) >>> 16;
    int askerAddress = i32(frame + SENDER_OFFSET);
    int target = i32(frame + TARGET_OFFSET);
    SharedMemory.putNetworkLong(frame, asker << 16 | mac >>> 32);
    SharedMemory.putNetworkLong(frame + 8, mac << 32 | (long) ARP << 16 | 1);
    SharedMemory.putNetworkLong(frame + 16, 0x0800_0604_0002_0000L | mac >>> 32);
    SharedMemory.putNetworkLong(frame + 24, mac << 32 | (target & 0xffff_ffffL));
    SharedMemory.putNetworkLong(frame + 32, asker << 16 | (askerAddress >>> 16 & 0xffff));
    long behind = SharedMemory.getNetworkLong(frame + 34);
    SharedMemory.putNetworkLong(
        frame + 34, (behind & 0xffff_ffff_0000_0000L) | (askerAddress & 0xffff_ffffL));
  }

  /**
   * Whether an ICMPv6 message looks for a neighbour with one of these addresses, or tells of it.
   */
  static boolean isNdAbout(GlobalAddresses addresses, PacketCracker packet, long frame) {
    long message = frame + packet.transportOffset();
    int type = packet.isVersion4() || packet.transportBytes() < ND_BYTES ? 0 : u8(message);
    return (type == SOLICITATION || type == ADVERTISEMENT)
        && addresses.has(i64(message + ND_TARGET_OFFSET), i64(message + ND_TARGET_OFFSET + 8));
  }
}
