package dev.smtap.global;

import dev.smtap.posix.SystemException;

/** Descriptors that the control thread waits on. Control thread only. */
public interface DescriptorWatch {
  /** Has an action done whenever a descriptor is readable. */
  void add(int fd, Runnable action) throws SystemException;

  /** Looks away from a descriptor, or at it again. */
  void setPaused(int fd, boolean isPaused);

  /** Forgets a descriptor. */
  void remove(int fd);
}
