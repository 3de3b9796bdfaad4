package dev.smtap.cli.service;

import dev.smtap.posix.NotifySocket;
import dev.smtap.posix.SystemException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who started this process and wants to know how it does (sd_notify(3)); perhaps nobody, then
 * nothing is said. What cannot be told is logged, and no failure: the nodes run all the same. Any
 * thread.
 */
final class ServiceManager {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
  private static final int NANOS_PER_MICRO = 1_000;

  private final @Nullable NotifySocket socket;
  private boolean isStopping;

  private ServiceManager(@Nullable NotifySocket socket) {
    this.socket = socket;
  }

  /**
   * The one that the environment names, if any. In the network namespace in which the process was
   * started.
   */
  static ServiceManager of(Map<String, String> environment) {
    String address = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (address.isEmpty()) {
      return new ServiceManager(null);
    }
    try {
      return new ServiceManager(NotifySocket.open(address));
    } catch (SystemException e) {
      LOG.warn("{}", e.getMessage());
      return new ServiceManager(null);
    }
  }

  /** Whether there is one. */
  boolean isThere() {
    return socket != null;
  }

  /** All interfaces exist, or the configuration was read again. */
  void ready(String status) {
    sendUnlessStopping("READY=1\nSTATUS=" + oneLine(status));
  }

  /** How it is. */
  void status(String status) {
    sendUnlessStopping("STATUS=" + oneLine(status));
  }

  /** It lives. */
  void alive() {
    sendUnlessStopping("WATCHDOG=1");
  }

  /** The configuration is read again. */
  void reloading() {
    sendUnlessStopping("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / NANOS_PER_MICRO);
  }

  /** It ends. From then on it is neither ready nor alive, whatever other threads have to say. */
  synchronized void stopping() {
    isStopping = true;
    send("STOPPING=1");
  }

  /** Keeps a second descriptor, whatever becomes of the file, until {@link #forget}. */
  void keep(String name, int fd) {
    if (socket != null) {
      try {
        socket.send("FDSTORE=1\nFDPOLL=0\nFDNAME=" + name, fd);
      } catch (SystemException e) {
        LOG.warn("{}", e.getMessage());
      }
    }
  }

  /** Closes the descriptors of a name. */
  void forget(String name) {
    send("FDSTOREREMOVE=1\nFDNAME=" + name);
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ');
  }

  private synchronized void sendUnlessStopping(String lines) {
    if (!isStopping) {
      send(lines);
    }
  }

  private void send(String lines) {
    if (socket != null) {
      try {
        socket.send(lines);
      } catch (SystemException e) {
        LOG.warn("{}", e.getMessage());
      }
    }
  }
}
