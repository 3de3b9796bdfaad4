package dev.smtap.cli.firewall;

import dev.smtap.global.Segment;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/** A condition of a rule. */
@FunctionalInterface
interface Condition {
  Truth test(Packet packet);

  /** Of which nothing is known. */
  Condition UNKNOWN = _ -> Truth.MAYBE;

  /** Connection tracking says one of these. */
  static Condition state(Set<String> states) {
    return packet -> Truth.of(states.contains(packet.state()));
  }

  /** The destination is in this subnet, written with or without a prefix length. */
  static Condition destination(String text) {
    return segment(text)
        .<Condition>map(each -> packet -> Truth.of(each.contains(packet.destination())))
        .orElse(UNKNOWN);
  }

  /** The source is in this subnet: any client outside may be, but it is no single one. */
  static Condition source(String text) {
    boolean isOne = segment(text).filter(Segment::isHost).isPresent();
    return isOne ? _ -> Truth.NO : UNKNOWN;
  }

  private static Optional<Segment> segment(String text) {
    int slash = text.indexOf('/');
    try {
      InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      int whole = Byte.SIZE * address.getAddress().length;
      int length = slash < 0 ? whole : Integer.parseInt(text.substring(slash + 1));
      return Optional.of(Segment.of(address, length));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** It came in on this interface. */
  static Condition incoming(String name) {
    return packet -> packet.inside().contains(name) || name.equals("lo") ? Truth.NO : Truth.MAYBE;
  }

  /** It leaves by this interface. */
  static Condition outgoing(String name) {
    return packet ->
        packet.outgoing().isEmpty() || isPattern(name)
            ? Truth.MAYBE
            : Truth.of(packet.outgoing().equals(name));
  }

  private static boolean isPattern(String name) {
    return name.endsWith("*") || name.endsWith("+");
  }

  /** It is of this protocol, by name or number. */
  static Condition protocol(String name) {
    return switch (name) {
      case "tcp", "6", "all", "0" -> _ -> Truth.YES;
      case "udp", "udplite", "icmp", "icmpv6", "ipv6-icmp", "sctp", "dccp", "esp", "ah", "gre" ->
          _ -> Truth.NO;
      default -> UNKNOWN;
    };
  }

  default Condition negated() {
    return packet -> test(packet).not();
  }

  default Condition or(Condition other) {
    return packet -> test(packet).or(other.test(packet));
  }
}
