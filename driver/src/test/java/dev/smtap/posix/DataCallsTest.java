package dev.smtap.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCallsTest {
  @Test
  void mapsReadsAndWrites(@TempDir Path directory) throws Exception {
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT;
    try (FileHandle file = FileHandle.open(directory.resolve("f"), flags, 0600)) {
      Memory memory = Memory.of(new byte[] {1, 2, 3});
      assertThat(DataCalls.write(file.fd(), memory.position(), 3)).isEqualTo(3);
      assertThat(DataCalls.read(file.fd(), memory.position(), 3)).isZero();
      int protection = Mapping.PROT_READ | Mapping.PROT_WRITE;
      long position = DataCalls.map(0, 4096, protection, Mapping.MAP_SHARED, file.fd(), 0);
      assertThat(position).isPositive();
      assertThat(DataCalls.write(file.fd(), position, 2)).isEqualTo(2);
      assertThat(DataCalls.unmap(position, 4096)).isZero();
      assertThat(DataCalls.write(file.fd(), position, 2)).isEqualTo(-Errno.EFAULT);
    }
    assertThat(DataCalls.read(-1, 0, 0)).isEqualTo(-Errno.EBADF);
  }

  @Test
  void eventFdWakesAPoll() throws Exception {
    try (EventFd event = EventFd.open()) {
      assertThat(Memory.await(event.fd(), Poll.POLLIN, 0)).isZero();
      assertThat(event.drain()).isFalse();
      event.signal();
      event.signal();
      assertThat(Memory.await(event.fd(), Poll.POLLIN, 0)).isEqualTo(Poll.POLLIN);
      assertThat(event.drain()).isTrue();
      assertThat(event.drain()).isFalse();
    }
  }

  @Test
  void futexWaitComparesAndTimesOut() {
    Memory word = Memory.allocate(8);
    Memory past = Memory.allocate(16);
    past.segment().set(ValueLayout.JAVA_LONG, 0, 1);
    Memory waiter = Memory.allocate(Futex.WAITER_SIZE);
    waiter.segment().set(ValueLayout.JAVA_LONG, Futex.VALUE_OFFSET, 1);
    waiter.segment().set(ValueLayout.JAVA_LONG, Futex.ADDRESS_OFFSET, word.position());
    waiter.segment().set(ValueLayout.JAVA_INT, Futex.FLAGS_OFFSET, Futex.SHARED_WORD);
    assertThat(DataCalls.futexWaitv(waiter.position(), 1, 0)).isEqualTo(-Errno.EAGAIN);
    waiter.segment().set(ValueLayout.JAVA_LONG, Futex.VALUE_OFFSET, 0);
    assertThat(DataCalls.futexWaitv(waiter.position(), 1, past.position()))
        .isEqualTo(-Errno.ETIMEDOUT);
    assertThat(DataCalls.futexWait(word.position(), 1, 0)).isEqualTo(-Errno.EAGAIN);
    assertThat(DataCalls.futexWait(word.position(), 0, past.position()))
        .isEqualTo(-Errno.ETIMEDOUT);
    assertThat(DataCalls.futexWake(word.position(), 1)).isZero();
  }
}
