package dev.smtap.global;

/** What a frame is to the search for its owner. */
public enum PacketKind {
  /** Neither IPv4 nor IPv6: ARP and others. */
  NOT_IP,
  /** Truncated, or lengths that cannot be; no kernel would take it. */
  MALFORMED,
  /** The key has ports: TCP, UDP, SCTP and their like. */
  PORTS,
  /** The key has no ports: another protocol. */
  NO_PORTS,
  /** A fragment that is not the first: it goes where the first one went. */
  LATER_FRAGMENT,
  /** The key is the flow that the error quotes, turned round. */
  ICMP_ERROR,
  /** An ICMP or ICMPv6 echo request. */
  ECHO_REQUEST,
  /** Any other ICMP or ICMPv6 message. */
  ICMP
}
