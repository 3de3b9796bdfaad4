package dev.smtap.cli.service;

import dev.smtap.posix.SystemException;

/** Where the configuration of the nodes comes from, each time that it is read. */
@FunctionalInterface
public interface NodePlan {
  /**
   * Reads it.
   *
   * @throws SystemException if something is wrong with it
   */
  Planned read() throws SystemException;
}
