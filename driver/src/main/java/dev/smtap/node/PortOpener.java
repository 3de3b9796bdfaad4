package dev.smtap.node;

import dev.smtap.posix.SystemException;
import dev.smtap.tap.FramePort;

/**
 * Opens what an adapter reads frames from and writes them to. Called on the control thread, in the
 * node's network namespace.
 */
public interface PortOpener {
  /**
   * Opens a port.
   *
   * @param mac the address that the interface gets
   */
  FramePort open(AdapterConfig config, long mac) throws SystemException;
}
