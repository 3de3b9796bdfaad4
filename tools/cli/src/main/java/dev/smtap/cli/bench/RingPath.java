package dev.smtap.cli.bench;

import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.DataCalls;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The rings alone: two threads, with the driver's steps for a frame on either side, sleeping on the
 * doorbell as the driver does; no kernel, no TAP.
 *
 * @param directory where the sections are made
 */
record RingPath(Path directory) implements MeasuredPath {
  private static final int LARGE = 65_536;
  private static final int SMALL = 64;
  private static final int BITS = 8;
  private static final long FULL_PARK_NANOS = 20_000;
  private static final double GIGA = 1e9;
  private static final double KILO = 1e3;

  /** A ring one way, with private memory that frames are copied from and to. */
  private record Way(Sections sections, MappedSection buffers) implements AutoCloseable {
    static Way open(Path prefix) throws SystemException {
      MappedSection buffers = MappedSection.ofPrivateMemory(2L * LARGE);
      SharedMemory.clear(buffers.position(), buffers.bytes());
      return new Way(new Sections(prefix), buffers);
    }

    RingSender sender(int bytes) {
      return new RingSender(sections, buffers.position(), bytes);
    }

    RingReceiver receiver() throws SystemException {
      return new RingReceiver(sections, buffers.position(LARGE));
    }

    /** Wakes the receiver, so that it sees that it is to end. */
    void wake() {
      var _ = SharedMemory.getAndAddInt(sections.receiversBell(), 1);
      int _ = DataCalls.futexWake(sections.receiversBell(), Integer.MAX_VALUE);
    }

    @Override
    public void close() throws SystemException {
      sections.close();
      buffers.close();
    }
  }

  @Override
  public String name() {
    return Results.RINGS;
  }

  @Override
  public Map<Measure, Double> measure(Load load, double seconds) throws SystemException {
    return switch (load) {
      case STREAM -> Map.of(Measure.STREAM, frames(LARGE, seconds) * LARGE * BITS / GIGA);
      case PACKETS -> Map.of(Measure.PACKETS, frames(SMALL, seconds) / KILO);
      case ROUND_TRIPS -> roundTrips(seconds);
    };
  }

  private double frames(int bytes, double seconds) throws SystemException {
    try (Way way = Way.open(directory.resolve("ring"));
        RingReceiver receiver = way.receiver()) {
      RingSender sender = way.sender(bytes);
      Counting counting = new Counting(way::wake);
      counting.start("receiver", () -> receive(counting, receiver));
      counting.start("sender", () -> send(counting, sender));
      return counting.perSecond(seconds);
    }
  }

  private static void receive(Counting counting, RingReceiver receiver) {
    while (!counting.isEnding()) {
      int taken = receiver.drain();
      if (taken == 0) {
        receiver.sleep();
      } else {
        counting.add(taken);
      }
    }
  }

  private static void send(Counting counting, RingSender sender) {
    while (!counting.isEnding()) {
      // There is always one more at hand.
      if (!sender.trySendOn()) {
        // As the driver does: to spin would take the processor away from the receiver.
        LockSupport.parkNanos(FULL_PARK_NANOS);
      }
    }
    sender.endBurst();
  }

  private Map<Measure, Double> roundTrips(double seconds) throws SystemException {
    RoundTrips trips = new RoundTrips();
    try (Way there = Way.open(directory.resolve("there"));
        Way back = Way.open(directory.resolve("back"));
        RingReceiver asked = there.receiver();
        RingReceiver answered = back.receiver()) {
      RingSender asking = there.sender(SMALL);
      RingSender answering = back.sender(SMALL);
      Counting counting =
          new Counting(() -> {
            there.wake();
            back.wake();
          });
      counting.start("echo", () -> echo(counting, asked, answering));
      counting.start("caller", () -> call(counting, asking, answered, trips));
      double _ = counting.perSecond(seconds);
    }
    return trips.measures();
  }

  private static void echo(Counting counting, RingReceiver in, RingSender out) {
    while (!counting.isEnding()) {
      int taken = in.drain();
      if (taken == 0) {
        in.sleep();
      }
      for (int i = 0; i < taken; i++) {
        boolean _ = out.trySend();
      }
    }
  }

  private static void call(Counting counting, RingSender out, RingReceiver in, RoundTrips trips) {
    while (!counting.isEnding()) {
      long began = System.nanoTime();
      boolean _ = out.trySend();
      while (in.drain() == 0) {
        if (counting.isEnding()) {
          return;
        }
        in.sleep();
      }
      if (counting.isCounting()) {
        trips.add(System.nanoTime() - began);
      }
    }
  }
}
