package dev.smtap.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Native memory for tests, and polling with it. */
public final class Memory {
  private final MemorySegment segment;

  private Memory(MemorySegment segment) {
    this.segment = segment;
  }

  public static Memory allocate(long size) {
    return new Memory(Arena.ofAuto().allocate(size, 64));
  }

  public static Memory of(byte[] bytes) {
    Memory memory = allocate(Math.max(bytes.length, 1));
    MemorySegment.copy(bytes, 0, memory.segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return memory;
  }

  public long position() {
    return segment.address();
  }

  public MemorySegment segment() {
    return segment;
  }

  public byte[] bytes(long length) {
    return segment.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  /** Waits until a descriptor is ready; its events, or 0 after the time. */
  public static int await(int fd, int events, int timeoutMillis) {
    Memory poll = allocate(Poll.SIZE);
    poll.segment.set(ValueLayout.JAVA_INT, Poll.FD_OFFSET, fd);
    poll.segment.set(ValueLayout.JAVA_SHORT, Poll.EVENTS_OFFSET, (short) events);
    DataCalls.poll(poll.position(), 1, timeoutMillis);
    return poll.segment.get(ValueLayout.JAVA_SHORT, Poll.RESULT_OFFSET);
  }
}
