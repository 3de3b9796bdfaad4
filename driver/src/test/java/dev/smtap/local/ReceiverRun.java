package dev.smtap.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.memory.MappedSection;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.SocketPort;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs a real receiver on a thread of its own for some passes, while the test takes what comes out
 * of its port. One input each.
 */
final class ReceiverRun implements AutoCloseable {
  private static final long DEADLINE_NANOS = 10_000_000_000L;
  private static final int LARGEST = 70_000;

  /** What becomes of each frame that is not one of the good ones. */
  interface Sink {
    void take(long position, int bytes);
  }

  /** Notes what the receiver asks for. */
  static final class Requests implements NodeRequests {
    @Override
    public boolean unknownNode(int nodeId) {
      if (nodeId < 1 || nodeId > 65_534) {
        throw new AssertionError("node " + nodeId);
      }
      return false;
    }

    @Override
    public void interfaceGone(Adapter adapter, String why) {
      throw new AssertionError("interface gone: " + why);
    }

    @Override
    public void busyAgain() {}

    @Override
    public void sectionLost(Adapter adapter) {
      throw new AssertionError("section lost");
    }
  }

  private final SocketPort port;
  private final SocketPort outside;
  private final MappedSection buffer;
  private final Set<Integer> good = new HashSet<>();
  private volatile Throwable failure = new Throwable("none");
  private volatile boolean failed;
  private int delivered;

  ReceiverRun() throws SystemException {
    List<SocketPort> pair = SocketPort.pair();
    this.port = pair.get(0);
    this.outside = pair.get(1);
    this.buffer = MappedSection.ofPrivateMemory(LARGEST);
  }

  SocketPort port() {
    return port;
  }

  /** Frames that came out, good ones included. */
  int delivered() {
    return delivered;
  }

  /** Numbers of the good frames that came out. */
  Set<Integer> good() {
    return good;
  }

  void run(Adapter adapter, Receiver receiver, int passes, Sink sink) throws SystemException {
    Thread thread = new Thread(receiver, "fuzzed-rx");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((t, e) -> {
      failure = e;
      failed = true;
    });
    thread.start();
    long start = System.nanoTime();
    while (receiver.passes() <= passes && thread.isAlive()) {
      assertThat(System.nanoTime() - start).as("the receiver hangs").isLessThan(DEADLINE_NANOS);
      adapter.wakeReceiver();
      takeFrames(sink);
    }
    receiver.stop();
    try {
      thread.join(DEADLINE_NANOS / 1_000_000);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(thread.isAlive()).as("the receiver does not end").isFalse();
    takeFrames(sink);
    receiver.close();
    if (failed) {
      throw new AssertionError("the receiver's thread died", failure);
    }
  }

  private void takeFrames(Sink sink) {
    while (true) {
      int bytes = (int) DataCalls.read(outside.fd(), buffer.position(), LARGEST);
      if (bytes <= 0) {
        return;
      }
      delivered++;
      assertThat(bytes).as("bytes of a delivered frame").isGreaterThanOrEqualTo(12 + 14);
      int number = GoodFrames.number(buffer.position(), bytes);
      if (number >= 0) {
        assertThat(good.add(number)).as("good frame " + number + " came once").isTrue();
      } else {
        sink.take(buffer.position(), bytes);
      }
    }
  }

  @Override
  public void close() throws SystemException {
    port.close();
    outside.close();
    buffer.close();
  }
}
