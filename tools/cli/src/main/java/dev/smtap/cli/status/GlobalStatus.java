package dev.smtap.cli.status;

import dev.smtap.global.PublishedArea;
import java.util.Optional;

/**
 * What an adapter of a global network is there at one moment.
 *
 * @param published what its node publishes
 * @param search what was counted of the search for owners
 * @param table its connection table, if there is one
 */
public record GlobalStatus(PublishedArea published, Tally search, Optional<TableStatus> table) {

  /** GLOBAL and whether it gets new flows, in words. */
  String state() {
    if (!published.isGlobal()) {
      return published.isDraining() ? "no, draining" : "no";
    }
    return published.isDraining() ? "draining" : "yes";
  }
}
