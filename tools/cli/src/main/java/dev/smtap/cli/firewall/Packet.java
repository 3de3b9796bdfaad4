package dev.smtap.cli.firewall;

import dev.smtap.netlink.IpFamily;
import java.net.InetAddress;
import java.util.Set;

/**
 * What is known of a packet that comes in from outside and is to be forwarded.
 *
 * @param state what connection tracking says of it, in the words of nft(8)
 * @param destination where it goes
 * @param inside interfaces that it cannot have come in on
 * @param outgoing the interface that it leaves by; empty as long as it was not routed
 * @param origin where it is from
 */
record Packet(
    String state, InetAddress destination, Set<String> inside, String outgoing, Origin origin) {
  static final String NEW = "new";
  static final String ESTABLISHED = "established";
  static final String INVALID = "invalid";
  static final String UNTRACKED = "untracked";

  /**
   * Where a packet is from.
   *
   * @param incoming the interface that it came in on; empty if that may be any
   * @param protocol its transport protocol, in the words of nft(8)
   * @param isOfOneHost whether it may be of a single host that a rule is about
   * @param isTranslated whether it may have got its destination here (DNAT)
   */
  record Origin(String incoming, String protocol, Truth isOfOneHost, Truth isTranslated) {
    /** A TCP segment of just any client. */
    static final Origin ANY_CLIENT = new Origin("", "tcp", Truth.NO, Truth.NO);
  }

  IpFamily family() {
    return IpFamily.of(destination);
  }

  Packet withState(String other) {
    return new Packet(other, destination, inside, outgoing, origin);
  }

  /** The same before it was routed, and seen by connection tracking. */
  Packet unrouted() {
    return new Packet("", destination, inside, "", origin);
  }
}
