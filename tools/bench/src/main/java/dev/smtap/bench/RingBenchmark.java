package dev.smtap.bench;

import dev.smtap.cli.bench.RingReceiver;
import dev.smtap.cli.bench.RingSender;
import dev.smtap.cli.bench.Sections;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Control;

/**
 * The pair ring alone: one sender's thread, one receiver's thread, messages counted by the
 * receiver. {@code ring} looks without end when there is nothing (busy-poll mode, as Aeron does
 * beside it), {@code ringSleeping} sleeps on the doorbell at once, the driver's default. The sender
 * always has one more message at hand, and does in both with the doorbell what the driver does
 * then.
 */
@State(Scope.Group)
public class RingBenchmark {
  /** Messages that a sender sends for each call by JMH, so that the call does not weigh. */
  static final int BURST = 64;

  /** Bytes of a message. */
  @Param({"64", "1500", "65536"})
  public int bytes;

  private static final long WAKE_EVERY_MILLIS = 10;

  private final Path prefix = Path.of("/dev/shm/smtap-bench-" + ProcessHandle.current().pid());

  @SuppressWarnings("NullAway.Init")
  private Sections sections;

  @SuppressWarnings("NullAway.Init")
  private MappedSection buffers;

  @SuppressWarnings("NullAway.Init")
  private RingSender sender;

  @SuppressWarnings("NullAway.Init")
  private RingReceiver receiver;

  @SuppressWarnings("NullAway.Init")
  private ScheduledExecutorService waker;

  /** Makes the files. */
  @Setup
  public void open() throws SystemException {
    sections = new Sections(prefix);
    buffers = MappedSection.ofPrivateMemory(2L * bytes);
    SharedMemory.clear(buffers.position(), buffers.bytes());
    sender = new RingSender(sections, buffers.position(), bytes);
    receiver = new RingReceiver(sections, buffers.position(bytes));
    waker = Executors.newSingleThreadScheduledExecutor();
    // JMH stops the sender while the receiver may sleep.
    var _ =
        waker.scheduleAtFixedRate(
            this::wakeReceiver, WAKE_EVERY_MILLIS, WAKE_EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void wakeReceiver() {
    SharedMemory.getAndAddInt(sections.receiversBell(), 1);
    DataCalls.futexWake(sections.receiversBell(), Integer.MAX_VALUE);
  }

  /** Removes the files. */
  @TearDown
  public void close() throws SystemException {
    waker.close();
    receiver.close();
    buffers.close();
    sections.close();
  }

  /** The sender of {@code ring}. */
  @Benchmark
  @Group("ring")
  public void send(Control control) {
    sendBurst(control);
  }

  /** The receiver of {@code ring}. */
  @Benchmark
  @Group("ring")
  public void receive(Received received) {
    int count = receiver.drain();
    received.messages += count;
    if (count == 0) {
      Thread.onSpinWait();
    }
  }

  /** The sender of {@code ringSleeping}. */
  @Benchmark
  @Group("ringSleeping")
  public void sendToSleeper(Control control) {
    sendBurst(control);
  }

  /** The receiver of {@code ringSleeping}. */
  @Benchmark
  @Group("ringSleeping")
  public void receiveSleeping(Received received) {
    int count = receiver.drain();
    received.messages += count;
    if (count == 0) {
      receiver.sleep();
    }
  }

  private void sendBurst(Control control) {
    for (int i = 0; i < BURST; i++) {
      while (!sender.trySendOn()) {
        if (control.stopMeasurement) {
          return;
        }
        Thread.onSpinWait();
      }
    }
  }
}
