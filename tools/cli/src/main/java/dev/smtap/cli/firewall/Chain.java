package dev.smtap.cli.firewall;

import dev.smtap.netlink.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A chain of rules.
 *
 * @param table where it belongs
 * @param name its name
 * @param hook where packets come to it by themselves; empty if rules only lead to it
 * @param priority in which order, lowest first
 * @param dropsByPolicy whether what comes out at its end is dropped
 * @param rules its rules; may grow while they are read
 */
record Chain(
    Table table, String name, String hook, int priority, boolean dropsByPolicy, List<Rule> rules) {
  static final String PREROUTING = "prerouting";
  static final String FORWARD = "forward";

  /** From this priority on, connection tracking has seen a packet. */
  private static final int CONNECTION_TRACKING = -200;

  /**
   * A table.
   *
   * @param program what rules are put into it with: {@code nft}, or one of iptables
   * @param family the address family in the words of nft(8): {@code ip}, {@code ip6}, {@code inet}
   * @param name its name
   */
  record Table(String program, String family, String name) {
    static final String NFT = "nft";

    /** How the names of those end that do not speak to nftables. */
    static final String LEGACY = "-legacy";

    /** The families of packets that it sees; none if it is not about IP. */
    Set<IpFamily> families() {
      return switch (family) {
        case "ip" -> Set.of(IpFamily.IPV4);
        case "ip6" -> Set.of(IpFamily.IPV6);
        case "inet" -> Set.of(IpFamily.IPV4, IpFamily.IPV6);
        default -> Set.of();
      };
    }
  }

  Chain(Table table, String name, String hook, int priority, boolean dropsByPolicy) {
    this(table, name, hook, priority, dropsByPolicy, new ArrayList<>());
  }

  /** True where a packet on its way through comes by with its state known. */
  boolean isOnTheWay() {
    return hook.equals(FORWARD) || (hook.equals(PREROUTING) && priority > CONNECTION_TRACKING);
  }

  /** True where a packet can be kept from connection tracking. */
  boolean isBeforeTracking() {
    return hook.equals(PREROUTING) && priority < CONNECTION_TRACKING;
  }

  /** True where a packet on its way through comes by at all. */
  boolean isPassed() {
    return hook.equals(FORWARD) || hook.equals(PREROUTING);
  }

  /** Whether it is the same one as another program shows it. */
  boolean isSameElsewhere(Chain other) {
    return !table.program().equals(other.table.program())
        && table.family().equals(other.table.family())
        && table.name().equals(other.table.name())
        && name.equals(other.name);
  }

  /** In words. */
  @Override
  public String toString() {
    return "chain "
        + name
        + " of table "
        + (table.program().equals(Table.NFT) ? table.family() + " " : "")
        + table.name()
        + " ("
        + table.program()
        + ")";
  }
}
