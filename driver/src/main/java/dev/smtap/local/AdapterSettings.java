package dev.smtap.local;

/**
 * What an operator can set about the data path.
 *
 * @param spinNanos how long a receiver looks at its rings before it sleeps
 * @param busyPoll never sleep: for pinned cores, and for memory that kernels share, where a futex
 *     cannot wake
 * @param agingNanos how long a learned address is remembered
 */
public record AdapterSettings(long spinNanos, boolean busyPoll, long agingNanos) {
  /** The defaults. */
  public static final AdapterSettings DEFAULT = new AdapterSettings(0, false, 300_000_000_000L);
}
