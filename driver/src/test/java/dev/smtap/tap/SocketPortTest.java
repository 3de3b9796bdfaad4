package dev.smtap.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.DataCalls;
import dev.smtap.posix.Errno;
import dev.smtap.posix.Memory;
import dev.smtap.posix.Poll;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketPortTest {
  private static final int LARGEST = 12 + 65_543;

  private SocketPort left;
  private SocketPort right;

  @BeforeEach
  void open() throws Exception {
    List<SocketPort> pair = SocketPort.pair();
    left = pair.get(0);
    right = pair.get(1);
  }

  @AfterEach
  void close() {
    left.close();
    right.close();
  }

  @Test
  void keepsFramesWholeAndInOrder() {
    byte[] bytes = new byte[LARGEST];
    bytes[LARGEST - 1] = 42;
    Memory frame = Memory.of(bytes);
    Memory buffer = Memory.allocate(70_000);
    assertThat(DataCalls.write(left.fd(), frame.position(), LARGEST)).isEqualTo(LARGEST);
    assertThat(DataCalls.write(left.fd(), frame.position(), 72)).isEqualTo(72);
    assertThat(DataCalls.read(right.fd(), buffer.position(), 70_000)).isEqualTo(LARGEST);
    assertThat(buffer.bytes(LARGEST)).isEqualTo(bytes);
    assertThat(DataCalls.read(right.fd(), buffer.position(), 70_000)).isEqualTo(72);
    assertThat(DataCalls.read(right.fd(), buffer.position(), 70_000)).isEqualTo(-Errno.EAGAIN);
  }

  @Test
  void cutsAFrameThatIsTooLongLikeATap() {
    Memory buffer = Memory.allocate(1000);
    assertThat(DataCalls.write(left.fd(), buffer.position(), 1000)).isEqualTo(1000);
    assertThat(DataCalls.write(left.fd(), buffer.position(), 500)).isEqualTo(500);
    assertThat(DataCalls.read(right.fd(), buffer.position(), 100)).isEqualTo(100);
    assertThat(DataCalls.read(right.fd(), buffer.position(), 1000)).isEqualTo(500);
  }

  @Test
  void holdsManyFramesThenRefuses() {
    Memory frame = Memory.allocate(LARGEST);
    int written = 0;
    long result;
    while ((result = DataCalls.write(left.fd(), frame.position(), LARGEST)) == LARGEST) {
      written++;
    }
    assertThat(result).isEqualTo(-Errno.EAGAIN);
    assertThat(written).isGreaterThanOrEqualTo(3);
  }

  @Test
  void tellsThatTheOtherEndIsGone() {
    Memory frame = Memory.allocate(72);
    right.close();
    right.close();
    assertThat(right.fd()).isEqualTo(-1);
    assertThat(Memory.await(left.fd(), Poll.POLLIN, 0) & Poll.POLLHUP).isNotZero();
    assertThat(DataCalls.read(left.fd(), frame.position(), 72)).isZero();
    assertThat(DataCalls.write(left.fd(), frame.position(), 72)).isEqualTo(-Errno.EPIPE);
  }

  @Test
  void remembersWhatWasSet() {
    left.setCarrier(true);
    left.setOffloads(Offloads.ALL);
    assertThat(left.carrier()).isTrue();
    assertThat(left.offloads()).isEqualTo(Offloads.ALL);
  }
}
