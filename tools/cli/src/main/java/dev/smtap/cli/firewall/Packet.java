package dev.smtap.cli.firewall;

import dev.smtap.netlink.IpFamily;
import java.net.InetAddress;
import java.util.Set;

/**
 * What is known of a TCP segment that comes in from outside and is to be forwarded.
 *
 * @param state what connection tracking says of it, in the words of nft(8)
 * @param destination where it goes
 * @param inside interfaces that it cannot have come in on
 * @param outgoing the interface that it leaves by; empty as long as it was not routed
 */
record Packet(String state, InetAddress destination, Set<String> inside, String outgoing) {
  static final String NEW = "new";
  static final String ESTABLISHED = "established";
  static final String INVALID = "invalid";
  static final String UNTRACKED = "untracked";

  IpFamily family() {
    return IpFamily.of(destination);
  }

  Packet withState(String other) {
    return new Packet(other, destination, inside, outgoing);
  }

  /** The same before it was routed, and seen by connection tracking. */
  Packet unrouted() {
    return new Packet("", destination, inside, "");
  }
}
