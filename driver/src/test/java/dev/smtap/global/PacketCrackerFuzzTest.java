package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.posix.SystemException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Any frame: the cracker says something about it, reads nothing behind it (there is no memory) and
 * nothing in front of it (what stands there makes no difference), and points into it.
 */
class PacketCrackerFuzzTest {
  private static final int LONGEST = 66_000;

  private static FramePlace place;

  private final PacketCracker cracker = new PacketCracker();

  @BeforeAll
  static void make() throws SystemException {
    place = new FramePlace();
  }

  @AfterAll
  static void remove() throws SystemException {
    place.close();
  }

  @FuzzTest
  void readsNothingButTheFrame(byte[] frame) {
    if (frame.length > LONGEST) {
      return;
    }
    Cracked first = Cracked.of(cracker, place.put(frame, 0), frame.length);
    Cracked second = Cracked.of(cracker, place.put(frame, 0xff), frame.length);
    assertThat(second).isEqualTo(first);
    assertThat(Cracked.of(new PacketCracker(), place.put(frame, 0x45), frame.length))
        .as("nothing is left of the frame before")
        .isEqualTo(first);
    if (first.kind().compareTo(PacketKind.PORTS) >= 0) {
      assertThat(first.packet()).isBetween(14, 22);
      assertThat(first.transport()).isBetween(first.packet() + 20, frame.length);
      assertThat(first.bytes()).isBetween(0, frame.length - first.transport());
    }
    if (first.kind() == PacketKind.PORTS) {
      assertThat(first.bytes()).isGreaterThanOrEqualTo(8);
    }
  }
}
