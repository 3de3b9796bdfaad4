package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.NetworkKind;
import dev.smtap.memory.MappedSection;
import dev.smtap.netlink.InterfaceAddress;
import dev.smtap.wire.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** More addresses than a node can serve: the same ones are, whatever order the kernel tells. */
class SurroundingsTest {
  private static final int IFINDEX = 7;
  private static final int MOST = GlobalAreaDescriptor.MOST_ADDRESSES;
  private static final Geometry SMALL = Geometry.of(2, 128);

  /** 10.77.0.1 and so on: beyond 127, where bytes are negative. */
  private static List<InetAddress> inOrder(int count) {
    List<InetAddress> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(InetAddress.ofLiteral("10.77.0." + (100 + i)));
    }
    return all;
  }

  private static Surroundings surroundings(List<InetAddress> addresses, long seed) {
    List<InterfaceAddress> all = new ArrayList<>();
    addresses.forEach(each -> all.add(new InterfaceAddress(IFINDEX, each, 32, 0, 0)));
    all.add(new InterfaceAddress(IFINDEX + 1, InetAddress.ofLiteral("10.1.0.1"), 24, 0, 0));
    Collections.shuffle(all, new Random(seed));
    return new Surroundings(all, IFINDEX, OwnInterfaces.NONE);
  }

  @Test
  void theSameAreServedInWhateverOrder() {
    List<InetAddress> all = inOrder(MOST + 2);
    for (int seed = 0; seed < 5; seed++) {
      Surroundings found = surroundings(all, seed);
      assertThat(found.global()).containsExactlyElementsOf(all.subList(0, MOST));
      assertThat(found.leftOut()).containsExactlyElementsOf(all.subList(MOST, MOST + 2));
      assertThat(found.leftOutText()).contains("10.77.0.164, 10.77.0.165");
    }
  }

  @Test
  void oneMoreMovesNoOther() {
    List<InetAddress> all = new ArrayList<>(inOrder(MOST + 2));
    all.add(InetAddress.ofLiteral("fd77::1"));
    assertThat(surroundings(all, 1).global()).containsExactlyElementsOf(all.subList(0, MOST));
    all.addFirst(InetAddress.ofLiteral("10.7.0.1"));
    Surroundings found = surroundings(all, 2);
    assertThat(found.global()).containsExactlyElementsOf(all.subList(0, MOST));
    assertThat(found.leftOut()).hasSize(4);
  }

  @Test
  void manyAreCounted() {
    assertThat(surroundings(inOrder(MOST), 3).leftOutText()).isEmpty();
    assertThat(surroundings(inOrder(MOST + 20), 3).leftOutText())
        .hasValueSatisfying(each -> assertThat(each).endsWith("10.77.0.179 and 4 more"));
  }

  @Test
  void whatIsServedIsPublished() throws Exception {
    try (MappedSection memory =
        MappedSection.ofPrivateMemory(SMALL.areaBytes() + GlobalAreaDescriptor.bytes(4_096))) {
      AdapterInfo info =
          new AdapterInfo(0, NetworkKind.GLOBAL, 0, "web", memory.position(), 0, SMALL, 4_096);
      Surroundings found = surroundings(inOrder(MOST + 2), 4);
      new DirectoryWriter(info.globalPosition()).setAddresses(found.global());
      assertThat(PublishedArea.read(info).addresses())
          .containsExactlyElementsOf(found.global().stream().map(IpAddress::of).toList());
    }
  }
}
