package dev.smtap.local;

import dev.smtap.posix.DataCalls;
import dev.smtap.ring.SlotDescriptor;
import dev.smtap.wire.VirtioNetHeader;
import org.jspecify.annotations.Nullable;

/**
 * Frames from the TAP, each into a large slot, which is then the sender's current one. Mostly one
 * is read when it is wanted. Where steering wants it, several are read ahead: what it looks up for
 * them comes from memory at the same time then, and not frame after frame. Transmitter only.
 */
public final class FrameReader {
  /** Frames that are read ahead at most, the first one included. */
  public static final int MOST_AHEAD = 16;

  /** To read a long frame takes longer than a look-up, and the first one waits for it. */
  static final int MOST_BYTES_AHEAD = 16 * 1024;

  private final int tapFd;
  private final LaneSender sender;
  private final @Nullable Steering steering;
  private final int[] slots = new int[MOST_AHEAD];
  private final long[] frames = new long[MOST_AHEAD];
  private final int[] frameBytes = new int[MOST_AHEAD];
  private int count;
  private int taken;

  /** A reader of a TAP; {@code steering} is null on a local network. */
  FrameReader(int tapFd, LaneSender sender, @Nullable Steering steering) {
    this.tapFd = tapFd;
    this.sender = sender;
    this.steering = steering;
  }

  /**
   * The next frame, in the sender's current slot. There must be one.
   *
   * @return its bytes with the virtio-net header, 0 where the file has ended, or -errno
   */
  int next(Lanes lanes) {
    if (taken < count) {
      return resume();
    }
    int bytes = read(lanes);
    if (bytes <= 0 || steering == null || !steering.looksAhead()) {
      return bytes;
    }
    readAhead(lanes, bytes);
    if (count > 1) {
      steering.foresee(frames, frameBytes, count);
    }
    return resume();
  }

  private int read(Lanes lanes) {
    return (int)
        DataCalls.read(
            tapFd,
            sender.current(lanes) + SlotDescriptor.VIRTIO_OFFSET,
            SlotDescriptor.LARGE_BYTES - SlotDescriptor.VIRTIO_OFFSET);
  }

  /** An error is not kept: the next read says it again. */
  private void readAhead(Lanes lanes, int firstBytes) {
    taken = 0;
    count = 0;
    int sum = 0;
    int bytes = firstBytes;
    while (bytes > 0) {
      setAside(lanes, bytes);
      sum += bytes;
      boolean goesOn = count < MOST_AHEAD && sum < MOST_BYTES_AHEAD && sender.current(lanes) != 0;
      bytes = goesOn ? read(lanes) : 0;
    }
  }

  private void setAside(Lanes lanes, int bytes) {
    frames[count] = sender.current(lanes) + SlotDescriptor.FRAME_OFFSET;
    frameBytes[count] = bytes - VirtioNetHeader.BYTES;
    slots[count++] = sender.setAside();
  }

  private int resume() {
    sender.resume(slots[taken]);
    return frameBytes[taken++] + VirtioNetHeader.BYTES;
  }
}
