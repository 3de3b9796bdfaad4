package dev.smtap.posix;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Which frames a packet socket takes, as a program for the kernel (linux/filter.h): those to which
 * all of some conditions apply, and all of at least one alternative. What lies beyond the end of a
 * frame fails. Immutable; any thread.
 */
public final class PacketFilter {
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SOL_SOCKET = 1;
  private static final int INSTRUCTION_BYTES = 8;

  /** struct sock_fprog: u16 instructions, 6 bytes of padding, the address of the first. */
  private static final int PROGRAM_BYTES = 16;

  private static final int LOAD_WORD = 0x20;
  private static final int LOAD_HALF = 0x28;
  private static final int LOAD_BYTE = 0x30;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x06;
  private static final int WHOLE = -1;

  /** SKF_AD_OFF + SKF_AD_PKTTYPE. */
  private static final int PACKET_TYPE_OFFSET = -0x1000 + 4;

  private static final int PACKET_OTHERHOST = 3;

  private final int count;
  private final NativeBuffer program;

  /**
   * A condition.
   *
   * @param offset in the frame, from the destination's MAC address on
   * @param bytes 1, 2 or 4
   * @param value what stands there
   */
  public record Field(int offset, int bytes, int value) {
    private int load() {
      return switch (bytes) {
        case 1 -> LOAD_BYTE;
        case 2 -> LOAD_HALF;
        default -> LOAD_WORD;
      };
    }
  }

  /** Only frames that are for this host: its own, multicast and broadcast, not of another VLAN. */
  public PacketFilter(List<Field> conditions, List<List<Field>> alternatives) {
    int most = 3 + 3 * conditions.size() + 1;
    for (List<Field> each : alternatives) {
      most += 2 * each.size() + 1;
    }
    this.count = most;
    this.program = NativeBuffer.allocate(most * INSTRUCTION_BYTES);
    ByteBuffer to = program.bytes();
    put(to, LOAD_BYTE, 0, 0, PACKET_TYPE_OFFSET);
    put(to, JUMP_IF_EQUAL, 0, 1, PACKET_OTHERHOST);
    put(to, RETURN, 0, 0, 0);
    for (Field each : conditions) {
      put(to, each.load(), 0, 0, each.offset);
      put(to, JUMP_IF_EQUAL, 1, 0, each.value);
      put(to, RETURN, 0, 0, 0);
    }
    alternatives.forEach(each -> alternative(to, each));
    put(to, RETURN, 0, 0, 0);
  }

  private static void alternative(ByteBuffer to, List<Field> fields) {
    int left = fields.size();
    for (Field each : fields) {
      left--;
      put(to, each.load(), 0, 0, each.offset);
      // If not: beyond the other fields and the end, to the next one.
      put(to, JUMP_IF_EQUAL, 0, 2 * left + 1, each.value);
    }
    put(to, RETURN, 0, 0, WHOLE);
  }

  /** struct sock_filter: u16 code, u8 jump if true, u8 jump if false, u32 operand. */
  private static void put(ByteBuffer to, int code, int ifTrue, int ifFalse, int operand) {
    to.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
  }

  /** Makes it the filter of a socket; 0 or -errno. */
  int attach(int fd) {
    byte[] value = new byte[PROGRAM_BYTES];
    ByteBuffer.wrap(value)
        .order(ByteOrder.nativeOrder())
        .putShort((short) count)
        .putLong(Long.BYTES, program.position());
    try {
      return ControlCalls.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, value, value.length);
    } finally {
      Reference.reachabilityFence(program);
    }
  }
}
