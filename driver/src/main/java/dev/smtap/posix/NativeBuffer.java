package dev.smtap.posix;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A few bytes of native memory for arguments of {@link DataCalls} outside the data path. A plain
 * direct buffer, because the first use of a MemorySegment's accessors costs some 100 ms of
 * start-up. One thread.
 */
public final class NativeBuffer {
  private final ByteBuffer bytes;
  private final long position;

  private NativeBuffer(ByteBuffer bytes) {
    this.bytes = bytes;
    this.position = MemorySegment.ofBuffer(bytes).address();
  }

  /** Allocates zeroed memory, aligned for any number; freed with this object. */
  public static NativeBuffer allocate(int size) {
    return new NativeBuffer(ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder()));
  }

  /** The address, as long as this object is reachable. */
  public long position() {
    return position;
  }

  /** The same memory as a buffer of its full size. */
  public ByteBuffer bytes() {
    return bytes.clear();
  }
}
