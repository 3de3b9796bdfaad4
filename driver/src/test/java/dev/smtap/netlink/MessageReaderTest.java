package dev.smtap.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
  private static final class Recorder implements LinkListener {
    private final List<String> events = new ArrayList<>();

    @Override
    public void linkChanged(LinkState link) {
      events.add("changed " + link.ifindex() + " " + link.name() + " " + link.mtu());
    }

    @Override
    public void linkRemoved(int ifindex) {
      events.add("removed " + ifindex);
    }

    @Override
    public void multicastChanged(int ifindex) {
      events.add("multicast " + ifindex);
    }

    @Override
    public void changesLost() {
      events.add("lost");
    }
  }

  private static MessageBuilder newLink(int ifindex, String name) {
    return MessageBuilder.link(Netlink.RTM_NEWLINK, 0, ifindex, LinkState.IFF_UP, 0)
        .attribute(Netlink.IFLA_IFNAME, name)
        .attribute(Netlink.IFLA_MTU, 1500)
        .mac(Netlink.IFLA_ADDRESS, 0x02534d010203L)
        .attribute(Netlink.IFLA_GROUP, 71)
        .attribute(Netlink.IFLA_STATS64, new byte[192]);
  }

  private static byte[] join(byte[]... messages) {
    int length = 0;
    for (byte[] message : messages) {
      length += message.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] message : messages) {
      System.arraycopy(message, 0, all, at, message.length);
      at += message.length;
    }
    return all;
  }

  private static List<String> dispatch(byte[] bytes, int length) {
    Recorder recorder = new Recorder();
    MessageReader reader = new MessageReader(bytes);
    reader.reset(length);
    LinkMonitor.dispatch(reader, recorder);
    return recorder.events;
  }

  @Test
  void walksMessagesAndAttributes() {
    byte[] bytes =
        join(
            newLink(5, "smt0").build(1),
            MessageBuilder.link(Netlink.RTM_DELLINK, 0, 6, 0, 0).build(2),
            MessageBuilder.raw(
                    Netlink.RTM_NEWMULTICAST, 0, new byte[] {10, (byte) 128, 0, 0, 7, 0, 0, 0})
                .build(3),
            newLink(8, "long-name-of-15").build(4));
    assertThat(dispatch(bytes, bytes.length))
        .containsExactly(
            "changed 5 smt0 1500", "removed 6", "multicast 7", "changed 8 long-name-of-15 1500");
  }

  @Test
  void readsEveryField() {
    byte[] bytes = newLink(5, "smt0").build(1);
    MessageReader reader = new MessageReader(bytes);
    reader.reset(bytes.length);
    assertThat(reader.next()).isTrue();
    LinkState link = Objects.requireNonNull(LinkMessages.link(reader));
    assertThat(link.mac()).isEqualTo(0x02534d010203L);
    assertThat(link.group()).isEqualTo(71);
    assertThat(link.isUp()).isTrue();
    assertThat(link.isRunning()).isFalse();
    assertThat(reader.next()).isFalse();
  }

  @Test
  void ignoresWhatABridgeSaysAboutItsPorts() {
    byte[] leaving = MessageBuilder.link(Netlink.RTM_DELLINK, 0, 6, 0, 0).build(1);
    leaving[Netlink.HEADER_SIZE] = 7; // AF_BRIDGE
    assertThat(dispatch(leaving, leaving.length)).isEmpty();
  }

  @Test
  void ignoresPartialLinks() {
    byte[] bytes =
        MessageBuilder.link(Netlink.RTM_NEWLINK, 0, 6, 0, 0)
            .attribute(Netlink.IFLA_IFNAME, "smt0")
            .build(1);
    assertThat(dispatch(bytes, bytes.length)).isEmpty();
  }

  @Test
  void neverThrowsOnGarbage() {
    byte[] good = join(newLink(5, "smt0").build(1), newLink(6, "smt1").build(2));
    RandomGenerator random = RandomGeneratorFactory.of("Xoroshiro128PlusPlus").create(11);
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = good.clone();
      for (int i = random.nextInt(8); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(bytes.length + 1);
      assertThat(dispatch(bytes, length).size()).isLessThan(20);
      MessageReader reader = new MessageReader(bytes);
      reader.reset(length);
      while (reader.next()) {
        assertThat(KernelWords.of(reader)).isNotNull();
        assertThat(LinkMessages.multicastIfindex(reader)).isNotNegative();
      }
    }
  }

  @Test
  void acceptsNonsenseLengths() {
    MessageReader reader = new MessageReader(new byte[64]);
    for (int length : new int[] {-1, 0, 15, 16, 64, 65, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      reader.reset(length);
      assertThat(reader.next()).isFalse();
    }
  }
}
