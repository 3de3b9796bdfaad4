package dev.smtap.global;

import dev.smtap.netlink.IpFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Forwarding stays the operator's setting, but he is told what does not work without it. */
final class Forwarding {
  private Forwarding() {}

  /**
   * Whether packets of a family that come in on an interface go on. On a thread in the namespace.
   */
  static boolean isOn(IpFamily family, String interfaceName) {
    if (family == IpFamily.IPV4) {
      return isSet("ipv4/conf/" + interfaceName + "/forwarding");
    }
    // The first makes a router of it there, one of the others lets packets go on (the last since
    // Linux 6.17).
    String own = "ipv6/conf/" + interfaceName;
    return isSet(own + "/forwarding")
        && (isSet("ipv6/conf/all/forwarding") || isSet(own + "/force_forwarding"));
  }

  private static boolean isSet(String setting) {
    try {
      return !Files.readString(Setting.inNet(setting)).startsWith("0");
    } catch (IOException _) {
      return false;
    }
  }

  /** A sentence if packets of a family that come in from elsewhere cannot be taken over. */
  static Optional<String> warning(IpFamily family) {
    Path setting =
        Setting.inNet(family == IpFamily.IPV4 ? "ipv4/ip_forward" : "ipv6/conf/all/forwarding");
    try {
      if (Files.readString(setting).startsWith("0")) {
        return Optional.of(
            "this node does not forward "
                + family
                + ": only its own programs reach global addresses through it, not packets that come"
                + " in from outside or over a local network; 'sysctl -w "
                + Setting.name(setting)
                + "=1' lets them");
      }
    } catch (IOException _) {
      // Nothing to say about what cannot be seen.
    }
    return Optional.empty();
  }
}
