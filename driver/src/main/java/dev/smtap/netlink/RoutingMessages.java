package dev.smtap.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Messages about rules, routes, neighbours and addresses: builds requests. Pure functions. */
final class RoutingMessages {
  private static final int LIST = Netlink.NLM_F_REQUEST | Netlink.NLM_F_DUMP;
  private static final int CHANGE = Netlink.NLM_F_REQUEST | Netlink.NLM_F_ACK;
  private static final int ADD = CHANGE | Netlink.NLM_F_CREATE | Netlink.NLM_F_EXCL;
  private static final int SET = CHANGE | Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE;

  private RoutingMessages() {}

  static MessageBuilder listRules(IpFamily family) {
    ByteBuffer header = header(Netlink.RULE_SIZE, family);
    return MessageBuilder.raw(Netlink.RTM_GETRULE, LIST, header.array());
  }

  static MessageBuilder addRule(Rule rule) {
    return rule(Netlink.RTM_NEWRULE, ADD, rule);
  }

  static MessageBuilder deleteRule(Rule rule) {
    return rule(Netlink.RTM_DELRULE, CHANGE, rule);
  }

  private static MessageBuilder rule(int type, int flags, Rule rule) {
    InetAddress destination = rule.destination();
    ByteBuffer header = header(Netlink.RULE_SIZE, rule.family());
    if (destination != null) {
      header.put(1, (byte) rule.family().hostPrefix());
    }
    header.put(7, (byte) Netlink.FR_ACT_TO_TBL);
    MessageBuilder message =
        MessageBuilder.raw(type, flags, header.array())
            .attribute(Netlink.FRA_PRIORITY, rule.preference())
            .attribute(Netlink.FRA_TABLE, rule.table())
            .attribute(Netlink.FRA_PROTOCOL, new byte[] {(byte) rule.protocol()});
    if (destination != null) {
      var _ = message.attribute(Netlink.FRA_DST, destination.getAddress());
    }
    return rule.incoming().isEmpty()
        ? message
        : message.attribute(Netlink.FRA_IIFNAME, rule.incoming());
  }

  static MessageBuilder listRoutes(IpFamily family, int table) {
    ByteBuffer header = header(Netlink.ROUTE_SIZE, family);
    return MessageBuilder.raw(Netlink.RTM_GETROUTE, LIST, header.array())
        .attribute(Netlink.RTA_TABLE, table);
  }

  static MessageBuilder setRoute(Route route) {
    return route(Netlink.RTM_NEWROUTE, SET, route);
  }

  static MessageBuilder deleteRoute(Route route) {
    return route(Netlink.RTM_DELROUTE, CHANGE, route);
  }

  /** Straight out of an interface, in the main table. */
  static MessageBuilder addDefaultRoute(IpFamily family, int ifindex) {
    ByteBuffer header = header(Netlink.ROUTE_SIZE, family);
    header.put(4, (byte) Rule.TABLE_MAIN);
    header.put(5, (byte) Netlink.RTPROT_KERNEL);
    header.put(6, (byte) Netlink.RT_SCOPE_LINK);
    header.put(7, (byte) Netlink.RTN_UNICAST);
    return MessageBuilder.raw(Netlink.RTM_NEWROUTE, CHANGE | Netlink.NLM_F_CREATE, header.array())
        .attribute(Netlink.RTA_OIF, ifindex);
  }

  private static MessageBuilder route(int type, int flags, Route route) {
    IpFamily family = IpFamily.of(route.destination());
    boolean toLink = route.kind() == Route.Kind.UNICAST;
    ByteBuffer header = header(Netlink.ROUTE_SIZE, family);
    header.put(1, (byte) family.hostPrefix());
    header.put(5, (byte) route.protocol());
    header.put(6, (byte) (toLink ? Netlink.RT_SCOPE_LINK : Netlink.RT_SCOPE_UNIVERSE));
    header.put(7, (byte) route.kind().number());
    MessageBuilder message =
        MessageBuilder.raw(type, flags, header.array())
            .attribute(Netlink.RTA_DST, route.destination().getAddress())
            .attribute(Netlink.RTA_TABLE, route.table())
            .attribute(Netlink.RTA_PRIORITY, route.metric());
    if (toLink) {
      var _ = message.attribute(Netlink.RTA_OIF, route.ifindex());
    }
    InetAddress source = route.source();
    return source == null ? message : message.attribute(Netlink.RTA_PREFSRC, source.getAddress());
  }

  static MessageBuilder listNeighbours(IpFamily family, int ifindex) {
    ByteBuffer header = header(Netlink.NEIGHBOUR_SIZE, family);
    return MessageBuilder.raw(Netlink.RTM_GETNEIGH, LIST, header.array())
        .attribute(Netlink.NDA_IFINDEX, ifindex);
  }

  static MessageBuilder setNeighbour(Neighbour neighbour) {
    return neighbour(Netlink.RTM_NEWNEIGH, SET, neighbour).mac(Netlink.NDA_LLADDR, neighbour.mac());
  }

  static MessageBuilder deleteNeighbour(Neighbour neighbour) {
    return neighbour(Netlink.RTM_DELNEIGH, CHANGE, neighbour);
  }

  private static MessageBuilder neighbour(int type, int flags, Neighbour neighbour) {
    ByteBuffer header = header(Netlink.NEIGHBOUR_SIZE, IpFamily.of(neighbour.address()));
    header.putInt(4, neighbour.ifindex()).putShort(8, (short) Netlink.NUD_PERMANENT);
    return MessageBuilder.raw(type, flags, header.array())
        .attribute(Netlink.NDA_DST, neighbour.address().getAddress());
  }

  /** The addresses of an interface, or of all for 0. */
  static MessageBuilder listAddresses(int ifindex) {
    ByteBuffer header = ByteBuffer.allocate(Netlink.IFADDR_SIZE).order(ByteOrder.nativeOrder());
    header.putInt(4, ifindex);
    return MessageBuilder.raw(Netlink.RTM_GETADDR, LIST, header.array());
  }

  private static ByteBuffer header(int size, IpFamily family) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder()).put(0, (byte) family.number());
  }
}
