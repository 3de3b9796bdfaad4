package dev.smtap.netlink;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A route to a single address (ip-route(8)).
 *
 * @param destination where to
 * @param kind straight out of an interface, or nowhere
 * @param table its table
 * @param metric of several routes to one destination the lowest is taken
 * @param ifindex the interface, or 0 for a route to nowhere
 * @param source the source address that programs of this node get who ask for none, or null
 * @param protocol who made it; 2 is the kernel
 */
public record Route(
    InetAddress destination,
    Kind kind,
    int table,
    int metric,
    int ifindex,
    @Nullable InetAddress source,
    int protocol) {
  /** What becomes of a packet. */
  public enum Kind {
    /** Sent out of an interface. */
    UNICAST(Netlink.RTN_UNICAST),
    /** Dropped in silence. */
    BLACKHOLE(Netlink.RTN_BLACKHOLE);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    static @Nullable Kind ofNumber(int number) {
      return switch (number) {
        case Netlink.RTN_UNICAST -> UNICAST;
        case Netlink.RTN_BLACKHOLE -> BLACKHOLE;
        default -> null;
      };
    }
  }

  /** Straight out of an interface. */
  public static Route over(
      InetAddress destination, int table, int metric, int ifindex, @Nullable InetAddress source) {
    return new Route(
        destination, Kind.UNICAST, table, metric, ifindex, source, Rule.PROTOCOL_KERNEL);
  }

  /** Nowhere. */
  public static Route nowhere(InetAddress destination, int table, int metric) {
    return new Route(destination, Kind.BLACKHOLE, table, metric, 0, null, Rule.PROTOCOL_KERNEL);
  }

  /** In the words of ip-route(8). */
  @Override
  public String toString() {
    String how = kind == Kind.BLACKHOLE ? "blackhole " : "";
    String over = ifindex == 0 ? "" : " over interface " + ifindex;
    String from = source == null ? "" : " src " + source.getHostAddress();
    return how + destination.getHostAddress() + over + from + " in table " + table;
  }
}
