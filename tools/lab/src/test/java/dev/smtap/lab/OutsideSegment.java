package dev.smtap.lab;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * A segment outside: a switch with a client on it and nodes, which forward. It contains the global
 * addresses.
 */
final class OutsideSegment {
  static final String CLIENT4 = "10.99.0.100";
  static final String CLIENT6 = "fd99::100";

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String DEVICE = "out0";
  private static final String SEGMENT4 = "10.99.0.0/24";
  private static final String SEGMENT6 = "fd99::/64";
  private static final int ARP = 0x0806;
  private static final int IPV6 = 0x86dd;
  private static final int ETHERNET_BYTES = 14;
  private static final int ND_OFFSET = ETHERNET_BYTES + 40;
  private static final int ADVERTISEMENT = 136;
  private static final int SOLICITED = 0x40;

  private final Globals globals;
  private final Netns wire;
  private final Netns client;

  /** Makes a switch and a client. */
  OutsideSegment(Lab lab, Globals globals) {
    this.globals = globals;
    this.wire = lab.namespace("wire");
    this.client = lab.namespace("client");
    wire.ip("link add sw type bridge");
    wire.ip("link set sw up");
    connect(client, 100);
  }

  /** Lets a node forward, and connects it. */
  void connect(Host node) {
    node.netns().exec("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
    connect(node.netns(), 10 + node.id());
  }

  private void connect(Netns host, int number) {
    String peer = " peer name " + DEVICE + " netns " + host.name();
    wire.ip("link add p" + number + " type veth" + peer);
    wire.ip("link set p" + number + " master sw up");
    host.ip("addr add 10.99.0." + number + "/24 dev " + DEVICE);
    host.ip("addr add fd99::" + number + "/64 dev " + DEVICE + " nodad");
    host.ip("link set " + DEVICE + " up");
  }

  /** A node without a connection of its own sends its answers over another. */
  static void answerOver(Host node, Host border) {
    node.netns().ip("route add " + SEGMENT4 + " via " + border.ip4());
    node.netns().ip("-6 route add " + SEGMENT6 + " via " + border.ip6());
  }

  /** Takes the carrier of a node's interface away, or gives it back. */
  void plug(Host node, boolean hasCarrier) {
    wire.ip("link set p" + (10 + node.id()) + (hasCarrier ? " up" : " down"));
  }

  /** Where the client's programs run. */
  Netns client() {
    return client;
  }

  /** The address of a node's interface. */
  static String mac(Host node) {
    return node.netns().exec("cat /sys/class/net/" + DEVICE + "/address").strip();
  }

  /** What comes to the client. */
  FrameTap listen() {
    return FrameTap.open(client, DEVICE, true);
  }

  /** Lets the client forget, ask and ping: the MAC addresses of all that answer the question. */
  List<String> answers(String address) {
    try (FrameTap tap = listen()) {
      client.ip("neigh flush dev " + DEVICE);
      client.run(LIMIT, "ping -n -q -c 1 -W 5 " + address).ok();
      // Who answers later than another answers all the same.
      return sources(tap.receive(Integer.MAX_VALUE, 300, isAbout(address, true)));
    }
  }

  /** The MAC addresses that frames are from, in their order. */
  static List<String> sources(List<byte[]> frames) {
    return frames.stream()
        .map(each -> HexFormat.ofDelimiter(":").formatHex(each, 6, 12))
        .toList();
  }

  /**
   * Frames that tell who has an address: answers to the client, or what all are told unasked.
   *
   * @param isAsked which of the two
   */
  static Predicate<byte[]> isAbout(String address, boolean isAsked) {
    byte[] global = bytes(address);
    return frame -> {
      int type = ByteBuffer.wrap(frame).getShort(12) & 0xffff;
      if (global.length == 4) {
        return type == ARP && isArp(frame, global, isAsked);
      }
      return type == IPV6 && frame.length > ND_OFFSET + 24 && isNd(frame, global, isAsked);
    };
  }

  private static boolean isArp(byte[] frame, byte[] global, boolean isAsked) {
    boolean isOfSender = Arrays.equals(frame, 28, 32, global, 0, 4);
    boolean isToItself = Arrays.equals(frame, 38, 42, global, 0, 4);
    return isOfSender && isToItself != isAsked && (!isAsked || frame[21] == 2);
  }

  private static boolean isNd(byte[] frame, byte[] global, boolean isAsked) {
    boolean isSolicited = (frame[ND_OFFSET + 4] & SOLICITED) != 0;
    return (frame[ND_OFFSET] & 0xff) == ADVERTISEMENT
        && isSolicited == isAsked
        && Arrays.equals(frame, ND_OFFSET + 8, ND_OFFSET + 24, global, 0, 16);
  }

  private static byte[] bytes(String address) {
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** Which living node says that it answers here for each address; -1 if several do. */
  Map<String, Integer> holders() {
    Map<String, Integer> holders = new TreeMap<>();
    for (JsonNode node : globals.connections().path("nodes").valueStream().toList()) {
      if (node.path("state").asString().equals("up")) {
        node.path("offers")
            .valueStream()
            .filter(each -> each.path("isHeld").asBoolean())
            .filter(each -> List.of(SEGMENT4, SEGMENT6).contains(each.path("segment").asString()))
            .forEach(each ->
                holders.merge(
                    each.path("address").asString(), node.path("id").asInt(), (_, _) -> -1));
      }
    }
    return holders;
  }
}
