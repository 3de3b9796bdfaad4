package dev.smtap.cli.top;

import dev.smtap.cli.status.PartitionStatus;

/**
 * A partition at one moment.
 *
 * @param nanos when, on the clock of {@link System#nanoTime}
 * @param clock when, as people say it
 * @param status the partition
 * @param hasFlows whether flows were read
 * @param flows flows of its global networks
 */
record Reading(
    long nanos, String clock, PartitionStatus status, boolean hasFlows, RecentFlows flows) {}
