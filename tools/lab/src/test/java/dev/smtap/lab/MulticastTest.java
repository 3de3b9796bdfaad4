package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A sender, a receiver that has joined, one that has not. */
@Tag("e2e")
class MulticastTest {
  // Less than the slots of a cast ring: nobody waits for a reader there.
  private static final int COUNT = 40;
  private static final int LIMIT_MILLIS = 5000;
  private static final int RINGS = 8;

  // Rings stay with the groups that were first, so each test has a partition of its own.
  @RegisterExtension final Lab lab = new Lab();
  private List<Host> hosts = List.of();

  @BeforeEach
  void start() {
    hosts = lab.hosts(3, "--mtu 1500 --multicast-rings " + RINGS);
  }

  private static List<Integer> numbers() {
    return IntStream.range(0, COUNT).boxed().toList();
  }

  /** IPv4 frames to the MAC address of a group. */
  private static Predicate<byte[]> isTo(int lastByte) {
    return frame ->
        frame[0] == 1 && frame[2] == 0x5e && frame[5] == (byte) lastByte && frame[12] == 8;
  }

  @Test
  void whoHasJoinedGetsAllFromTheFirstOnAndInOrder() {
    try (Multicast sender = Multicast.open(hosts.get(0).netns())) {
      for (int i = 0; i < Full.times(20, 200); i++) {
        String group = "239.7.7." + (1 + i % 3);
        try (Multicast receiver = Multicast.open(hosts.get(1).netns()).join(group)) {
          sender.send(group, COUNT);
          assertThat(receiver.receive(COUNT, LIMIT_MILLIS)).as("%d", i).isEqualTo(numbers());
        }
      }
    }
  }

  @Test
  void whoHasNotJoinedGetsNothing() {
    try (Multicast sender = Multicast.open(hosts.get(0).netns());
        Multicast joined = Multicast.open(hosts.get(1).netns()).join("239.7.7.1");
        FrameTap notJoined = FrameTap.open(hosts.get(2).netns(), Host.INTERFACE, false)) {
      sender.send("239.7.7.1", COUNT);
      assertThat(joined.receive(COUNT, LIMIT_MILLIS)).isEqualTo(numbers());
      assertThat(notJoined.receive(1, 300, isTo(1))).isEmpty();
    }
  }

  @Test
  void whoIsPromiscuousGetsAll() {
    try (Multicast sender = Multicast.open(hosts.get(0).netns());
        FrameTap promiscuous = FrameTap.open(hosts.get(2).netns(), Host.INTERFACE, true)) {
      sender.send("239.7.7.2", COUNT);
      assertThat(promiscuous.receive(COUNT, LIMIT_MILLIS, isTo(2))).hasSize(COUNT);
    }
  }

  @Test
  void moreGroupsThanRings() {
    try (Multicast sender = Multicast.open(hosts.get(0).netns())) {
      for (int i = 0; i < 3 * RINGS; i++) {
        String group = "239.8.8." + i;
        try (Multicast receiver = Multicast.open(hosts.get(1).netns()).join(group);
            Multicast other = Multicast.open(hosts.get(2).netns()).join(group)) {
          sender.send(group, COUNT);
          assertThat(receiver.receive(COUNT, LIMIT_MILLIS)).as(group).isEqualTo(numbers());
          assertThat(other.receive(COUNT, LIMIT_MILLIS)).as(group).isEqualTo(numbers());
        }
      }
    }
  }

  @Test
  void twoSendersToOneGroup() {
    String group = "239.7.7.3";
    try (Multicast one = Multicast.open(hosts.get(0).netns());
        Multicast two = Multicast.open(hosts.get(1).netns());
        Multicast receiver = Multicast.open(hosts.get(2).netns()).join(group)) {
      one.send(group, COUNT);
      assertThat(receiver.receive(COUNT, LIMIT_MILLIS)).isEqualTo(numbers());
      two.send(group, COUNT);
      assertThat(receiver.receive(COUNT, LIMIT_MILLIS)).isEqualTo(numbers());
      // At once, the frames of each stay in order.
      one.send(group, COUNT / 2);
      two.send(group, COUNT / 2);
      List<Integer> mixed = receiver.receive(COUNT, LIMIT_MILLIS);
      assertThat(mixed).hasSize(COUNT).startsWith(0).endsWith(COUNT / 2 - 1);
      assertThat(mixed.stream().distinct())
          .containsExactlyElementsOf(numbers().subList(0, COUNT / 2));
    }
  }
}
