package dev.smtap.cli.service;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a service manager says to this process in its environment, if it is meant and no process
 * before it: open descriptors (sd_listen_fds(3)) and how often to prove that it lives
 * (sd_watchdog_enabled(3)).
 *
 * @param environment the environment
 * @param processId this process
 */
record Inheritance(Map<String, String> environment, long processId) {
  private static final int FIRST_DESCRIPTOR = 3;
  private static final int MOST_DESCRIPTORS = 4_096;
  private static final int NANOS_PER_MICRO = 1_000;

  /** That of this process. */
  static Inheritance here() {
    return new Inheritance(System.getenv(), ProcessHandle.current().pid());
  }

  /** Names of descriptors, by descriptor; those without a name have an empty one. */
  Map<Integer, String> descriptors() {
    Map<Integer, String> found = new LinkedHashMap<>();
    if (number("LISTEN_PID").orElse(0L) != processId) {
      return found;
    }
    long count = Math.min(number("LISTEN_FDS").orElse(0L), MOST_DESCRIPTORS);
    String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
    for (int i = 0; i < count; i++) {
      found.put(FIRST_DESCRIPTOR + i, i < names.length ? names[i] : "");
    }
    return found;
  }

  /** The time within which a sign of life must come; empty if nobody waits for one. */
  Optional<Duration> watchdog() {
    boolean isMeant = number("WATCHDOG_PID").orElse(processId) == processId;
    return number("WATCHDOG_USEC")
        .filter(micros -> isMeant && micros > 0 && micros <= Long.MAX_VALUE / NANOS_PER_MICRO)
        .map(micros -> Duration.ofNanos(micros * NANOS_PER_MICRO));
  }

  private Optional<Long> number(String name) {
    try {
      return Optional.ofNullable(environment.get(name)).map(Long::valueOf);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
