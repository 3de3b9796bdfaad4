package dev.smtap.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent comes as it is, to a path and to an abstract name. */
class NotifySocketTest {
  private static final int SOCK_DGRAM = 2;

  @TempDir private Path directory = Path.of("");

  private static FileHandle listen(String address) throws SystemException {
    byte[] bytes = UnixAddress.ofEither(address);
    FileHandle handle =
        FileHandle.owning(ControlCalls.socket(UnixAddress.AF_UNIX, SOCK_DGRAM, 0), address);
    assertThat(ControlCalls.bind(handle.fd(), bytes, bytes.length)).isZero();
    return handle;
  }

  private static String receive(FileHandle handle) {
    byte[] buffer = new byte[256];
    int bytes = (int) ControlCalls.recv(handle.fd(), buffer, buffer.length, 0);
    return new String(Arrays.copyOf(buffer, bytes), StandardCharsets.UTF_8);
  }

  private static void isHeardAt(String address) throws SystemException {
    try (FileHandle listener = listen(address);
        NotifySocket socket = NotifySocket.open(address)) {
      socket.send("READY=1\nSTATUS=ä");
      assertThat(receive(listener)).isEqualTo("READY=1\nSTATUS=ä");
      socket.send("FDSTORE=1", listener.fd());
      assertThat(receive(listener)).isEqualTo("FDSTORE=1");
      assertThatThrownBy(() -> socket.send("FDSTORE=1", -1)).hasMessageContaining("EBADF");
    }
  }

  @Test
  void aPathAndAnAbstractNameAreReached() throws SystemException {
    isHeardAt(directory.resolve("notify").toString());
    isHeardAt("@smtap-test-" + ProcessHandle.current().pid());
  }

  @Test
  void whereNobodyIsIsSaid() {
    assertThatThrownBy(() -> NotifySocket.open(directory + "/none"))
        .hasMessageStartingWith("cannot reach the service manager at " + directory + "/none: ");
    assertThatThrownBy(() -> NotifySocket.open("@" + "x".repeat(200)))
        .hasMessageContaining("longer than 107 bytes");
  }
}
