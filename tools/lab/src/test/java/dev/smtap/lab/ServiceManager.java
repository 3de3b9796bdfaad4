package dev.smtap.lab;

import static org.awaitility.Awaitility.await;

import dev.smtap.posix.ControlCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Hears what a service says about itself (sd_notify(3)). One thread. */
final class ServiceManager implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int MSG_DONTWAIT = 0x40;

  private final Path path;
  private final int fd = ControlCalls.socket(AF_UNIX, SOCK_DGRAM, 0);
  private final List<String> heard = new ArrayList<>();

  ServiceManager(Path path) {
    this.path = path;
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer address =
        ByteBuffer.allocate(Short.BYTES + name.length + 1).order(ByteOrder.nativeOrder());
    address.putShort((short) AF_UNIX).put(name);
    int result = ControlCalls.bind(fd, address.array(), address.capacity());
    if (fd < 0 || result < 0) {
      throw new AssertionError("no socket at " + path + ": " + result);
    }
  }

  /** What starts a program as its service, which has to give signs of life. */
  List<String> starting(Duration watchdog) {
    return List.of("env", "NOTIFY_SOCKET=" + path, "WATCHDOG_USEC=" + watchdog.toNanos() / 1_000);
  }

  /** All messages so far. */
  List<String> heard() {
    byte[] buffer = new byte[4_096];
    int bytes = (int) ControlCalls.recv(fd, buffer, buffer.length, MSG_DONTWAIT);
    while (bytes > 0) {
      heard.add(new String(Arrays.copyOf(buffer, bytes), StandardCharsets.UTF_8));
      bytes = (int) ControlCalls.recv(fd, buffer, buffer.length, MSG_DONTWAIT);
    }
    return heard;
  }

  /** How many messages have a text. */
  long count(String text) {
    return heard().stream().filter(each -> each.contains(text)).count();
  }

  /** Waits until so many messages had a text. */
  void awaitHeard(String text, long times) {
    await(text + " in " + heard)
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(20))
        .until(() -> count(text) >= times);
  }

  @Override
  public void close() {
    if (ControlCalls.close(fd) != 0) {
      throw new AssertionError("not closed: " + path);
    }
  }
}
