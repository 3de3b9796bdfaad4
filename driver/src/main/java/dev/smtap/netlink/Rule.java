package dev.smtap.netlink;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A rule of policy routing (ip-rule(8)): packets that it selects are looked up in a table.
 *
 * @param family IPv4 or IPv6
 * @param preference rules are tried in this order, lowest first
 * @param incoming name of the interface that a packet came in on ({@code lo} for those made here),
 *     or empty for any
 * @param destination where a packet goes, as a single address, or null for anywhere
 * @param table the table to look it up in
 * @param protocol who made it; 2 is the kernel
 * @param isPlain whether this is all that it says; a rule that selects by more, or that does
 *     something else than to look into a table, is not plain
 */
public record Rule(
    IpFamily family,
    int preference,
    String incoming,
    @Nullable InetAddress destination,
    int table,
    int protocol,
    boolean isPlain) {
  public static final int TABLE_MAIN = 254;
  public static final int TABLE_LOCAL = 255;
  public static final int PROTOCOL_KERNEL = 2;

  /** All packets. */
  public static Rule forAll(IpFamily family, int preference, int table) {
    return new Rule(family, preference, "", null, table, PROTOCOL_KERNEL, true);
  }

  /** Packets that came in on an interface. */
  public static Rule forIncoming(IpFamily family, int preference, String name, int table) {
    return new Rule(family, preference, name, null, table, PROTOCOL_KERNEL, true);
  }

  /** Packets to an address. */
  public static Rule forDestination(int preference, InetAddress destination, int table) {
    IpFamily family = IpFamily.of(destination);
    return new Rule(family, preference, "", destination, table, PROTOCOL_KERNEL, true);
  }

  /** Whether it selects every packet and only looks into this table. */
  public boolean isForAll(int wantedTable) {
    return isPlain && incoming.isEmpty() && destination == null && table == wantedTable;
  }

  /** In the words of ip-rule(8). */
  @Override
  public String toString() {
    String from = incoming.isEmpty() ? "" : " iif " + incoming;
    String to = destination == null ? "" : " to " + destination.getHostAddress();
    String more = isPlain ? "" : " and more";
    return family + " rule " + preference + from + to + more + " lookup " + table;
  }
}
