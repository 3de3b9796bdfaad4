package dev.smtap.bench;

import static java.util.Objects.requireNonNull;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Control;

/**
 * Aeron's IPC with the same work at both ends: the sender copies each message from a private
 * buffer, the receiver copies it out into another. README.md in results/ says why each setting is
 * as it is.
 */
@State(Scope.Group)
public class AeronBenchmark implements FragmentHandler {
  private static final String CHANNEL = "aeron:ipc";
  private static final int STREAM = 1;
  private static final int LONGEST_MTU = 65_504;
  private static final int FRAGMENTS_PER_POLL = 64;
  private static final int ALIGNMENT_BYTES = 64;

  /** Bytes of a message. */
  @Param({"64", "1500", "65536"})
  public int bytes;

  /** Bytes of a term buffer. */
  @Param({"16777216"})
  public int term;

  /** For how many senders the publication is: {@code one} (exclusive) or {@code many}. */
  @Param({"one", "many"})
  public String senders = "one";

  @SuppressWarnings("NullAway.Init")
  private MediaDriver driver;

  @SuppressWarnings("NullAway.Init")
  private Aeron client;

  @SuppressWarnings("NullAway.Init")
  private Subscription subscription;

  private @Nullable ExclusivePublication exclusive;
  private @Nullable Publication shared;

  @SuppressWarnings("NullAway.Init")
  private UnsafeBuffer source;

  @SuppressWarnings("NullAway.Init")
  private UnsafeBuffer target;

  private int targetBytes;
  private long messages;

  /** Starts the media driver in this process. */
  @Setup
  public void open() {
    driver =
        MediaDriver.launchEmbedded(
            new MediaDriver.Context()
                .aeronDirectoryName("/dev/shm/smtap-bench-aeron-" + ProcessHandle.current().pid())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED)
                .ipcTermBufferLength(term)
                .ipcMtuLength(LONGEST_MTU)
                .printConfigurationOnStart(false));
    client = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
    subscription = client.addSubscription(CHANNEL, STREAM);
    if (senders.equals("one")) {
      exclusive = client.addExclusivePublication(CHANNEL, STREAM);
    } else {
      shared = client.addPublication(CHANNEL, STREAM);
    }
    while (!subscription.isConnected()) {
      Thread.onSpinWait();
    }
    source = new UnsafeBuffer(BufferUtil.allocateDirectAligned(bytes, ALIGNMENT_BYTES));
    target = new UnsafeBuffer(BufferUtil.allocateDirectAligned(bytes, ALIGNMENT_BYTES));
  }

  /** Ends it and removes its directory. */
  @TearDown
  public void close() {
    client.close();
    driver.close();
  }

  /** Copies a fragment to its place in the message; the last one makes it whole. */
  @Override
  public void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
    byte flags = header.flags();
    int at = (flags & FrameDescriptor.BEGIN_FRAG_FLAG) != 0 ? 0 : targetBytes;
    buffer.getBytes(offset, target, at, length);
    targetBytes = at + length;
    if ((flags & FrameDescriptor.END_FRAG_FLAG) != 0) {
      messages++;
    }
  }

  /** The sender. */
  @Benchmark
  @Group("aeron")
  public void send(Control control) {
    for (int i = 0; i < RingBenchmark.BURST; i++) {
      while (offer() < 0) {
        if (control.stopMeasurement) {
          return;
        }
        Thread.onSpinWait();
      }
    }
  }

  private long offer() {
    return exclusive != null
        ? exclusive.offer(source, 0, bytes)
        : requireNonNull(shared).offer(source, 0, bytes);
  }

  /** The receiver. */
  @Benchmark
  @Group("aeron")
  public void receive(Received received) {
    long before = messages;
    int fragments = subscription.poll(this, FRAGMENTS_PER_POLL);
    received.messages += messages - before;
    if (fragments == 0) {
      Thread.onSpinWait();
    }
  }
}
