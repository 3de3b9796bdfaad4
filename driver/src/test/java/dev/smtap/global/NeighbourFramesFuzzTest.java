package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.SystemException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Any ARP frame: nothing behind it is read, and what is answered is a request for a global address
 * by somebody who does not have it. Input: the frame.
 */
class NeighbourFramesFuzzTest {
  private static final int SHORTEST = 14;
  private static final int LONGEST = 2_000;
  private static final int ARP_END = 42;
  private static final long MAC = 0x0253_4d01_0000L;
  private static final byte[] GLOBAL = {10, 99, 0, 1};

  private static FramePlace place;

  @BeforeAll
  static void make() throws SystemException {
    place = new FramePlace();
  }

  @AfterAll
  static void remove() throws SystemException {
    place.close();
  }

  @FuzzTest
  void onlyHonestRequestsAreAnswered(byte[] frame) throws Exception {
    if (frame.length < SHORTEST || frame.length > LONGEST) {
      return;
    }
    GlobalAddresses addresses = new GlobalAddresses(List.of(InetAddress.getByAddress(GLOBAL)));
    long position = place.put(frame, 0);
    if (!NeighbourFrames.isArpAbout(addresses, position, frame.length)) {
      return;
    }
    assertThat(frame.length).isGreaterThanOrEqualTo(ARP_END);
    assertThat(part(frame, 14, 20)).containsExactly(0, 1, 8, 0, 6, 4);
    boolean isTarget = Arrays.equals(part(frame, 38, 42), GLOBAL);
    assertThat(isTarget || Arrays.equals(part(frame, 28, 32), GLOBAL)).isTrue();
    if (NeighbourFrames.isRequest(addresses, position)) {
      assertThat(isTarget).isTrue();
      assertThat(part(frame, 20, 22)).containsExactly(0, 1);
      assertThat(part(frame, 28, 32)).isNotEqualTo(GLOBAL).isNotEqualTo(new byte[4]);
      NeighbourFrames.answer(position, MAC);
      byte[] answer = new byte[frame.length];
      SharedMemory.copyOut(position, answer);
      check(frame, answer);
    }
  }

  /** RFC 826: the same frame with both ends swapped, and the MAC address that was asked for. */
  private static void check(byte[] request, byte[] answer) {
    byte[] mac = {0x02, 0x53, 0x4d, 0x01, 0, 0};
    assertThat(part(answer, 0, 6)).isEqualTo(part(request, 22, 28));
    assertThat(part(answer, 6, 12)).isEqualTo(mac);
    assertThat(part(answer, 12, 22)).containsExactly(8, 6, 0, 1, 8, 0, 6, 4, 0, 2);
    assertThat(part(answer, 22, 28)).isEqualTo(mac);
    assertThat(part(answer, 28, 32)).isEqualTo(GLOBAL);
    assertThat(part(answer, 32, 42)).isEqualTo(part(request, 22, 32));
    assertThat(part(answer, ARP_END, answer.length))
        .isEqualTo(part(request, ARP_END, request.length));
  }

  private static byte[] part(byte[] frame, int from, int to) {
    return Arrays.copyOfRange(frame, from, to);
  }
}
