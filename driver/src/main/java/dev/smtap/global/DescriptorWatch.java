package dev.smtap.global;

import dev.smtap.posix.SystemException;

/** Descriptors that the control thread waits on. Control thread only. */
public interface DescriptorWatch {
  /** Has an action done whenever a descriptor is readable. */
  void add(int fd, Runnable action) throws SystemException;

  /** Forgets a descriptor. */
  void remove(int fd);
}
