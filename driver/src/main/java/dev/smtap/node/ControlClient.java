package dev.smtap.node;

import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import dev.smtap.posix.UnixSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Somebody who is connected to the control socket, and may send one request. Control thread. */
final class ControlClient implements AutoCloseable {
  private final UnixSocket socket;
  private final long sinceNanos;
  private final byte[] received = new byte[ControlRequest.MOST_BYTES];
  private int length;
  private @Nullable Runnable ending;

  /** How far it is. */
  enum Progress {
    /** The line is not complete. */
    WAITING,
    /** There is a line, or no more will come. */
    COMPLETE,
    /** There is more than a line can have. */
    TOO_LONG,
    /** The other end has gone. */
    GONE
  }

  ControlClient(UnixSocket socket, long nowNanos) {
    this.socket = socket;
    this.sinceNanos = nowNanos;
  }

  int fd() {
    return socket.fd();
  }

  /** Whether it takes longer than that to send its request. */
  boolean isOlderThan(long nanos, long nowNanos) {
    return !isStaying() && nowNanos - sinceNanos > nanos;
  }

  /** Lets it stay after its answer; whatever it sends is its end. */
  void stay(Runnable atItsEnd) {
    ending = atItsEnd;
  }

  /** Whether it stays, and is not one that has to be through soon. */
  boolean isStaying() {
    return ending != null;
  }

  /** Takes what has come, without waiting. */
  Progress receive() {
    int bytes = socket.receive(received, length);
    if (bytes == -Errno.EAGAIN) {
      return Progress.WAITING;
    }
    if (bytes == 0 && length > 0) {
      return Progress.COMPLETE;
    }
    if (bytes <= 0) {
      return Progress.GONE;
    }
    length += bytes;
    if (received[length - 1] == '\n') {
      return Progress.COMPLETE;
    }
    return length == received.length ? Progress.TOO_LONG : Progress.WAITING;
  }

  /** What has come. */
  byte[] line() {
    return Arrays.copyOf(received, length);
  }

  /** Who it is. */
  String who() {
    try {
      return socket.peer().toString();
    } catch (SystemException e) {
      return "somebody";
    }
  }

  /** Answers; an answer that finds no room at once is for somebody who does not read it. */
  void answer(String line) {
    var _ = socket.send((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    socket.close();
    if (ending != null) {
      ending.run();
    }
  }
}
