package dev.smtap.cli;

import dev.smtap.cli.metrics.MetricsAddress;
import dev.smtap.cli.snmp.SnmpConfig;
import dev.smtap.local.AdapterSettings;
import dev.smtap.node.NodeConfig;
import dev.smtap.tap.Offloads;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is set for all nodes of a process, by flags or in the configuration file; empty means not
 * set there.
 */
record Settings(
    Optional<Path> facility,
    Optional<String> partition,
    Optional<Path> control,
    Optional<MetricsAddress> metrics,
    SnmpConfig snmp,
    Optional<Integer> mtu,
    Optional<Integer> slots,
    Optional<Offloads> offloads,
    Optional<Boolean> busyPoll,
    Optional<Integer> spinMicros,
    Optional<Integer> nodes,
    Optional<Integer> multicastRings,
    Optional<Integer> castSlots) {
  /** Nothing is set. */
  static final Settings NONE =
      new Settings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          SnmpConfig.NONE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static final long NANOS_PER_MICRO = 1_000;

  /** These, and where nothing is set here, the others. */
  Settings or(Settings others) {
    return new Settings(
        facility.or(others::facility),
        partition.or(others::partition),
        control.or(others::control),
        metrics.or(others::metrics),
        snmp.or(others.snmp),
        mtu.or(others::mtu),
        slots.or(others::slots),
        offloads.or(others::offloads),
        busyPoll.or(others::busyPoll),
        spinMicros.or(others::spinMicros),
        nodes.or(others::nodes),
        multicastRings.or(others::multicastRings),
        castSlots.or(others::castSlots));
  }

  /** The same in another place. */
  Settings at(PlaceOptions place) {
    return new Settings(
        place.facility(),
        place.partition(),
        control,
        metrics,
        snmp,
        mtu,
        slots,
        offloads,
        busyPoll,
        spinMicros,
        nodes,
        multicastRings,
        castSlots);
  }

  /** The sizes of the partition. */
  NodeConfig.Limits limits() {
    NodeConfig.Limits defaults = NodeConfig.Limits.DEFAULT;
    return new NodeConfig.Limits(
        nodes.orElse(defaults.nodes()),
        multicastRings.orElse(defaults.multicastRings()),
        castSlots.orElse(defaults.castSlots()),
        Long.getLong("smtap.test.counterStart", defaults.counterStart()));
  }

  /** How the data path behaves. */
  AdapterSettings dataPath() {
    AdapterSettings defaults = AdapterSettings.DEFAULT;
    return new AdapterSettings(
        spinMicros.map(micros -> micros * NANOS_PER_MICRO).orElse(defaults.spinNanos()),
        busyPoll.orElse(defaults.busyPoll()),
        defaults.agingNanos());
  }
}
