package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.ListenerDescriptor;
import dev.smtap.fuzz.FuzzInput;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import dev.smtap.wire.FlowKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * What the data path makes of anything that a node may publish: nothing outside of the area is
 * read, and what is found stands there. Input: the 40 bytes of the head, a flow, number of the last
 * address and listener, two addresses, listeners.
 */
class DirectoryReaderFuzzTest {
  private static final int HEAD_BYTES = 40;
  private static final long FILE_BYTES = 1 << 16;

  private static FramePlace place;

  @BeforeAll
  static void make() throws SystemException {
    place = new FramePlace(FILE_BYTES);
  }

  @AfterAll
  static void remove() throws SystemException {
    place.close();
  }

  @FuzzTest
  void findsWhatStandsThere(byte[] bytes) {
    FuzzInput input = new FuzzInput(bytes);
    // Behind the listeners comes the connection table, which is none of its business.
    long area = place.end() - GlobalAreaDescriptor.TABLE_OFFSET;
    SharedMemory.clear(area, GlobalAreaDescriptor.TABLE_OFFSET);
    SharedMemory.copyIn(input.next(HEAD_BYTES), area);
    FlowKey key = key(input);
    int last = input.nextByte();
    long addresses = area + GlobalAreaDescriptor.ADDRESSES_OFFSET;
    SharedMemory.copyIn(input.next(32), addresses + 32L * (last % 32));
    long listeners = area + GlobalAreaDescriptor.LISTENERS_OFFSET;
    SharedMemory.copyIn(input.next(10 * 40), listeners + 40L * 338 * (last % 4));
    DirectoryReader reader = new DirectoryReader(area);
    assertThat(reader.weight()).isBetween(1, 255);
    boolean isResting = (reader.sequence() & 1) == 0;
    for (boolean otherwise : new boolean[] {false, true}) {
      assertThat(reader.serves(key, otherwise))
          .isEqualTo(reader.isGlobal() && (isResting ? hasAddress(area, key) : otherwise));
    }
    assertThat(reader.match(key)).isEqualTo(isResting ? match(area, key) : null);
  }

  private static FlowKey key(FuzzInput input) {
    return new FlowKey()
        .setProtocol(input.nextByte())
        .setPorts(input.nextShort(), input.nextShort())
        .setLocal(input.nextLong(), input.nextLong())
        .setForeign(input.nextLong(), input.nextLong());
  }

  private static int count(long area, int offset, int most) {
    return Math.max(0, Math.min(SharedMemory.getInt(area + offset), most));
  }

  private static boolean is(long at, long high, long low) {
    return SharedMemory.getLong(at) == high && SharedMemory.getLong(at + 8) == low;
  }

  private static boolean hasAddress(long area, FlowKey key) {
    int count =
        count(area, GlobalAreaDescriptor.ADDRESS_COUNT_OFFSET, GlobalAreaDescriptor.MOST_ADDRESSES);
    for (int i = 0; i < count; i++) {
      if (is(
          area + GlobalAreaDescriptor.ADDRESSES_OFFSET + i * 16L,
          key.localHigh(),
          key.localLow())) {
        return true;
      }
    }
    return false;
  }

  /** The best that any listener has to say; byte by byte, as the drawing has it. */
  private static Verdict match(long area, FlowKey key) {
    int count =
        count(
            area, GlobalAreaDescriptor.LISTENER_COUNT_OFFSET, GlobalAreaDescriptor.MOST_LISTENERS);
    Verdict best = Verdict.NONE;
    for (int i = 0; i < count; i++) {
      long at = area + GlobalAreaDescriptor.LISTENERS_OFFSET + i * 40L;
      Verdict each = isForLocalEnd(at, key) ? foreignEnd(at, key) : Verdict.NONE;
      best = each.code() > best.code() ? each : best;
    }
    return best;
  }

  private static boolean isForLocalEnd(long at, FlowKey key) {
    int family =
        FlowKey.isMapped(key.localHigh(), key.localLow())
            ? ListenerDescriptor.TAKES_IPV4
            : ListenerDescriptor.TAKES_IPV6;
    long local = at + ListenerDescriptor.LOCAL_ADDRESS_OFFSET;
    return SharedMemory.getByte(at + ListenerDescriptor.PROTOCOL_OFFSET) == key.protocol()
        && (SharedMemory.getByte(at + ListenerDescriptor.FLAGS_OFFSET) & family) != 0
        && port(at + ListenerDescriptor.LOCAL_PORT_OFFSET) == key.localPort()
        && (is(local, 0, 0) || is(local, key.localHigh(), key.localLow()));
  }

  private static Verdict foreignEnd(long at, FlowKey key) {
    long foreign = at + ListenerDescriptor.FOREIGN_ADDRESS_OFFSET;
    int port = port(at + ListenerDescriptor.FOREIGN_PORT_OFFSET);
    if (port == 0 && is(foreign, 0, 0)) {
      return Verdict.LISTENER;
    }
    boolean isIt = port == key.foreignPort() && is(foreign, key.foreignHigh(), key.foreignLow());
    return isIt ? Verdict.FOREIGN_END : Verdict.NONE;
  }

  private static int port(long at) {
    return SharedMemory.getByte(at) | SharedMemory.getByte(at + 1) << 8;
  }
}
