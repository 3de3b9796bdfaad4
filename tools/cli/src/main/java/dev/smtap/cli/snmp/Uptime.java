package dev.smtap.cli.snmp;

import org.snmp4j.smi.TimeTicks;

/** How long the agent has run: what sysUpTime and all times of its MIBs count. Any thread. */
final class Uptime {
  private static final long NANOS_PER_TICK = 10_000_000L;
  private static final long WRAP = 1L << 32;

  private final long startNanos = System.nanoTime();

  /** In hundredths of a second, from 0 again after 497 days. */
  long ticks() {
    return (System.nanoTime() - startNanos) / NANOS_PER_TICK % WRAP;
  }

  TimeTicks now() {
    return new TimeTicks(ticks());
  }
}
