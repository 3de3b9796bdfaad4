package dev.smtap.node;

import dev.smtap.facility.Facility;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.NodeSectionDescriptor;
import dev.smtap.global.BalanceRules.Rule;
import dev.smtap.global.GlobalSettings;
import dev.smtap.tap.TapName;
import dev.smtap.wire.FrameLimits;
import dev.smtap.wire.NodeAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What values of a configuration may be: each function says what is wrong with a value, or nothing.
 * Any thread.
 */
public final class Allowed {
  private static final Pattern NETWORK_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,30}");

  private Allowed() {}

  /** The name of a partition. */
  public static Optional<Fault> partition(String name) {
    return unless(
        Facility.PARTITION_NAME.matcher(name).matches(),
        "is not a name for a partition",
        "take letters, digits, '.', '_' and '-', 32 at most");
  }

  /** The name of an interface. */
  public static Optional<Fault> interfaceName(String name) {
    return unless(
        TapName.isName(name),
        "is not a name for an interface",
        "take 1 to 15 bytes without blanks, '/', ':' and '%'");
  }

  /** The name of a network. */
  public static Optional<Fault> network(String name) {
    return unless(
        NETWORK_NAME.matcher(name).matches(),
        "is not a name for a network",
        "take letters, digits, '.', '_' and '-', 31 at most");
  }

  /** An MTU, in bytes. */
  public static Optional<Fault> mtu(int bytes) {
    return range(bytes, FrameLimits.LOWEST_MTU, FrameLimits.HIGHEST_MTU);
  }

  /** Small slots of an adapter. */
  public static Optional<Fault> slots(int count) {
    return range(count, Geometry.LEAST_SLOTS, Geometry.MOST_SLOTS);
  }

  /** Flows of an adapter's connection table. */
  public static Optional<Fault> flows(NetworkKind kind, int count) {
    boolean isRight =
        kind == NetworkKind.GLOBAL
            ? count != 0 && GlobalAreaDescriptor.isPlausible(count)
            : count == 0;
    int fewest = GlobalAreaDescriptor.FEWEST_FLOWS;
    int most = GlobalAreaDescriptor.MOST_FLOWS;
    return unless(
        isRight, "is out of range", "take " + fewest + " to " + most + " on a global network");
  }

  /** A node ID, or 0 for the first free one. */
  public static Optional<Fault> nodeId(int id) {
    return range(id, 0, NodeAddress.HIGHEST_ID);
  }

  /** How many nodes one can be connected with. */
  public static Optional<Fault> nodes(int count) {
    return range(count, 2, NodeAddress.HIGHEST_ID);
  }

  /** Multicast rings of a network. */
  public static Optional<Fault> multicastRings(int count) {
    return range(count, 0, 255);
  }

  /** Slots of a cast ring. */
  public static Optional<Fault> castSlots(int count) {
    Optional<Fault> fault = range(count, 2, 4096);
    return fault.isPresent()
        ? fault
        : unless(Integer.bitCount(count) == 1, "is not a power of two", "take 64");
  }

  /** How long a receiver looks at its rings before it sleeps, in microseconds. */
  public static Optional<Fault> spin(int micros) {
    return range(micros, 0, 1_000_000);
  }

  /** A node's weight on a global network. */
  public static Optional<Fault> weight(int weight) {
    return range(weight, 1, GlobalSettings.MOST_WEIGHT);
  }

  /** A port that has a rule of its own. */
  public static Optional<Fault> port(int port) {
    return range(port, 1, 65_535);
  }

  /** How long a source keeps its node, in seconds. */
  public static Optional<Fault> affinity(int seconds) {
    return range(seconds, 0, (int) Rule.LONGEST_AFFINITY.toSeconds());
  }

  /** Adapters of a node. */
  public static Optional<Fault> adapters(int count) {
    return range(count, 1, NodeSectionDescriptor.MOST_ADAPTERS);
  }

  private static Optional<Fault> range(int value, int least, int most) {
    return unless(
        value >= least && value <= most, "is out of range", "take " + least + " to " + most);
  }

  private static Optional<Fault> unless(boolean isRight, String why, String advice) {
    return isRight ? Optional.empty() : Optional.of(new Fault(why, advice));
  }
}
