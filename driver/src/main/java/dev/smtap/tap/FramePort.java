package dev.smtap.tap;

import dev.smtap.posix.SystemException;

/**
 * Where frames come from and go to. One read gives one frame, one write takes one, each with the
 * 12-byte little-endian virtio-net header in front; neither blocks ({@code -EAGAIN}). A frame that
 * is longer than the buffer of a read is cut without a word.
 */
public interface FramePort extends AutoCloseable {
  /** The descriptor to read, write and poll; -1 once closed. Any thread. */
  int fd();

  /** Tells the kernel whether there is somebody at the other end. Control thread. */
  void setCarrier(boolean up) throws SystemException;

  /** Sets what the kernel may leave to us in what it sends. Control thread. */
  void setOffloads(Offloads offloads) throws SystemException;

  /** Closes it once; does not wake a thread that polls it. Any thread. */
  @Override
  void close();
}
