package dev.smtap.cli.firewall;

import dev.smtap.netlink.IpFamily;
import java.util.List;
import java.util.Set;

/** Reads the conditions of nftables. Pure functions. */
final class NftMatch {
  private NftMatch() {}

  /** A {@code match} expression. */
  static Condition of(JsonValue match) {
    Condition condition = of(match.get("left"), match.get("right"));
    return switch (match.get("op").text()) {
      case "==", "in" -> condition;
      case "!=", "!" -> condition.negated();
      default -> Condition.UNKNOWN;
    };
  }

  /** That a key has a value, or one of several. */
  static Condition of(JsonValue key, JsonValue value) {
    List<JsonValue> several = value.has("set") ? value.get("set").elements() : value.elements();
    if (several.isEmpty()) {
      return single(key, value);
    }
    Condition any = _ -> Truth.NO;
    for (JsonValue each : several) {
      any = any.or(single(key, each));
    }
    return any;
  }

  private static Condition single(JsonValue key, JsonValue value) {
    if (value.has("prefix")) {
      JsonValue prefix = value.get("prefix");
      String subnet = prefix.get("addr").text() + "/" + prefix.get("len").text();
      return key.has("payload") ? payload(key.get("payload"), subnet) : Condition.UNKNOWN;
    }
    String text = value.text();
    // A name with @ is that of a set, whose elements may be changed at any time.
    if (!value.isText() || text.startsWith("@")) {
      return Condition.UNKNOWN;
    }
    return switch (key.firstName()) {
      case "ct" -> tracking(key.get("ct").get("key").text(), text);
      case "meta" -> meta(key.get("meta").get("key").text(), text);
      case "payload" -> payload(key.get("payload"), text);
      default -> Condition.UNKNOWN;
    };
  }

  private static Condition tracking(String key, String text) {
    return switch (key) {
      case "state" -> Condition.state(Set.of(text));
      case "status" -> Condition.status(text);
      default -> Condition.UNKNOWN;
    };
  }

  private static Condition meta(String key, String text) {
    return switch (key) {
      case "iifname", "iif" -> Condition.incoming(text);
      case "oifname", "oif" -> Condition.outgoing(text);
      case "l4proto" -> Condition.protocol(text);
      case "nfproto" -> packet -> Truth.of(packet.family() == IpFamily.IPV4 == text.equals("ipv4"));
      default -> Condition.UNKNOWN;
    };
  }

  private static Condition payload(JsonValue payload, String text) {
    String protocol = payload.get("protocol").text();
    String field = payload.get("field").text();
    boolean isIp = protocol.equals("ip") || protocol.equals("ip6");
    if (isIp && field.equals("daddr")) {
      return Condition.destination(text);
    }
    if (isIp && field.equals("saddr")) {
      return Condition.source(text);
    }
    if (isIp && (field.equals("protocol") || field.equals("nexthdr"))) {
      return Condition.protocol(text);
    }
    // The field of another protocol's header is not in this packet.
    Condition hasHeader = isIp ? Condition.UNKNOWN : Condition.protocol(protocol);
    return packet -> hasHeader.test(packet).and(Truth.MAYBE);
  }
}
