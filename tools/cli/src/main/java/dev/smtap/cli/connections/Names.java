package dev.smtap.cli.connections;

import dev.smtap.global.PublishedArea;
import dev.smtap.wire.FlowKey;
import dev.smtap.wire.IpAddress;
import java.util.Locale;

/** What things are called on screen and in JSON. */
public final class Names {
  private Names() {}

  /** A protocol; its number if it has no name here. */
  public static String protocol(int number) {
    return switch (number) {
      case FlowKey.ICMP -> "icmp";
      case FlowKey.TCP -> "tcp";
      case FlowKey.UDP -> "udp";
      case FlowKey.DCCP -> "dccp";
      case FlowKey.ICMPV6 -> "icmpv6";
      case FlowKey.SCTP -> "sctp";
      case FlowKey.UDP_LITE -> "udplite";
      default -> String.valueOf(number);
    };
  }

  /** A deciding step or a state of a flow, in small letters. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** An end of a flow; without a port where its protocol has none. */
  public static String end(IpAddress address, int port) {
    return port == 0 ? address.toString() : address.withPort(port);
  }

  /**
   * The local address of a listener. Any address is written as ss does: {@code *} for both kinds,
   * {@code 0.0.0.0} for IPv4 only and {@code ::} for IPv6 only.
   */
  static String localAddress(PublishedArea.Listener listener) {
    if (!listener.local().equals(IpAddress.ANY)) {
      return listener.local().toString();
    }
    if (listener.takesIpv4()) {
      return listener.takesIpv6() ? "*" : "0.0.0.0";
    }
    return "::";
  }

  /** The local end of a listener. */
  static String localEnd(PublishedArea.Listener listener) {
    String address = localAddress(listener);
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + listener.localPort();
  }

  /** The foreign end that a listener is for; {@code *} for any. */
  static String foreignEnd(PublishedArea.Listener listener) {
    boolean isAny = listener.foreign().equals(IpAddress.ANY);
    if (isAny) {
      return listener.foreignPort() == 0 ? "*" : "*:" + listener.foreignPort();
    }
    return end(listener.foreign(), listener.foreignPort());
  }
}
