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

  /** Connection tracking says one of these; for iptables, translation is one too. */
  static Condition state(Set<String> states) {
    return packet -> {
      Truth is = Truth.of(states.contains(packet.state()));
      return states.contains("dnat") ? is.or(packet.origin().isTranslated()) : is;
    };
  }

  /** Connection tracking says this of its translation, or of something else. */
  static Condition status(String status) {
    return status.equals("dnat") ? packet -> packet.origin().isTranslated() : UNKNOWN;
  }

  /** The destination is in this subnet, written with or without a prefix length. */
  static Condition destination(String text) {
    return segment(text)
        .<Condition>map(each -> packet -> Truth.of(each.contains(packet.destination())))
        .orElse(UNKNOWN);
  }

  /** The source is in this subnet: any client outside may be; see the packet for a single one. */
  static Condition source(String text) {
    boolean isOne = segment(text).filter(Segment::isHost).isPresent();
    return isOne ? packet -> packet.origin().isOfOneHost() : UNKNOWN;
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
    return packet -> {
      String incoming = packet.origin().incoming();
      if (!incoming.isEmpty()) {
        return Truth.of(isCalled(incoming, name));
      }
      return packet.inside().contains(name) || name.equals("lo") ? Truth.NO : Truth.MAYBE;
    };
  }

  /** It leaves by this interface. */
  static Condition outgoing(String name) {
    return packet ->
        packet.outgoing().isEmpty() ? Truth.MAYBE : Truth.of(isCalled(packet.outgoing(), name));
  }

  /** Whether an interface has a name, or one that begins so. */
  private static boolean isCalled(String name, String wanted) {
    boolean isPattern = wanted.endsWith("*") || wanted.endsWith("+");
    return isPattern
        ? name.startsWith(wanted.substring(0, wanted.length() - 1))
        : name.equals(wanted);
  }

  /** It is of this protocol, by name or number. */
  static Condition protocol(String name) {
    return switch (name) {
      case "all", "0" -> _ -> Truth.YES;
      case "6" -> protocol("tcp");
      case "17" -> protocol("udp");
      case "132" -> protocol("sctp");
      case "tcp",
          "udp",
          "udplite",
          "icmp",
          "icmpv6",
          "ipv6-icmp",
          "sctp",
          "dccp",
          "esp",
          "ah",
          "gre" ->
          packet -> Truth.of(packet.origin().protocol().equals(name));
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
