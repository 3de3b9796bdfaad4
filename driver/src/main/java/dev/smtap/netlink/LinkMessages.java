package dev.smtap.netlink;

import org.jspecify.annotations.Nullable;

/** Messages about links: builds requests, reads answers (rtnetlink(7)). Pure functions. */
final class LinkMessages {
  private static final int REQUEST = Netlink.NLM_F_REQUEST;
  private static final int CHANGE = Netlink.NLM_F_REQUEST | Netlink.NLM_F_ACK;

  private LinkMessages() {}

  static MessageBuilder get(int ifindex) {
    return MessageBuilder.link(Netlink.RTM_GETLINK, REQUEST, ifindex, 0, 0);
  }

  static MessageBuilder get(String name) {
    return get(0).attribute(Netlink.IFLA_IFNAME, name);
  }

  static MessageBuilder dump() {
    return MessageBuilder.link(Netlink.RTM_GETLINK, REQUEST | Netlink.NLM_F_DUMP, 0, 0, 0);
  }

  static MessageBuilder change(int ifindex) {
    return changeFlags(ifindex, 0, 0);
  }

  static MessageBuilder changeFlags(int ifindex, int flags, int mask) {
    return MessageBuilder.link(Netlink.RTM_NEWLINK, CHANGE, ifindex, flags, mask);
  }

  /**
   * Reads the current message as the full state of a link.
   *
   * @return null if it is not that: cut short, or a partial one (a bridge's view of its port, or an
   *     event of a driver)
   */
  static @Nullable LinkState link(MessageReader message) {
    if (ifindex(message) == 0) {
      return null;
    }
    Fields fields = new Fields();
    message.attributesFrom(Netlink.IFINFO_SIZE);
    while (message.nextAttribute()) {
      fields.take(message);
    }
    return fields.link(message.intAt(4), message.intAt(8));
  }

  /**
   * The interface that the current link message is about, or 0 if it is cut short or not about the
   * link as such: a bridge sends RTM_DELLINK of its own family when a port leaves it.
   */
  static int ifindex(MessageReader message) {
    if (!message.hasPayload(Netlink.IFINFO_SIZE) || message.byteAt(0) != 0) {
      return 0;
    }
    return Math.max(message.intAt(4), 0);
  }

  /** The interface that the current multicast address message is about, or 0. */
  static int multicastIfindex(MessageReader message) {
    return message.hasPayload(Netlink.IFADDR_SIZE) ? Math.max(message.intAt(4), 0) : 0;
  }

  /** What the attributes say; those that a kernel does not send stay 0. */
  private static final class Fields {
    private String name = "";
    private String alias = "";
    private int mtu;
    private long mac;
    private int group;
    private int promiscuity;
    private int allMulticast;
    private int txQueueLength;
    private int operState;
    private boolean carrier;
    private int master;
    private LinkState.Traffic traffic = LinkState.Traffic.NONE;

    void take(MessageReader message) {
      switch (message.attributeType()) {
        case Netlink.IFLA_IFNAME -> name = message.attributeText();
        case Netlink.IFLA_IFALIAS -> alias = message.attributeText();
        case Netlink.IFLA_MTU -> mtu = message.attributeInt();
        case Netlink.IFLA_ADDRESS -> mac = message.attributeMac();
        case Netlink.IFLA_GROUP -> group = message.attributeInt();
        case Netlink.IFLA_PROMISCUITY -> promiscuity = message.attributeInt();
        case Netlink.IFLA_ALLMULTI -> allMulticast = message.attributeInt();
        case Netlink.IFLA_TXQLEN -> txQueueLength = message.attributeInt();
        case Netlink.IFLA_OPERSTATE -> operState = message.attributeByte();
        case Netlink.IFLA_CARRIER -> carrier = message.attributeByte() != 0;
        case Netlink.IFLA_MASTER -> master = message.attributeInt();
        case Netlink.IFLA_STATS64 -> traffic = traffic(message);
        default -> {
          // Not of interest.
        }
      }
    }

    private static LinkState.Traffic traffic(MessageReader message) {
      return new LinkState.Traffic(
          message.attributeLong(0),
          message.attributeLong(8),
          message.attributeLong(16),
          message.attributeLong(24),
          message.attributeLong(32),
          message.attributeLong(40),
          message.attributeLong(48),
          message.attributeLong(56));
    }

    @Nullable LinkState link(int ifindex, int flags) {
      if (name.isEmpty() || mtu <= 0) {
        return null;
      }
      return new LinkState(
          ifindex,
          name,
          alias,
          mtu,
          mac,
          flags,
          group,
          promiscuity,
          allMulticast,
          txQueueLength,
          operState,
          carrier,
          master,
          traffic);
    }
  }
}
