package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.smtap.tap.InternetChecksum;
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
  private static final int ANSWER_MILLIS = 300;
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
    awaitForwarding("p" + number);
  }

  /**
   * The switch forwards some time after both ends have a carrier: up to a second, if they happen to
   * have the same number in their namespaces (tried on Linux 6.18).
   */
  private void awaitForwarding(String port) {
    await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .until(() -> wire.exec("bridge link show dev " + port).contains("state forwarding"));
  }

  /** A node without a connection of its own sends its answers over another. */
  static void answerOver(Host node, Host border) {
    node.netns().ip("route add " + SEGMENT4 + " via " + border.ip4());
    node.netns().ip("-6 route add " + SEGMENT6 + " via " + border.ip6());
  }

  /** Takes the carrier of a node's interface away, or gives it back. */
  void plug(Host node, boolean hasCarrier) {
    String port = "p" + (10 + node.id());
    wire.ip("link set " + port + (hasCarrier ? " up" : " down"));
    if (hasCarrier) {
      awaitForwarding(port);
    }
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

  /** The MAC addresses of all that answer when the client asks once who has each address. */
  Map<String, List<String>> answers(List<String> addresses) {
    String mac = client.exec("cat /sys/class/net/" + DEVICE + "/address").strip();
    try (FrameTap tap = listen()) {
      for (String each : addresses) {
        tap.send(each.contains(":") ? solicitation(mac, each) : arpRequest(mac, each));
      }
      // Who answers later than another answers all the same.
      List<byte[]> heard = tap.receive(Integer.MAX_VALUE, ANSWER_MILLIS, _ -> true);
      Map<String, List<String>> answers = new TreeMap<>();
      for (String each : addresses) {
        answers.put(each, sources(heard.stream().filter(isAbout(each, true)).toList()));
      }
      return answers;
    }
  }

  private static byte[] arpRequest(String mac, String address) {
    ByteBuffer frame = ByteBuffer.allocate(60);
    frame.put(Frames.mac("ff:ff:ff:ff:ff:ff")).put(Frames.mac(mac)).putShort((short) ARP);
    frame.putLong(0x0001_0800_0604_0001L).put(Frames.mac(mac)).put(bytes(CLIENT4));
    return frame.position(38).put(bytes(address)).array();
  }

  private static byte[] solicitation(String mac, String address) {
    byte[] target = bytes(address);
    byte[] group = bytes("ff02::1:ff00:0");
    System.arraycopy(target, 13, group, 13, 3);
    ByteBuffer frame = ByteBuffer.allocate(ND_OFFSET + 32);
    frame.put((byte) 0x33).put((byte) 0x33).put(group, 12, 4);
    frame.put(Frames.mac(mac)).putShort((short) IPV6);
    frame.putInt(6 << 28).putShort((short) 32).put((byte) 58).put((byte) 255);
    frame.put(bytes(CLIENT6)).put(group);
    frame.putLong(135L << 56).put(target).put((byte) 1).put((byte) 1).put(Frames.mac(mac));
    int sum = InternetChecksum.pseudoHeader(frame, ETHERNET_BYTES, true, 58, 32);
    sum = InternetChecksum.add(sum, frame, ND_OFFSET, 32);
    return frame.putShort(ND_OFFSET + 2, (short) InternetChecksum.finish(sum)).array();
  }

  /** The MAC addresses that frames are from, in their order. */
  static List<String> sources(List<byte[]> frames) {
    return frames.stream().map(each -> HexFormat.ofDelimiter(":").formatHex(each, 6, 12)).toList();
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

  /** Waits until nodes say that they answer here for the two addresses. */
  void awaitHolders(int ip4, int ip6) {
    await()
        .pollInSameThread()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(holders()).isEqualTo(Map.of(Globals.IP4, ip4, Globals.IP6, ip6)));
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
