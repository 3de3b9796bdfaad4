package dev.smtap.netlink;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Reads the current message as a rule, a route, a neighbour or an address; null if it is none, is
 * cut short, or is of a kind that is not of interest. Pure functions.
 */
final class RoutingParser {
  private static final int ALL_PREFIXES = -1;

  private RoutingParser() {}

  static @Nullable Rule rule(MessageReader message) {
    boolean isRule = message.type() == Netlink.RTM_NEWRULE || message.type() == Netlink.RTM_DELRULE;
    @Nullable IpFamily family = isRule ? family(message, Netlink.RULE_SIZE) : null;
    return family == null ? null : new RuleFields(family).read(message);
  }

  private static final class RuleFields {
    private final IpFamily family;
    private int preference;
    private int table;
    private int protocol;
    private String incoming = "";
    private @Nullable InetAddress destination;
    private boolean plain;

    RuleFields(IpFamily family) {
      this.family = family;
    }

    Rule read(MessageReader message) {
      int destinationPrefix = message.byteAt(1);
      boolean fromAnywhere = message.byteAt(2) == 0 && message.byteAt(3) == 0;
      boolean inverted = (message.intAt(8) & Netlink.FIB_RULE_INVERT) != 0;
      table = message.byteAt(4);
      plain = fromAnywhere && !inverted && message.byteAt(7) == Netlink.FR_ACT_TO_TBL;
      message.attributesFrom(Netlink.RULE_SIZE);
      while (message.nextAttribute()) {
        take(message);
      }
      plain &= destinationPrefix == (destination == null ? 0 : family.hostPrefix());
      return new Rule(family, preference, incoming, destination, table, protocol, plain);
    }

    private void take(MessageReader message) {
      switch (message.attributeType()) {
        case Netlink.FRA_PRIORITY -> preference = message.attributeInt();
        case Netlink.FRA_TABLE -> table = message.attributeInt();
        case Netlink.FRA_PROTOCOL -> protocol = message.attributeByte();
        case Netlink.FRA_IIFNAME -> incoming = message.attributeText();
        case Netlink.FRA_DST -> destination = family.address(message.attributeBytes());
        case Netlink.FRA_SUPPRESS_PREFIXLEN -> plain &= message.attributeInt() == ALL_PREFIXES;
        case Netlink.FRA_PAD -> {
          // Says nothing.
        }
        default -> plain = false;
      }
    }
  }

  /** A route to a single address. */
  static @Nullable Route route(MessageReader message) {
    boolean isRoute =
        message.type() == Netlink.RTM_NEWROUTE || message.type() == Netlink.RTM_DELROUTE;
    @Nullable IpFamily family = isRoute ? family(message, Netlink.ROUTE_SIZE) : null;
    if (family == null
        || message.byteAt(1) != family.hostPrefix()
        || (message.intAt(8) & Netlink.RTM_F_CLONED) != 0) {
      return null;
    }
    Route.@Nullable Kind kind = Route.Kind.ofNumber(message.byteAt(7));
    return kind == null ? null : route(message, family, kind);
  }

  private static @Nullable Route route(MessageReader message, IpFamily family, Route.Kind kind) {
    int protocol = message.byteAt(5);
    int table = message.byteAt(4);
    int metric = 0;
    int ifindex = 0;
    @Nullable InetAddress destination = null;
    @Nullable InetAddress source = null;
    message.attributesFrom(Netlink.ROUTE_SIZE);
    while (message.nextAttribute()) {
      switch (message.attributeType()) {
        case Netlink.RTA_DST -> destination = family.address(message.attributeBytes());
        case Netlink.RTA_PREFSRC -> source = family.address(message.attributeBytes());
        case Netlink.RTA_TABLE -> table = message.attributeInt();
        case Netlink.RTA_PRIORITY -> metric = message.attributeInt();
        case Netlink.RTA_OIF -> ifindex = message.attributeInt();
        default -> {
          // Not of interest.
        }
      }
    }
    if (destination == null) {
      return null;
    }
    // IPv6 names the loopback interface for a route to nowhere.
    int over = kind == Route.Kind.UNICAST ? ifindex : 0;
    return new Route(destination, kind, table, metric, over, source, protocol);
  }

  static @Nullable Neighbour neighbour(MessageReader message) {
    boolean isNeighbour =
        message.type() == Netlink.RTM_NEWNEIGH || message.type() == Netlink.RTM_DELNEIGH;
    @Nullable IpFamily family = isNeighbour ? family(message, Netlink.NEIGHBOUR_SIZE) : null;
    if (family == null) {
      return null;
    }
    int ifindex = message.intAt(4);
    boolean permanent = (message.shortAt(8) & Netlink.NUD_PERMANENT) != 0;
    long mac = 0;
    @Nullable InetAddress address = null;
    message.attributesFrom(Netlink.NEIGHBOUR_SIZE);
    while (message.nextAttribute()) {
      switch (message.attributeType()) {
        case Netlink.NDA_DST -> address = family.address(message.attributeBytes());
        case Netlink.NDA_LLADDR -> mac = message.attributeMac();
        default -> {
          // Not of interest.
        }
      }
    }
    return address == null || ifindex <= 0 ? null : new Neighbour(ifindex, address, mac, permanent);
  }

  static @Nullable InterfaceAddress address(MessageReader message) {
    boolean isAddress =
        message.type() == Netlink.RTM_NEWADDR || message.type() == Netlink.RTM_DELADDR;
    @Nullable IpFamily family = isAddress ? family(message, Netlink.IFADDR_SIZE) : null;
    if (family == null) {
      return null;
    }
    int flags = message.byteAt(2);
    int ifindex = message.intAt(4);
    @Nullable InetAddress peer = null;
    @Nullable InetAddress own = null;
    message.attributesFrom(Netlink.IFADDR_SIZE);
    while (message.nextAttribute()) {
      switch (message.attributeType()) {
        case Netlink.IFA_ADDRESS -> peer = family.address(message.attributeBytes());
        case Netlink.IFA_LOCAL -> own = family.address(message.attributeBytes());
        case Netlink.IFA_FLAGS -> flags = message.attributeInt();
        default -> {
          // Not of interest.
        }
      }
    }
    // On a point-to-point link the one is the other end's, and only then are both there in IPv6.
    @Nullable InetAddress address = own == null ? peer : own;
    if (address == null || ifindex <= 0) {
      return null;
    }
    return new InterfaceAddress(ifindex, address, message.byteAt(1), message.byteAt(3), flags);
  }

  private static @Nullable IpFamily family(MessageReader message, int headerSize) {
    return message.hasPayload(headerSize) ? IpFamily.ofNumber(message.byteAt(0)) : null;
  }
}
