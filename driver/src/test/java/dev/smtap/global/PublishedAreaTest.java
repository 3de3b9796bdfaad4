package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.facility.AdapterInfo;
import dev.smtap.facility.Geometry;
import dev.smtap.facility.GlobalAreaDescriptor;
import dev.smtap.facility.ListenerDescriptor;
import dev.smtap.facility.NetworkKind;
import dev.smtap.facility.OfferDescriptor;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.wire.FlowKey;
import dev.smtap.wire.IpAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node publishes, read while it changes, and when it is a lie. */
class PublishedAreaTest {
  private static final IpAddress G4 = new IpAddress(0, FlowKey.mapped(0x0a4d_0001));
  private static final IpAddress G6 = new IpAddress(0xfd00L << 48, 1);
  private static final Geometry SMALL = Geometry.of(2, 128);

  private MappedSection memory;
  private AdapterInfo info;
  private long area;

  @BeforeEach
  void make() throws Exception {
    memory = MappedSection.ofPrivateMemory(SMALL.areaBytes() + GlobalAreaDescriptor.bytes(4_096));
    info = new AdapterInfo(0, NetworkKind.GLOBAL, 0, "web", memory.position(), 0, SMALL, 4_096);
    area = info.globalPosition();
  }

  @AfterEach
  void remove() throws Exception {
    memory.close();
  }

  private void putInt(int offset, int value) {
    SharedMemory.putInt(area + offset, value);
  }

  private void putAddress(long at, IpAddress address) {
    SharedMemory.putLong(at, address.high());
    SharedMemory.putLong(at + 8, address.low());
  }

  private void putListener(int index, long word, IpAddress local, IpAddress foreign) {
    long at = area + GlobalAreaDescriptor.LISTENERS_OFFSET + (long) index * 40;
    SharedMemory.putLong(at, word);
    putAddress(at + ListenerDescriptor.LOCAL_ADDRESS_OFFSET, local);
    putAddress(at + ListenerDescriptor.FOREIGN_ADDRESS_OFFSET, foreign);
  }

  private void putOffer(int index, IpAddress first, int prefixLength, int address, int flags) {
    long at = area + GlobalAreaDescriptor.OFFERS_OFFSET + (long) index * OfferDescriptor.BYTES;
    putAddress(at, first);
    SharedMemory.putInt(at + OfferDescriptor.PREFIX_LENGTH_OFFSET, prefixLength);
    SharedMemory.putInt(at + OfferDescriptor.ADDRESS_OFFSET, address);
    SharedMemory.putInt(at + OfferDescriptor.FLAGS_OFFSET, flags);
  }

  private static SegmentAddress of(String address, String first, int prefixLength) {
    return new SegmentAddress(
        InetAddress.ofLiteral(address), new Segment(InetAddress.ofLiteral(first), prefixLength));
  }

  @Test
  void whatIsOfferedMustMakeSense() {
    putInt(GlobalAreaDescriptor.ADDRESS_COUNT_OFFSET, 2);
    putAddress(area + GlobalAreaDescriptor.ADDRESSES_OFFSET, G4);
    putAddress(area + GlobalAreaDescriptor.ADDRESSES_OFFSET + 16, G6);
    IpAddress first4 = new IpAddress(0, FlowKey.mapped(0x0a4d_0000));
    IpAddress first6 = new IpAddress(0xfd00L << 48, 0);
    putOffer(0, first6, 64, 1, 0);
    putOffer(1, first4, 33, 0, 1);
    putOffer(2, first4, -1, 0, 1);
    putOffer(3, G4, 24, 0, 1);
    putOffer(4, first4, 24, 2, 1);
    putOffer(5, first4, 24, -1, 1);
    putOffer(6, first4, 24, 1, 1);
    putOffer(7, first6, 0, 1, 1);
    putInt(GlobalAreaDescriptor.OFFER_COUNT_OFFSET, Integer.MAX_VALUE);
    assertThat(PublishedArea.read(info).offers())
        .containsExactly(new PublishedOffer(of("fd00::1", "fd00::", 64), false));
  }

  @Test
  void offersFollowTheAddressesThatTheyName() {
    DirectoryWriter writer = new DirectoryWriter(area);
    PublishedOffer offer4 = new PublishedOffer(of("10.77.0.1", "10.77.0.0", 24), true);
    PublishedOffer offer6 = new PublishedOffer(of("fd00::1", "fd00::", 64), false);
    writer.setAddresses(
        List.of(offer4.what().address(), offer6.what().address(), InetAddress.ofLiteral("::7")));
    assertThat(writer.setOffers(Set.of(offer4, offer6))).isTrue();
    assertThat(writer.setOffers(Set.of(offer6, offer4))).isFalse();
    assertThat(PublishedArea.read(info).offers()).containsExactlyInAnyOrder(offer4, offer6);
    writer.setAddresses(List.of(offer6.what().address()));
    assertThat(PublishedArea.read(info).offers()).containsExactly(offer6);
    writer.setAddresses(List.of());
    assertThat(PublishedArea.read(info).offers()).isEmpty();
  }

