package dev.smtap.global;

import dev.smtap.netlink.IpFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Forwarding stays the operator's setting, but he is told what does not work without it. */
final class Forwarding {
  private static final Path ROOT = Path.of("/proc/sys/net");

  private Forwarding() {}

  /** A sentence if packets of a family that come in from elsewhere cannot be taken over. */
  static Optional<String> warning(IpFamily family) {
    String setting = family == IpFamily.IPV4 ? "ipv4/ip_forward" : "ipv6/conf/all/forwarding";
    try {
      if (Files.readString(ROOT.resolve(setting)).startsWith("0")) {
        return Optional.of(
            "this node does not forward "
                + family
                + ": only its own programs reach global addresses through it, not packets that come"
                + " in from outside or over a local network; 'sysctl -w net."
                + setting.replace('/', '.')
                + "=1' lets them");
      }
    } catch (IOException _) {
      // Nothing to say about what cannot be seen.
    }
    return Optional.empty();
  }
}
