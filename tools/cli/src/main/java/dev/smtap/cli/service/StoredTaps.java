package dev.smtap.cli.service;

import dev.smtap.node.TapStore;
import dev.smtap.posix.ControlCalls;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TAPs of this process in the service manager's store: interfaces, their addresses and routes
 * outlive a restart. A process that ends leaves them there; the service manager closes them when
 * the service is stopped for good. Any thread.
 */
final class StoredTaps implements TapStore {
  private static final Logger LOG = LoggerFactory.getLogger(StoredTaps.class);
  private static final int LOWEST_DESCRIPTOR = 3;

  private final ServiceManager manager;
  private final Map<String, Integer> inherited = new HashMap<>();
  private boolean isEnding;

  /** Takes over the descriptors that the process was given; no program that it starts gets them. */
  StoredTaps(ServiceManager manager, Inheritance given) {
    this.manager = manager;
    given.descriptors().forEach(this::inherit);
  }

  private void inherit(int fd, String name) {
    int own = ControlCalls.dupAbove(fd, LOWEST_DESCRIPTOR);
    var _ = ControlCalls.close(fd);
    if (own >= 0) {
      Integer before = inherited.put(name, own);
      closeIfAny(before, name);
    }
  }

  @Override
  public synchronized OptionalInt take(String key) {
    Integer fd = inherited.remove(key);
    return fd == null ? OptionalInt.empty() : OptionalInt.of(fd);
  }

  @Override
  public synchronized void keep(String key, int fd) {
    manager.keep(key, fd);
  }

  @Override
  public synchronized void forget(String key) {
    if (!isEnding) {
      manager.forget(key);
    }
  }

  /** Closes what no adapter has taken. */
  synchronized void closeOthers() {
    inherited.forEach((name, fd) -> {
      closeIfAny(fd, name);
      if (!name.isEmpty()) {
        manager.forget(name);
      }
    });
    inherited.clear();
  }

  private static void closeIfAny(@Nullable Integer fd, String name) {
    if (fd != null) {
      var _ = ControlCalls.close(fd);
      LOG.warn("closed the stored descriptor '{}': no adapter of this configuration has it", name);
    }
  }

  /** From now on adapters are closed because the process ends: their TAPs stay in the store. */
  synchronized void leaveThem() {
    isEnding = true;
  }
}
