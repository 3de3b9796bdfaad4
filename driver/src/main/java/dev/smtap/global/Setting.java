package dev.smtap.global;

import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A setting of the kernel that interception depends on, and what it must be meanwhile. Paths below
 * /proc/sys/net, which shows the namespace of the thread that opens it.
 */
enum Setting {
  /**
   * Off, or the second packet of a flow dies in silence when its socket is on the node it comes in
   * on: the kernel finds the socket before it asks the rules, and then refuses to send a packet out
   * again that belongs to one. Tried on Linux 6.18: this one setting covers TCP and connected UDP,
   * IPv4 and IPv6; {@code tcp_early_demux} and {@code udp_early_demux} do the same, each for its
   * protocol, and need not be touched.
   */
  EARLY_DEMUX("ipv4/ip_early_demux", 0),

  /** On a GLOBAL interface packets come in whose source is this very node. */
  ACCEPT_LOCAL("ipv4/conf/%s/accept_local", 1),

  /**
   * Loose: a packet may come in where no reply to it would go out. 0 does not do, because the
   * kernel takes the higher one of this and that of all interfaces. Tried: with either, an
   * interface that has no IPv4 address takes no IPv4 packet at all, so a GLOBAL interface needs its
   * own even where another's address is written into it.
   */
  REVERSE_PATH("ipv4/conf/%s/rp_filter", 2),

  /** ARP requests name an address of the link as their sender, never a global one. */
  ARP_ANNOUNCE("ipv4/conf/%s/arp_announce", 2),

  /** All nodes have the same addresses there: none is a duplicate. */
  ACCEPT_DAD("ipv6/conf/%s/accept_dad", 0),

  /**
   * What outgoing connections take their ports from, of IPv4 and IPv6: two numbers. What it must be
   * is the node's share, see {@link PortShares}.
   */
  EPHEMERAL_PORTS("ipv4/ip_local_port_range", 0);

  private static final int RANGE_SHIFT = 16;
  private static final int PORT_MASK = 0xffff;
  private static final Pattern BLANKS = Pattern.compile("[ \\t]+");
  private static final Path ROOT = Path.of("/proc/sys");

  private final String path;
  private final int value;

  Setting(String path, int value) {
    this.path = path;
    this.value = value;
  }

  /** What it must be, if that is the same for all. */
  int value() {
    return value;
  }

  /** A range of ports as one value. */
  static int value(PortRange range) {
    return range.last() << RANGE_SHIFT | range.first();
  }

  /**
   * A value that the kernel gives.
   *
   * @throws NumberFormatException if it is none
   */
  int parse(String text) {
    if (this != EPHEMERAL_PORTS) {
      return Integer.parseInt(text);
    }
    String[] ends = BLANKS.split(text, -1);
    int first = Integer.parseInt(ends[0]);
    int last = ends.length == 2 ? Integer.parseInt(ends[1]) : 0;
    if (!PortRange.isRange(first, last)) {
      throw new NumberFormatException(text);
    }
    return value(new PortRange(first, last));
  }

  /** A value as the kernel takes it. */
  String format(int number) {
    return this == EPHEMERAL_PORTS
        ? (number & PORT_MASK) + " " + (number >>> RANGE_SHIFT)
        : String.valueOf(number);
  }

  /** Where it is, of an interface of that name if it is one of an interface. */
  Path file(String interfaceName) {
    return inNet(path.replace("%s", interfaceName));
  }

  /** Where a setting of the network is, by its path below /proc/sys/net. */
  static Path inNet(String path) {
    return ROOT.resolve("net").resolve(path);
  }

  /** Whether each interface has one. */
  boolean isOfInterface() {
    return path.contains("%s");
  }

  /** Its name for sysctl(8), which wants a slash for a dot in an interface's name. */
  static String name(Path file) {
    return StreamSupport.stream(ROOT.relativize(file).spliterator(), false)
        .map(part -> part.toString().replace('.', '/'))
        .collect(Collectors.joining("."));
  }
}
