package dev.smtap.node;

import dev.smtap.netlink.LinkMonitor;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.FramePort;

/**
 * Opens what a node has of the kernel: what an adapter reads frames from and writes them to, and
 * what tells of its interface. Called on the control thread, in the network namespace that it is
 * for.
 */
public interface PortOpener {
  /**
   * Opens a port.
   *
   * @param mac the address that the interface gets
   */
  FramePort open(AdapterConfig config, long mac) throws SystemException;

  /** Opens what tells of changes of interfaces; a test may want that of another kernel. */
  default LinkMonitor openMonitor() throws SystemException {
    return LinkMonitor.open();
  }
}
