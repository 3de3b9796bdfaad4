package dev.smtap.cli.top;

import dev.smtap.cli.connections.Entry;
import dev.smtap.cli.connections.GlobalNetworks;
import dev.smtap.cli.status.PartitionReader;
import dev.smtap.cli.status.PartitionStatus;
import dev.smtap.facility.Facility;
import dev.smtap.posix.SystemException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Reads a partition; asks no node, and needs none to run. */
final class Reader {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final Facility facility;

  Reader(Facility facility) {
    this.facility = facility;
  }

  /**
   * Reads it as it is now.
   *
   * @param hasFlows whether flows are wanted: there may be very many; those in the tables of nodes
   *     that live, as others forward nothing
   */
  Reading read(boolean hasFlows) throws SystemException {
    PartitionStatus status = PartitionReader.read(facility);
    long nanos = System.nanoTime();
    String clock = CLOCK.format(LocalTime.now(ZoneId.systemDefault()));
    RecentFlows flows = new RecentFlows();
    if (hasFlows) {
      readFlows(flows);
    }
    return new Reading(nanos, clock, status, hasFlows, flows);
  }

  private void readFlows(RecentFlows flows) throws SystemException {
    try (GlobalNetworks networks = new GlobalNetworks(facility, _ -> true)) {
      for (Entry each : networks.entries()) {
        if (each.state().isAlive()) {
          networks.forEachFlow(
              each,
              flow ->
                  flows.add(
                      new RecentFlows.Place(each.network(), each.node(), each.generation(), flow)));
        }
      }
    }
  }
}