  @Test
  void everythingIsRead() {
    putInt(GlobalAreaDescriptor.STATE_OFFSET, GlobalAreaDescriptor.IS_GLOBAL);
    putInt(GlobalAreaDescriptor.WEIGHT_OFFSET, 7);
    putInt(GlobalAreaDescriptor.ADDRESS_COUNT_OFFSET, 2);
    putAddress(area + GlobalAreaDescriptor.ADDRESSES_OFFSET, G4);
    putAddress(area + GlobalAreaDescriptor.ADDRESSES_OFFSET + 16, G6);
    putInt(GlobalAreaDescriptor.LISTENER_COUNT_OFFSET, 2);
    putInt(GlobalAreaDescriptor.LEFT_OUT_OFFSET, 3);
    putListener(0, 6 | 3 << 8 | 443L << 16, IpAddress.ANY, IpAddress.ANY);
    putListener(1, 17 | 1 << 8 | 53L << 16 | 65_535L << 32, G4, new IpAddress(0, 1));
    putInt(GlobalAreaDescriptor.OFFER_COUNT_OFFSET, 1);
    putOffer(0, new IpAddress(0, FlowKey.mapped(0x0a4d_0000)), 24, 0, 1);
    assertThat(PublishedArea.read(info))
        .isEqualTo(
            new PublishedArea(
                true,
                false,
                7,
                true,
                List.of(G4, G6),
                List.of(
                    new PublishedArea.Listener(6, true, true, IpAddress.ANY, 443, IpAddress.ANY, 0),
                    new PublishedArea.Listener(
                        17, true, false, G4, 53, new IpAddress(0, 1), 65_535)),
                3,
                List.of(new PublishedOffer(of("10.77.0.1", "10.77.0.0", 24), true))));
  }

  @Test
  void countsThatAreLiesAreClamped() {
    putInt(GlobalAreaDescriptor.WEIGHT_OFFSET, -1);
    putInt(GlobalAreaDescriptor.ADDRESS_COUNT_OFFSET, Integer.MAX_VALUE);
    putInt(GlobalAreaDescriptor.LISTENER_COUNT_OFFSET, 1 << 20);
    putInt(GlobalAreaDescriptor.LEFT_OUT_OFFSET, -5);
    PublishedArea read = PublishedArea.read(info);
    assertThat(read.weight()).isEqualTo(1);
    assertThat(read.addresses()).hasSize(GlobalAreaDescriptor.MOST_ADDRESSES);
    assertThat(read.listeners()).hasSize(GlobalAreaDescriptor.MOST_LISTENERS);
    assertThat(read.leftOut()).isZero();
    putInt(GlobalAreaDescriptor.WEIGHT_OFFSET, 256);
    putInt(GlobalAreaDescriptor.ADDRESS_COUNT_OFFSET, -1);
    assertThat(PublishedArea.read(info).weight()).isEqualTo(255);
    assertThat(PublishedArea.read(info).addresses()).isEmpty();
  }

  @Test
  void aWriterThatDiedMidwayHoldsNobodyUp() {
    putInt(GlobalAreaDescriptor.STATE_OFFSET, GlobalAreaDescriptor.IS_DRAINING);
    putInt(GlobalAreaDescriptor.ADDRESS_COUNT_OFFSET, 2);
    SharedMemory.putLong(area + GlobalAreaDescriptor.SEQUENCE_OFFSET, 5);
    PublishedArea read = PublishedArea.read(info);
    assertThat(read.isSettled()).isFalse();
    assertThat(read.isDraining()).isTrue();
    assertThat(read.addresses()).isEmpty();
  }

  /** All addresses of one publication are alike; a mixture of two would be a torn read. */
  @Test
  void aReadIsOfOnePublication() throws Exception {
    int count = GlobalAreaDescriptor.MOST_ADDRESSES;
    putInt(GlobalAreaDescriptor.ADDRESS_COUNT_OFFSET, count);
    AtomicBoolean isOver = new AtomicBoolean();
    Thread writer = new Thread(() -> publish(isOver));
    writer.start();
    int settled = 0;
    try {
      for (int i = 0; i < 2_000; i++) {
        PublishedArea read = PublishedArea.read(info);
        assertThat(read.addresses().stream().distinct().count()).isLessThanOrEqualTo(1);
        settled += read.isSettled() ? 1 : 0;
      }
    } finally {
      isOver.set(true);
      writer.join();
    }
    assertThat(settled).isEqualTo(2_000);
  }

  /** Rests for as long as it writes, more or less, so that readers have a chance. */
  private void publish(AtomicBoolean isOver) {
    long sequence = area + GlobalAreaDescriptor.SEQUENCE_OFFSET;
    for (long round = 1; !isOver.get(); round++) {
      for (int i = 0; i < 100; i++) {
        Thread.onSpinWait();
      }
      SharedMemory.putLongOpaque(sequence, 2 * round - 1);
      SharedMemory.releaseFence();
      for (int i = 0; i < GlobalAreaDescriptor.MOST_ADDRESSES; i++) {
        long at = area + GlobalAreaDescriptor.ADDRESSES_OFFSET + i * 16L;
        SharedMemory.putLongOpaque(at, round);
        SharedMemory.putLongOpaque(at + 8, round);
      }
      SharedMemory.putLongRelease(sequence, 2 * round);
    }
  }
}
