package dev.smtap.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smtap.fuzz.Reads;
import org.jspecify.annotations.Nullable;

/** Arbitrary bytes as a netlink datagram. Input: how many of the bytes are valid, the bytes. */
class HostileMessagesFuzzTest {
  /** Counts what it hears, and checks what it is told. */
  private static final class Checker implements LinkListener, RoutingListener {
    int events;

    @Override
    public void linkChanged(LinkState link) {
      assertThat(link.ifindex()).isPositive();
      assertThat(link.mtu()).isPositive();
      assertThat(link.name()).isNotEmpty();
      assertThat(link.mac()).isBetween(0L, 0xffff_ffff_ffffL);
      events++;
    }

    @Override
    public void linkRemoved(int ifindex) {
      assertThat(ifindex).isPositive();
      events++;
    }

    @Override
    public void multicastChanged(int ifindex) {
      assertThat(ifindex).isPositive();
      events++;
    }

    @Override
    public void rulesChanged(IpFamily family) {
      events++;
    }

    @Override
    public void addressesChanged(int ifindex) {
      assertThat(ifindex).isPositive();
      events++;
    }

    @Override
    public void linksChanged() {}

    @Override
    public void settingsChanged() {}

    @Override
    public void changesLost() {
      events++;
    }
  }

  @FuzzTest
  void garbageEndsTheWalk(byte[] bytes) {
    FuzzDatagram datagram = new FuzzDatagram(bytes);
    Checker checker = new Checker();
    LinkMonitor.dispatch(datagram.read(), checker);
    assertThat(checker.events).isLessThanOrEqualTo(datagram.mostMessages());
    checker.events = 0;
    RoutingMonitor.dispatch(datagram.read(), checker);
    assertThat(checker.events).isLessThanOrEqualTo(datagram.mostMessages());
    MessageReader reader = datagram.read();
    while (reader.next()) {
      look(reader);
    }
  }

  private static void look(MessageReader reader) {
    assertThat(KernelWords.of(reader)).isNotNull();
    assertThat(LinkMessages.ifindex(reader)).isNotNegative();
    assertThat(LinkMessages.multicastIfindex(reader)).isNotNegative();
    @Nullable LinkState link = LinkMessages.link(reader);
    assertThat(link == null || link.mtu() > 0).isTrue();
    lookAtRouting(reader);
    reader.attributesFrom(0);
    while (reader.nextAttribute()) {
      assertThat(reader.attributeLength()).isNotNegative();
      assertThat(reader.attributeText().length()).isLessThanOrEqualTo(reader.attributeLength());
      assertThat(reader.attributeMac()).isNotNegative();
      assertThat(reader.attributeByte()).isBetween(0, 255);
      Reads.anything(reader.attributeInt(), reader.attributeLong(56));
    }
  }

  private static void lookAtRouting(MessageReader reader) {
    @Nullable Rule rule = RoutingParser.rule(reader);
    if (rule != null && rule.isPlain() && rule.destination() != null) {
      assertThat(IpFamily.of(rule.destination())).isEqualTo(rule.family());
    }
    @Nullable Route route = RoutingParser.route(reader);
    if (route != null && route.source() != null) {
      assertThat(IpFamily.of(route.source())).isEqualTo(IpFamily.of(route.destination()));
    }
    @Nullable Neighbour neighbour = RoutingParser.neighbour(reader);
    if (neighbour != null) {
      assertThat(neighbour.ifindex()).isPositive();
      assertThat(neighbour.mac()).isBetween(0L, 0xffff_ffff_ffffL);
    }
    @Nullable InterfaceAddress address = RoutingParser.address(reader);
    if (address != null) {
      assertThat(address.ifindex()).isPositive();
      Reads.anything(address.isRoutable() ? 1 : 0, address.flags());
    }
  }
}
