package dev.smtap.cli.status;

import dev.smtap.global.ConnectionReader;
import dev.smtap.global.ConnectionTableDescriptor;

/**
 * The connection table of an adapter at one moment.
 *
 * @param flows flows in it
 * @param mostFlows flows that it holds at most
 * @param agedOut flows that were forgotten because idle
 * @param nodeGone flows that were forgotten because their node went
 * @param evicted flows that gave way to another
 * @param refused flows that found no room
 */
public record TableStatus(
    long flows, long mostFlows, long agedOut, long nodeGone, long evicted, long refused) {

  /** Reads it; more flows than entries would be a lie. */
  public static TableStatus of(ConnectionReader table) {
    return new TableStatus(
        clamped(table, ConnectionTableDescriptor.FLOWS_OFFSET),
        clamped(table, ConnectionTableDescriptor.MOST_FLOWS_OFFSET),
        table.counter(ConnectionTableDescriptor.AGED_OUT_OFFSET),
        table.counter(ConnectionTableDescriptor.NODE_GONE_OFFSET),
        table.counter(ConnectionTableDescriptor.EVICTED_OFFSET),
        table.counter(ConnectionTableDescriptor.REFUSED_OFFSET));
  }

  private static long clamped(ConnectionReader table, int offset) {
    return Math.clamp(table.counter(offset), 0, table.entries());
  }
}
