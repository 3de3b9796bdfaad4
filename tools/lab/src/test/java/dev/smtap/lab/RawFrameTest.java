package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Frames of all protocols cross unchanged; too large ones do not cross at all. */
@Tag("e2e")
class RawFrameTest {
  private static final String BROADCAST = "ff:ff:ff:ff:ff:ff";
  private static final String LLDP = "01:80:c2:00:00:0e";
  private static final int MTU = 1500;
  private static final int LIMIT_MILLIS = 5_000;

  @RegisterExtension static final Lab LAB = new Lab();
  private static List<Host> hosts = List.of();

  @BeforeAll
  static void start() {
    hosts = LAB.hosts(2, "--mtu " + MTU);
  }

  @BeforeEach
  void sameMtuEverywhere() {
    hosts.forEach(host -> host.netns().ip("link set sml0 mtu " + MTU));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "802.1Q, node, 8100 0064 88b5, 120",
    "802.1Q with priority, node, 8100 e064 0800, 64",
    "802.1Q broadcast, broadcast, 8100 0064 0806, 64",
    "QinQ, node, 88a8 00c8 8100 0064 88b5, 140",
    "QinQ of old, node, 8100 00c8 8100 0064 88b5, 140",
    "a full QinQ frame, node, 88a8 00c8 8100 0064 88b5, 1522",
    "a full 802.1Q frame, node, 8100 0064 88b5, 1518",
    "LLC of 802.3, node, 002b e0e003, 60",
    "LLC with SNAP, broadcast, 0026 aaaa03000000 88b5, 60",
    "NetBIOS over LLC, node, 0010 f0f02c, 60",
    "IPX, node, 8137 ffff, 90",
    "IPX broadcast, broadcast, 8137 ffff, 90",
    "LLDP, lldp, 88cc 0207, 90",
    "an unknown type, node, 88b5, 14",
    "a full frame, node, 88b5, 1514",
  })
  void crossesUnchanged(String name, String to, String hex, int bytes) {
    for (int from = 0; from < 2; from++) {
      Host sender = hosts.get(from);
      Host receiver = hosts.get(1 - from);
      byte[] frame = Frames.of(destination(to, receiver), sender.mac(), hex, bytes);
      // The kernel leaves room for one tag above the MTU, and none for those of 802.1ad.
      sender.netns().ip("link set sml0 mtu " + (bytes > MTU + 18 ? MTU + 8 : MTU));
      try (FrameTap out = FrameTap.open(sender.netns(), "sml0", false);
          FrameTap in = FrameTap.open(receiver.netns(), "sml0", true)) {
        out.send(frame);
        out.send(frame);
        Predicate<byte[]> isTestFrame = each -> isTestFrame(each, sender, frame);
        assertThat(in.receive(2, LIMIT_MILLIS, isTestFrame))
            .as(name)
            .hasSize(2)
            .allSatisfy(each -> assertThat(each).isEqualTo(frame));
        assertThat(in.receive(1, 300, isTestFrame)).as("more than was sent").isEmpty();
        assertThat(out.receive(1, 50, each -> isTestFrame(each, sender, frame)))
            .as("own frames that came back")
            .isEmpty();
      }
    }
  }

  private static String destination(String to, Host receiver) {
    return switch (to) {
      case "broadcast" -> BROADCAST;
      case "lldp" -> LLDP;
      default -> receiver.mac();
    };
  }

  private static boolean isTestFrame(byte[] frame, Host sender, byte[] expected) {
    return Frames.isFrom(frame, sender.mac())
        && frame[12] == expected[12]
        && frame[13] == expected[13]
        && !isIp6(frame);
  }

  private static boolean isIp6(byte[] frame) {
    return (frame[12] & 0xff) == 0x86 && (frame[13] & 0xff) == 0xdd;
  }

  @Test
  void whatIsTooLargeForTheReceiverIsDroppedAndCounted() {
    Host one = hosts.get(0);
    Host two = hosts.get(1);
    one.netns().ip("link set sml0 mtu 9000");
    long before = tooLarge();
    try (FrameTap out = FrameTap.open(one.netns(), "sml0", false);
        FrameTap in = FrameTap.open(two.netns(), "sml0", true)) {
      byte[] longest = Frames.of(two.mac(), one.mac(), "88b6", MTU + 22);
      out.send(longest);
      out.send(Frames.of(two.mac(), one.mac(), "88b6", MTU + 23));
      out.send(Frames.of(two.mac(), one.mac(), "88b6", 9014));
      out.send(Frames.of(two.mac(), one.mac(), "88b6", 100));
      List<byte[]> received =
          in.receive(3, 1000, each -> Frames.isFrom(each, one.mac()) && each[13] == (byte) 0xb6);
      assertThat(received).extracting(each -> each.length).containsExactly(MTU + 22, 100);
      assertThat(received.getFirst()).isEqualTo(longest);
    }
    assertThat(tooLarge() - before).isEqualTo(2);
    assertThat(String.join("\n", LAB.status().problems())).contains("MTU", "9000", "1500");
  }

  @Test
  void aBroadcastTooLargeForTheReceiverIsDroppedAndCounted() {
    Host one = hosts.get(0);
    one.netns().ip("link set sml0 mtu 9000");
    long before = LAB.status().adapter(2, "sml0").at("/received/drops/too large").asLong();
    try (FrameTap out = FrameTap.open(one.netns(), "sml0", false);
        FrameTap in = FrameTap.open(hosts.get(1).netns(), "sml0", true)) {
      out.send(Frames.of(BROADCAST, one.mac(), "88b6", 9014));
      out.send(Frames.of(BROADCAST, one.mac(), "88b6", 100));
      assertThat(
              in.receive(2, 500, each -> Frames.isFrom(each, one.mac()) && each[13] == (byte) 0xb6))
          .extracting(each -> each.length)
          .containsExactly(100);
    }
    JsonNode adapter = LAB.status().adapter(2, "sml0");
    assertThat(adapter.at("/received/drops/too large").asLong() - before).isEqualTo(1);
  }

  private static long tooLarge() {
    return LAB.status().ring(2, "sml0", 1).at("/received/drops/too large").asLong();
  }
}
